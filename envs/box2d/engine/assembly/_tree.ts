// The dynamic tree of fat bounds: a binary tree that is kept flat by rotations. Which leaf has which number
// decides in which order Box2D makes contacts, so leaves and inner nodes are numbered as Box2D numbers them.

import { contains, fatten, join, overlap, perimeter } from "./_bounds";
import { giveBack, reserve, take } from "./_memory";
import { Fixture, World, movesOf } from "./_records";

const NONE: i32 = -1;
const FIRST_CAPACITY: i32 = 16;

// @ts-ignore: decorator
@unmanaged
export class Node {
  bounds: v128;
  /** Of a leaf. */
  fixture: usize;
  /** Of a free node, the next free one. */
  parent: i32;
  child1: i32;
  child2: i32;
  /** 0 for leaves. */
  height: i32;
  // Keeps what follows on 16 bytes.
  padding1: i32;
  padding2: i64;
}

// @ts-ignore: decorator
@inline
export function nodeOf(world: World, index: i32): Node {
  return changetype<Node>(world.nodes + index * offsetof<Node>());
}

// @ts-ignore: decorator
@inline
export function isLeaf(node: Node): bool {
  return node.child1 == NONE;
}

export function openTree(world: World): void {
  world.nodes = take(FIRST_CAPACITY * offsetof<Node>());
  world.nodeCapacity = FIRST_CAPACITY;
  world.nodeCount = 0;
  world.root = NONE;
  chain(world, 0);
}

export function closeTree(world: World): void {
  giveBack(world.nodes, world.nodeCapacity * offsetof<Node>());
}

/** Makes a list of the free nodes from `first` on. */
function chain(world: World, first: i32): void {
  for (let i = first; i < world.nodeCapacity; i++) nodeOf(world, i).parent = i + 1;
  nodeOf(world, world.nodeCapacity - 1).parent = NONE;
  world.freeNode = first;
}

function allocate(world: World): i32 {
  if (world.freeNode == NONE) {
    const bytes = world.nodeCapacity * offsetof<Node>();
    const nodes = take(2 * bytes);
    memory.copy(nodes, world.nodes, bytes);
    giveBack(world.nodes, bytes);
    world.nodes = nodes;
    world.nodeCapacity *= 2;
    chain(world, world.nodeCount);
  }
  const index = world.freeNode;
  const node = nodeOf(world, index);
  world.freeNode = node.parent;
  world.nodeCount++;
  node.parent = NONE;
  node.child1 = NONE;
  node.child2 = NONE;
  node.height = 0;
  node.fixture = 0;
  return index;
}

function release(world: World, index: i32): void {
  nodeOf(world, index).parent = world.freeNode;
  world.freeNode = index;
  world.nodeCount--;
}

/** Puts a fixture with fresh bounds into the tree. */
export function addLeaf(world: World, fixture: Fixture): void {
  const leaf = allocate(world);
  const node = nodeOf(world, leaf);
  node.bounds = fatten(fixture.bounds, 0, 0);
  node.fixture = changetype<usize>(fixture);
  fixture.leaf = leaf;
  insert(world, leaf);
  noteMove(world, leaf);
}

export function removeLeaf(world: World, fixture: Fixture): void {
  const leaf = fixture.leaf;
  const moves = movesOf(world).items;
  for (let i = 0; i < world.moves; i++) {
    if (load<i32>(moves + (i << 2)) == leaf) store<i32>(moves + (i << 2), NONE);
  }
  cut(world, leaf);
  release(world, leaf);
}

/**
 * Gives a fixture that has left its fat bounds new ones.
 * @param dx
 * @param dy Its displacement in this step (m).
 */
export function moveLeaf(world: World, fixture: Fixture, dx: f32, dy: f32): void {
  const leaf = fixture.leaf;
  if (contains(nodeOf(world, leaf).bounds, fixture.bounds)) return;
  cut(world, leaf);
  nodeOf(world, leaf).bounds = fatten(fixture.bounds, dx, dy);
  insert(world, leaf);
  noteMove(world, leaf);
}

function noteMove(world: World, leaf: i32): void {
  const moves = movesOf(world);
  reserve(moves, (world.moves + 1) << 2);
  store<i32>(moves.items + (world.moves << 2), leaf);
  world.moves++;
}

/** Hangs a leaf beside the node where it makes the bounds grow least. */
function insert(world: World, leaf: i32): void {
  if (world.root == NONE) {
    world.root = leaf;
    nodeOf(world, leaf).parent = NONE;
    return;
  }
  const bounds = nodeOf(world, leaf).bounds;
  let index = world.root;
  while (!isLeaf(nodeOf(world, index))) {
    const node = nodeOf(world, index);
    const area = perimeter(node.bounds);
    const joined = perimeter(join(node.bounds, bounds));
    const cost = joined * 2;
    const inherited = (joined - area) * 2;
    const cost1 = descentCost(world, node.child1, bounds, inherited);
    const cost2 = descentCost(world, node.child2, bounds, inherited);
    if (cost < cost1 && cost < cost2) break;
    index = cost1 < cost2 ? node.child1 : node.child2;
  }

  const sibling = index;
  const parent = allocate(world);
  const node = nodeOf(world, parent);
  const beside = nodeOf(world, sibling);
  const above = beside.parent;
  node.parent = above;
  node.bounds = join(bounds, beside.bounds);
  node.height = beside.height + 1;
  node.child1 = sibling;
  node.child2 = leaf;
  replaceChild(world, above, sibling, parent);
  beside.parent = parent;
  nodeOf(world, leaf).parent = parent;
  refresh(world, parent);
}

// @ts-ignore: decorator
@inline
function descentCost(world: World, child: i32, bounds: v128, inherited: f32): f32 {
  const node = nodeOf(world, child);
  const joined = perimeter(join(bounds, node.bounds));
  return (isLeaf(node) ? joined : joined - perimeter(node.bounds)) + inherited;
}

/** Puts a node in the place of another under its parent, or at the root. */
function replaceChild(world: World, parent: i32, old: i32, replacement: i32): void {
  if (parent == NONE) {
    world.root = replacement;
    return;
  }
  const node = nodeOf(world, parent);
  if (node.child1 == old) node.child1 = replacement;
  else node.child2 = replacement;
}

function cut(world: World, leaf: i32): void {
  if (leaf == world.root) {
    world.root = NONE;
    return;
  }
  const parent = nodeOf(world, leaf).parent;
  const node = nodeOf(world, parent);
  const above = node.parent;
  const sibling = node.child1 == leaf ? node.child2 : node.child1;
  replaceChild(world, above, parent, sibling);
  nodeOf(world, sibling).parent = above;
  release(world, parent);
  refresh(world, above);
}

/** Balances a node and all above it and fits their bounds. */
function refresh(world: World, start: i32): void {
  let index = start;
  while (index != NONE) {
    index = balance(world, index);
    fit(world, index);
    index = nodeOf(world, index).parent;
  }
}

function fit(world: World, index: i32): void {
  const node = nodeOf(world, index);
  const child1 = nodeOf(world, node.child1);
  const child2 = nodeOf(world, node.child2);
  node.height = 1 + max(child1.height, child2.height);
  node.bounds = join(child1.bounds, child2.bounds);
}

/**
 * Lifts the higher child of a node into its place when their heights differ by more than one; returns the
 * top.
 */
function balance(world: World, a: i32): i32 {
  const node = nodeOf(world, a);
  if (isLeaf(node) || node.height < 2) return a;
  const difference = nodeOf(world, node.child2).height - nodeOf(world, node.child1).height;
  if (difference > 1) return lift(world, a, node.child2);
  if (difference < -1) return lift(world, a, node.child1);
  return a;
}

function lift(world: World, a: i32, child: i32): i32 {
  const lower = nodeOf(world, a);
  const upper = nodeOf(world, child);
  const grandchild1 = upper.child1;
  const grandchild2 = upper.child2;
  upper.child1 = a;
  upper.parent = lower.parent;
  lower.parent = child;
  replaceChild(world, upper.parent, a, child);
  // The higher grandchild stays, the other one takes the place of the child.
  const firstStays = nodeOf(world, grandchild1).height > nodeOf(world, grandchild2).height;
  const stays = firstStays ? grandchild1 : grandchild2;
  const goes = firstStays ? grandchild2 : grandchild1;
  upper.child2 = stays;
  if (lower.child1 == child) lower.child1 = goes;
  else lower.child2 = goes;
  nodeOf(world, goes).parent = a;
  fit(world, a);
  fit(world, child);
  return child;
}

const stack = memory.data(256 * 4);

/** Calls `visit` with every leaf whose fat bounds overlap the given ones. */
// @ts-ignore: decorator
@inline
export function query(world: World, bounds: v128, visit: (world: World, leaf: i32) => void): void {
  if (world.root == NONE) return;
  let depth = 1;
  store<i32>(stack, world.root);
  while (depth > 0) {
    depth--;
    const index = load<i32>(stack + (depth << 2));
    const node = nodeOf(world, index);
    if (!overlap(node.bounds, bounds)) continue;
    if (isLeaf(node)) {
      visit(world, index);
    } else {
      store<i32>(stack + (depth << 2), node.child1);
      store<i32>(stack + (depth << 2), node.child2, 4);
      depth += 2;
    }
  }
}
