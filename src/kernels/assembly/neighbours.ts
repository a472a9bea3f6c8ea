/**
 * Exact logits of a network's neighbours. Every block of 16 images keeps its activations and sums; a change of a few
 * weights is followed through the network as differences, channel by channel, and touches only what changes.
 * No allocation: the host lays memory out (src/kernels/neighbours.ts).
 */
import { forwardBlock } from "./_channels";
import { blockCost, Cost } from "./_costs";
import { BLOCK, layerAt, tabulate } from "./_plane-layer";
import { propagate, Sums } from "./_propagation";
import { imagesOf, keepValues, lastLayer, lay, outputsOf, presentValues, Scratch, Search } from "./_search";
import { reachOfNeighbour, Slack } from "./_slack";

export { cellsBytes, listChannel, fanOutListBytes, fanOutLayer } from "./_listed-layer";
export { takeExponentials, commitSwap } from "./_output-exponentials";
export { crossEntropies } from "./_output-cross-entropy";
export { countErrors } from "./_output-errors";
export { singleChangeCrossEntropies, singleChangesRoom } from "./_output-single-changes";
export { gatherFeatures, smallestMargins, takeMargins } from "./_output-layer";
export { takeSlacks } from "./_slack";

/** The first byte that static data leave free. */
export function heapBase(): usize {
  return __heap_base;
}

/** Makes the tables of one unit from its weights. */
export function tabulateUnit(layers: usize, index: i32, unit: i32): void {
  tabulate(layerAt(layers, index), unit);
}

/** Fills the states of images `start` (a multiple of 16) to `end` by a whole forward pass. */
export function build(start: i32, end: i32, address: usize, scratchAddress: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const last = lastLayer(search), size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) {
    const state = search.states + <usize>block * search.stateBytes;
    lay(search, scratch, block);
    forwardBlock(search.layers, search.layerCount, scratch.terms, scratch.planes, scratch.sums, state, true);
    keepValues(search, block, state + (last.poolSize == 0 ? last.sums : last.output));
  }
}

/** Logits of the images of blocks `first` to `end` after the changes of neighbour 0, as rows at `out`. */
export function evaluate(address: usize, scratchAddress: usize, first: i32, end: i32, out: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  for (let block = first; block < end; block++) {
    const images = imagesOf(search, block);
    const values = propagate(search, scratch, block, 0, Sums.present);
    if (values == 0) writeRows(search, presentValues(search, block), search.valueBytes, images, out);
    else writeRows(search, values, BLOCK << 2, images, out);
    out += <usize>(images * outputsOf(search)) << 2;
  }
}

/** The present logits of all images of blocks `first` to `end`, as rows at `out`. */
export function present(address: usize, first: i32, end: i32, out: usize): void {
  const search = changetype<Search>(address);
  for (let block = first; block < end; block++) {
    const images = imagesOf(search, block);
    writeRows(search, presentValues(search, block), search.valueBytes, images, out);
    out += <usize>(images * outputsOf(search)) << 2;
  }
}

/**
 * Brings the states of images `start` (a multiple of 16) to `end` and their present logits to neighbour 0; the host
 * then changes the weights.
 */
export function commit(start: i32, end: i32, address: usize, scratchAddress: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) propagate(search, scratch, block, 0, Sums.commit);
}

/**
 * Adds what images `start` to `end` cost after each neighbour's changes to the sums at `out`, a 64-bit float each.
 * Blocks are outermost, so that a block's state stays in the cache while all neighbours look at it. A neighbour whose
 * sum is above `limit` is left alone from then on. For errors `slacks` may say which blocks a neighbour cannot change.
 */
export function costs(
  start: i32,
  end: i32,
  address: usize,
  scratchAddress: usize,
  costAddress: usize,
  neighbours: i32,
  limit: f64,
  out: usize,
  slacks: usize,
): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const cost = changetype<Cost>(costAddress);
  const size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) {
    takeLanes(scratch, block, start, end);
    const whole = block * size >= start && (block * size + size <= end || end == search.count);
    const slack = changetype<Slack>(slacks + <usize>block * offsetof<Slack>());
    for (let neighbour = 0; neighbour < neighbours; neighbour++) {
      const at = out + ((<usize>neighbour) << 3);
      if (load<f64>(at) > limit) continue;
      if (slacks != 0 && whole && reachOfNeighbour(search, neighbour) <= <i64>slack.slack) {
        store<f64>(at, load<f64>(at) + <f64>slack.errors);
        continue;
      }
      addCost(search, scratch, cost, block, propagate(search, scratch, block, neighbour, Sums.present), at);
    }
  }
}

/** Adds what a block's images cost to the sum at `at`; `values` as `propagate` returns them. */
function addCost(search: Search, scratch: Scratch, cost: Cost, block: i32, values: usize, at: usize): void {
  const own = values == 0
    ? blockCost(cost, presentValues(search, block), search.valueBytes, block, scratch.lanes)
    : blockCost(cost, values, BLOCK << 2, block, scratch.lanes);
  store<f64>(at, load<f64>(at) + own);
}

/**
 * As `costs`, for swaps in the first layer that share their removals. The list has single-weight changes: a removal,
 * and then all additions in other units that it goes with, whose number is in `groups`; then the next removal. What a
 * removal does to the sums of the second layer is added once, since they are linear in the first one's channels; what
 * comes after, its HardTanh, is not.
 */
export function commonCosts(
  start: i32,
  end: i32,
  address: usize,
  scratchAddress: usize,
  costAddress: usize,
  groups: usize,
  groupCount: i32,
  limit: f64,
  out: usize,
): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const cost = changetype<Cost>(costAddress);
  const size = <i32>BLOCK, groupsEnd = groups + ((<usize>groupCount) << 2);
  for (let block = start / size; block * size < end; block++) {
    takeLanes(scratch, block, start, end);
    let half = 0, at = out;
    for (let group = groups; group < groupsEnd; group += 4) {
      const removal = half++;
      let removed = false;
      for (let left = load<u32>(group); left > 0; left--, half++, at += 8) {
        if (load<f64>(at) > limit) continue;
        if (!removed) propagate(search, scratch, block, removal, Sums.makeCommon);
        removed = true;
        addCost(search, scratch, cost, block, propagate(search, scratch, block, half, Sums.common), at);
      }
    }
  }
}

/** Marks which of a block's images lie from `start` to `end`. */
function takeLanes(scratch: Scratch, block: i32, start: i32, end: i32): void {
  for (let lane = 0; lane < <i32>BLOCK; lane++) {
    const image = block * <i32>BLOCK + lane;
    store<i32>(scratch.lanes + ((<usize>lane) << 2), image >= start && image < end ? -1 : 0);
  }
}

/** From [output][16 images], `step` bytes an output, to [image][output]. */
function writeRows(search: Search, from: usize, step: usize, images: i32, out: usize): void {
  const bytes = <usize>outputsOf(search) << 2;
  for (let offset: usize = 0; offset < bytes; offset += 4) {
    let to = out + offset;
    for (let image = 0; image < images; image++) {
      store<i32>(to, load<i32>(from + ((<usize>image) << 2)));
      to += bytes;
    }
    from += step;
  }
}
