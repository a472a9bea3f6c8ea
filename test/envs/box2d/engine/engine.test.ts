import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
  type Body,
  type Engine,
  type JointDefinition,
  loadEngine,
  type Material,
  type Point,
  type World,
} from "../../../../envs/box2d/engine/engine.js";

/** A scene and how it goes on in pybox2d; see golden/box2d/record.py. */
interface Scene {
  readonly gravity: Point;
  readonly bodies: readonly BodyInScene[];
  readonly moving: readonly number[];
  readonly joints: readonly (Omit<JointDefinition, "a" | "b"> & { readonly a: number; readonly b: number })[];
  readonly kicks: readonly { readonly step: number; readonly body: number; readonly impulse: Point }[];
  readonly rays: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[];
  readonly states: string;
  readonly awake: readonly string[];
  readonly shares: readonly number[];
  readonly touches: readonly [began: number, ended: number];
}

interface BodyInScene {
  readonly dynamic: boolean;
  readonly position: Point;
  readonly angle: number;
  readonly fixtures: readonly (Material & Shape)[];
}

type Shape =
  | { readonly kind: "edge"; readonly points: readonly [Point, Point] }
  | { readonly kind: "polygon"; readonly points: readonly Point[] }
  | { readonly kind: "box"; readonly half: Point }
  | { readonly kind: "disc"; readonly radius: number };

const path = join(import.meta.dirname, "../../../../../test/golden/box2d/scenes.json.gz");
const scenes: Scene[] = JSON.parse(gunzipSync(readFileSync(path)).toString());
const STEPS = 240;

function addFixture(body: Body, fixture: Material & Shape): void {
  if (fixture.kind === "edge") body.addEdge(...fixture.points, fixture);
  else if (fixture.kind === "polygon") body.addPolygon(fixture.points, fixture);
  else if (fixture.kind === "box") body.addBox(...fixture.half, fixture);
  else body.addCircle([0, 0], fixture.radius, fixture);
}

function build(world: World, { bodies, joints }: Scene): Body[] {
  const built = bodies.map((definition) => {
    const body = world.createBody(definition);
    for (const fixture of definition.fixtures) addFixture(body, fixture);
    return body;
  });
  for (const joint of joints) world.createJoint({ ...joint, a: built[joint.a], b: built[joint.b] });
  return built;
}

describe("the float32 engine", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine();
  });

  for (const [number, scene] of scenes.entries()) {
    it(`moves scene ${number} as pybox2d does, to the bit`, () => {
      const world = engine.createWorld(scene.gravity);
      const bodies = build(world, scene);
      const touches: [number, number] = [0, 0];
      world.onTouch = (_a, _b, touching) => touches[touching ? 0 : 1]++;
      const moving = scene.moving.map((i) => bodies[i]);
      const states: number[] = [];
      const awake: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        for (const { body, impulse } of scene.kicks.filter((kick) => kick.step === step)) {
          const kicked = bodies[body];
          kicked.applyImpulse(...impulse, kicked.x, kicked.y);
        }
        world.step(1 / 50, 20, 12);
        if (step % 4 !== 3) continue;
        for (const { x, y, angle, vx, vy, angularVelocity } of moving) {
          states.push(x, y, angle, vx, vy, angularVelocity);
        }
        awake.push(moving.map((body) => Number(body.awake)).join(""));
      }
      const bytes = Buffer.from(Float32Array.from(states).buffer);
      expect(bytes.equals(Buffer.from(scene.states, "base64"))).equal(true);
      expect(awake).deep.equal(scene.awake);
      expect(touches).deep.equal(scene.touches);
      const shares = scene.rays.map((ray) => Math.abs(world.castRay(...ray, 1)));
      expect(shares).deep.equal(scene.shares);
      world.destroy();
    });
  }

  it("lets nothing fast fall through an edge", () => {
    const world = engine.createWorld([0, 0]);
    world.createBody({ dynamic: false }).addEdge([-5, 0], [5, 0], {});
    const stone = world.createBody({ dynamic: true, position: [0, 1] });
    stone.addBox(0.05, 0.05, { density: 1 });
    stone.applyImpulse(0, -1, 0, 1); // 100 m/s: 2 m a step.
    world.step(1 / 50, 10, 10);
    expect(stone.y).closeTo(0.06, 0.02);
    world.destroy();
  });

  it("uses the memory of destroyed worlds again", () => {
    const scene = scenes[0];
    const bytesAfter = (worlds: number) => {
      for (let i = 0; i < worlds; i++) {
        const world = engine.createWorld(scene.gravity);
        const bodies = build(world, scene);
        world.step(1 / 50, 10, 10);
        world.destroyBody(bodies.at(-1)!);
        world.destroy();
        world.destroy();
      }
      return engine.bytes;
    };
    const before = bytesAfter(2);
    expect(bytesAfter(500)).equal(before);
  });

  it("refuses polygons without area and with too many points", () => {
    const world = engine.createWorld([0, 0]);
    const body = world.createBody({ dynamic: true });
    const add = (points: readonly Point[]) => () => body.addPolygon(points, {});
    const message = "expected up to 8 points that enclose an area";
    expect(add([])).throws(RangeError, message);
    expect(
      add([
        [0, 0],
        [1, 1],
        [2, 2],
      ]),
    ).throws(RangeError, message);
    expect(add(Array.from({ length: 9 }, (_, i) => [Math.cos(i), Math.sin(i)] as const))).throws(
      RangeError,
      message,
    );
    expect(add(Array.from({ length: 8 }, (_, i) => [Math.cos(i), Math.sin(i)] as const))).not.throws();
    world.destroy();
  });
});
