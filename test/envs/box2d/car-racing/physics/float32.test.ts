import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { HULL_OUTLINES, WHEEL_OUTLINE, WHEELS } from "../../../../../envs/box2d/car-racing/car.js";
import { loadPhysics } from "../../../../../envs/box2d/car-racing/physics/float32.js";
import {
  ANGULAR_VELOCITY,
  BODIES,
  BODY_STRIDE,
  COS,
  HULL,
  type Physics,
  type Scene,
  SIN,
  VX,
  VY,
  type World,
  X,
  Y,
} from "../../../../../envs/box2d/car-racing/physics/physics.js";
import { createTrack } from "../../../../../envs/box2d/car-racing/track.js";
import { loadEngine } from "../../../../../envs/box2d/engine/engine.js";
import { Random } from "../../../../../envs/random.js";
import { polygonDistance } from "./polygon-distance.js";

/** A drive recorded from Box2D; see test/golden/car-racing/README.md. */
interface Drive {
  readonly scene: Scene;
  readonly inputs: readonly (Float32Array | undefined)[];
  readonly states: Float32Array;
  readonly jointAngles: Float32Array;
  readonly contacts: readonly (readonly [body: number, tile: number, begins: number])[][];
}

function readDrive(name: string): Drive {
  const file = join(import.meta.dirname, `../../../../../../test/golden/car-racing/physics/${name}.json.gz`);
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64")).buffer;
  return {
    scene: { ...stored.scene, tiles: new Float64Array(bytes(stored.scene.tiles)) },
    inputs: stored.inputs.map((input: string | null) => (input ? new Float32Array(bytes(input)) : undefined)),
    states: new Float32Array(bytes(stored.states)),
    jointAngles: new Float32Array(bytes(stored.jointAngles)),
    contacts: stored.contacts,
  };
}

/**
 * Drives a world by recorded inputs, and names the first step at which it differs in any bit.
 * @param meddle Called before every step.
 */
function compare(
  physics: Physics,
  { scene, inputs, states, jointAngles, contacts }: Drive,
  meddle = () => {},
): string {
  let seen: [number, number, number][] = [];
  const world = physics.createWorld(scene, (body, tile, begins) => seen.push([body, tile, Number(begins)]));
  try {
    for (const [step, input] of inputs.entries()) {
      seen = [];
      if (input) push(world, input);
      meddle();
      world.step();
      const row = BODIES * BODY_STRIDE;
      if (!sameBits(world.bodies, states.subarray(row * step, row * (step + 1)))) return `state ${step}`;
      if (!sameBits(world.jointAngles, jointAngles.subarray(WHEELS * step, WHEELS * (step + 1))))
        return `joint angles ${step}`;
      if (JSON.stringify(seen) !== JSON.stringify(contacts[step])) return `contacts ${step}`;
    }
    return "nowhere";
  } finally {
    world.destroy();
  }
}

/** @param input 4 motor speeds, then 4 forces. */
function push(world: World, input: Float32Array): void {
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    world.setMotorSpeed(wheel, input[wheel]);
    world.applyForce(wheel, input[WHEELS + 2 * wheel], input[WHEELS + 2 * wheel + 1]);
  }
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

/** Corners of an outline on a body, where the world has it. */
function placed(outline: readonly number[], world: World, body: number): number[] {
  const [x, y, sine, cosine] = [X, Y, SIN, COS].map((i) => world.bodies[body * BODY_STRIDE + i]);
  return outline.flatMap((_, i) =>
    i % 2 === 0
      ? [
          cosine! * outline[i] - sine! * outline[i + 1] + x!,
          sine! * outline[i] + cosine! * outline[i + 1] + y!,
        ]
      : [],
  );
}

/** Box2D's polygons touch when they are nearer than this (m): the skins of both. */
const SKINS = 0.02;
/** Nearer to `SKINS` than this (m), float32 may decide otherwise than float64. */
const ROUNDING = 1e-4;
/** A tile and a car further apart than this (m) cannot touch. */
const REACH = 15;

const nowhere: Scene = { x: 0, y: 0, angle: 0, tiles: new Float64Array() };

/** Angle, its sine and its cosine, all float32. */
const SINES: readonly (readonly [angle: number, sine: number, cosine: number])[] = [
  [17.278738021850586, -1.0, -2.1572894183918834e-5],
  [23.55803108215332, -0.9999923706054688, -0.003913810010999441],
  [-32.72977828979492, -0.9671709537506104, 0.2541266083717346],
  [53.42251968383789, -0.015443959273397923, -0.9998807311058044],
  [64.40264892578125, 1.0, 4.7280951775974245e-7],
  [81.68215942382812, 0.0007504304521717131, 0.9999997019767761],
  [98.68684387207031, -0.9628787636756897, -0.26993420720100403],
  [108.41062927246094, 0.9996702075004578, -0.025679901242256165],
  [9.999999747378752e-5, 9.999999747378752e-5, 1.0],
  [-0.30000001192092896, -0.29552021622657776, 0.9553365111351013],
  [0.699999988079071, 0.6442176699638367, 0.7648422122001648],
  [-0.800000011920929, -0.7173560857772827, 0.6967067122459412],
  [2.5, 0.5984721183776855, -0.8011435866355896],
  [-31.0, 0.4040376543998718, 0.9147423505783081],
  [119.5, 0.11919510364532471, 0.9928708672523499],
  [120.5, 0.8998733758926392, 0.4361512064933777],
  [-250.25, 0.8807352185249329, 0.4736090302467346],
  [1234.5, 0.1453956514596939, -0.9893735647201538],
  [-98765.3984375, -0.008593838661909103, 0.9999630451202393],
  [0.46990007162094116, 0.45279717445373535, 0.8916135430335999],
  [2.3879010677337646, 0.6843352317810059, -0.7291675806045532],
  [2.4153010845184326, 0.6641016602516174, -0.7476423382759094],
  [2.6482012271881104, 0.47361552715301514, -0.8807317018508911],
  [3.4017016887664795, -0.2571859359741211, -0.966361939907074],
];

describe("float32 physics", () => {
  let physics: Physics;
  before(async () => {
    physics = await loadPhysics();
  });

  for (const name of ["spins-and-sleeps", "leaps"]) {
    it(`moves as Box2D does, to the bit: ${name}`, () => {
      expect(compare(physics, readDrive(name))).to.equal("nowhere");
    });
  }

  it("keeps worlds apart", () => {
    const drive = readDrive("leaps");
    const other = physics.createWorld(drive.scene, () => {});
    const meddle = () => {
      other.applyForce(1, 300, -200);
      other.step();
    };
    expect(compare(physics, drive, meddle)).to.equal("nowhere");
    other.destroy();
  });

  it("turns by glibc's sine and cosine", () => {
    // From sinf and cosf of glibc 2.36: where Math.sin rounds otherwise, near multiples of π/2, beyond 120
    // rad.
    for (const [angle, sine, cosine] of SINES) {
      const world = physics.createWorld({ ...nowhere, angle }, () => {});
      expect([world.bodies[SIN], world.bodies[COS]], `angle ${angle}`).to.deep.equal([sine, cosine]);
      world.destroy();
    }
  });

  it("finds contacts where polygons are nearer than their skins", () => {
    const random = new Random(5);
    const { sections, tiles } = createTrack(random);
    const wrong: string[] = [];
    let found = 0;
    for (let place = 0; place < 200; place++) {
      const { x, y } = sections[random.integers(sections.length)];
      const scene = {
        x: x + random.uniform(-9, 9),
        y: y + random.uniform(-9, 9),
        angle: random.uniform(-4, 4),
        tiles,
      };
      const touching = new Set<string>();
      const world = physics.createWorld(scene, (body, tile) => touching.add(`${body} on ${tile}`));
      const shapes = Array.from({ length: BODIES }, (_, body) =>
        (body === HULL ? HULL_OUTLINES : [WHEEL_OUTLINE]).map((outline) => placed(outline, world, body)),
      );
      world.step();
      for (const [tile, section] of sections.entries()) {
        const far = Math.hypot(section.x - scene.x, section.y - scene.y) > REACH;
        const corners = tiles.subarray(8 * tile, 8 * tile + 8);
        for (const [body, parts] of shapes.entries()) {
          const distance = far ? REACH : Math.min(...parts.map((part) => polygonDistance(part, corners)));
          if (Math.abs(distance - SKINS) < ROUNDING) continue;
          found += Number(distance < SKINS);
          if (touching.has(`${body} on ${tile}`) === distance < SKINS) continue;
          wrong.push(`place ${place}: body ${body} and tile ${tile} are ${distance} m apart`);
        }
      }
      world.destroy();
    }
    expect(wrong).to.deep.equal([]);
    expect(found).to.be.above(200);
  });

  it("puts a still car to sleep after half a second, and wakes it by a push", () => {
    const world = physics.createWorld(nowhere, () => {});
    world.applyForce(0, 0.05, 0);
    world.step();
    expect(world.bodies[BODY_STRIDE + VX]).to.be.above(0);
    for (let i = 0; i < 30; i++) world.step();
    for (let body = 0; body < BODIES; body++) {
      for (const i of [VX, VY, ANGULAR_VELOCITY]) expect(world.bodies[body * BODY_STRIDE + i]).to.equal(0);
    }
    const asleep = world.bodies.slice();
    world.step();
    expect(world.bodies).to.deep.equal(asleep);
    world.applyForce(3, 100, 0);
    world.step();
    expect(world.bodies[X]).to.be.above(asleep[X]);
    world.destroy();
  });

  it("uses the memory of destroyed worlds again", async () => {
    const engine = await loadEngine();
    const { scene } = readDrive("leaps");
    physics.createWorld(scene, () => {}).destroy();
    const { bytes } = engine;
    for (let i = 0; i < 500; i++) {
      const world = physics.createWorld(scene, () => {});
      world.step();
      world.destroy();
      world.destroy();
    }
    expect(engine.bytes).to.equal(bytes);
  });

  it("refuses a tile without area", () => {
    const tiles = Float64Array.of(0, 0, 9, 0, 9, 9, 0, 9, 1, 1, 2, 2, 3, 3, 4, 4);
    expect(() => physics.createWorld({ ...nowhere, tiles }, () => {})).to.throw(RangeError, "tile 1");
    tiles.fill(Number.NaN);
    expect(() => physics.createWorld({ ...nowhere, tiles }, () => {})).to.throw(RangeError, "tile 0");
  });
});
