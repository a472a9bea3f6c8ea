import { type Box2DModule, loadBox2D } from "../../box2d-wasm.js";
import type { Placement } from "../../placed.js";
import {
  DEFAULT_FRICTION,
  FRICTION,
  GROUND,
  LANDER,
  LANDER_DENSITY,
  LANDER_OUTLINE,
  LEG_AWAY,
  LEG_DENSITY,
  LEG_DOWN,
  LEG_HALF_HEIGHT,
  LEG_HALF_WIDTH,
  LEG_SPRING_SPEED,
  LEG_SPRING_TORQUE,
  LEGS,
  legAngles,
  POSITION_ITERATIONS,
  TIME_STEP,
  VELOCITY_ITERATIONS,
} from "../lander.js";
import { HEIGHT, type Terrain, WIDTH } from "../terrain.js";
import type { LanderWorld, Physics } from "./physics.js";

type Point = readonly [x: number, y: number];

/** Loads Box2D 2.4 (box2d-wasm), which solves joints at their limits otherwise than Gymnasium's Box2D 2.3. */
export async function loadPhysics(): Promise<Physics> {
  const box2d = await loadBox2D();
  return {
    name: "box2d-wasm",
    createWorld: (terrain, gravity) => new Box2DWorld(box2d, terrain, gravity),
  };
}

class Box2DWorld implements LanderWorld {
  crashed = false;
  readonly legContacts: [first: boolean, second: boolean] = [false, false];

  readonly #box2d: Box2DModule;
  readonly #leaks: Box2D.LeakMitigator;
  readonly #world: Box2D.b2World;
  readonly #listener: Box2D.JSContactListener;
  readonly #lander: Box2D.b2Body;
  readonly #legs: readonly Box2D.b2Body[];
  /** Two vectors for arguments. */
  readonly #vector: Box2D.b2Vec2;
  readonly #point: Box2D.b2Vec2;

  /** @param gravity Along y, in m/s². */
  constructor(box2d: Box2DModule, terrain: Terrain, gravity: number) {
    this.#box2d = box2d;
    this.#leaks = new box2d.LeakMitigator();
    this.#vector = new box2d.b2Vec2(0, gravity);
    this.#point = new box2d.b2Vec2(0, 0);
    this.#world = new box2d.b2World(this.#vector);
    this.#listener = this.#listen();
    this.#createGround(terrain);
    this.#lander = this.#createLander();
    this.#legs = [-1, 1].map((side) => this.#createLeg(side as -1 | 1));
  }

  get placements(): readonly Placement[] {
    return [this.#lander, ...this.#legs].map((body) => {
      const { x, y } = this.#leaks.recordLeak(body.GetPosition());
      const angle = body.GetAngle();
      return { x, y, angle, sine: Math.sin(angle), cosine: Math.cos(angle) };
    });
  }

  get lander(): Omit<Placement, "sine" | "cosine"> & {
    readonly vx: number;
    readonly vy: number;
    readonly angularVelocity: number;
  } {
    const { x, y } = this.#leaks.recordLeak(this.#lander.GetPosition());
    const { x: vx, y: vy } = this.#leaks.recordLeak(this.#lander.GetLinearVelocity());
    const angle = this.#lander.GetAngle();
    return { x, y, angle, vx, vy, angularVelocity: this.#lander.GetAngularVelocity() };
  }

  get awake(): boolean {
    return this.#lander.IsAwake();
  }

  applyForce(fx: number, fy: number): void {
    this.#vector.Set(fx, fy);
    this.#lander.ApplyForceToCenter(this.#vector, true);
  }

  applyTorque(torque: number): void {
    this.#lander.ApplyTorque(torque, true);
  }

  applyImpulse(ix: number, iy: number, x: number, y: number): void {
    this.#vector.Set(ix, iy);
    this.#point.Set(x, y);
    this.#lander.ApplyLinearImpulse(this.#vector, this.#point, true);
  }

  step(): void {
    this.#world.Step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
  }

  destroy(): void {
    const { destroy } = this.#box2d;
    for (const owned of [this.#world, this.#listener, this.#vector, this.#point]) destroy(owned);
    this.#leaks.freeLeaked();
  }

  #listen(): Box2D.JSContactListener {
    const { b2Contact, getPointer, JSContactListener, wrapPointer } = this.#box2d;
    const listener = new JSContactListener();
    const notice = (touching: boolean) => (pointer: Box2D.b2Contact | number) => {
      const contact = this.#leaks.recordLeak(wrapPointer(pointer as number, b2Contact));
      for (const fixture of [contact.GetFixtureA(), contact.GetFixtureB()]) {
        const body = getPointer(this.#leaks.recordLeak(this.#leaks.recordLeak(fixture).GetBody()));
        if (touching && body === getPointer(this.#lander)) this.crashed = true;
        for (const [i, leg] of this.#legs.entries()) {
          if (body === getPointer(leg)) this.legContacts[i] = touching;
        }
      }
    };
    listener.BeginContact = notice(true);
    listener.EndContact = notice(false);
    listener.PreSolve = () => {};
    listener.PostSolve = () => {};
    this.#world.SetContactListener(listener);
    return listener;
  }

  #createGround(terrain: Terrain): void {
    const { b2BodyDef, b2EdgeShape, b2FixtureDef, b2Vec2, destroy } = this.#box2d;
    const definition = new b2BodyDef();
    const ground = this.#leaks.recordLeak(this.#world.CreateBody(definition));
    const shape = new b2EdgeShape();
    const fixture = new b2FixtureDef();
    const [start, end] = [new b2Vec2(0, 0), new b2Vec2(0, 0)];
    const addEdge = (from: Point, to: Point) => {
      start.Set(...from);
      end.Set(...to);
      shape.SetTwoSided(start, end);
      fixture.shape = shape;
      this.#leaks.recordLeak(ground.CreateFixture(fixture));
    };
    addEdge([0, 0], [WIDTH, 0]);
    fixture.friction = FRICTION;
    for (let i = 0; i + 1 < terrain.length; i++) addEdge(terrain[i], terrain[i + 1]);
    for (const owned of [start, end, fixture, shape, definition]) destroy(owned);
  }

  #createLander(): Box2D.b2Body {
    const { b2PolygonShape, tuplesToVec2Array } = this.#box2d;
    const [corners, freeCorners] = tuplesToVec2Array(LANDER_OUTLINE as [number, number][]);
    const shape = new b2PolygonShape();
    shape.Set(corners, LANDER_OUTLINE.length);
    freeCorners();
    const place = { x: WIDTH / 2, y: HEIGHT, angle: 0 };
    return this.#createBody(place, shape, {
      density: LANDER_DENSITY,
      friction: FRICTION,
      category: LANDER,
    });
  }

  /** @param side −1: the left leg in the numbers, drawn on the right; as Gymnasium has it. */
  #createLeg(side: -1 | 1): Box2D.b2Body {
    const { b2PolygonShape, b2RevoluteJointDef, destroy } = this.#box2d;
    const shape = new b2PolygonShape();
    shape.SetAsBox(LEG_HALF_WIDTH, LEG_HALF_HEIGHT);
    const { start, lower, upper } = legAngles(side);
    const place = { x: WIDTH / 2 - side * LEG_AWAY, y: HEIGHT, angle: start };
    const leg = this.#createBody(place, shape, {
      density: LEG_DENSITY,
      friction: DEFAULT_FRICTION,
      category: LEGS,
    });
    const joint = new b2RevoluteJointDef();
    joint.bodyA = this.#lander;
    joint.bodyB = leg;
    this.#leaks.recordLeak(joint.localAnchorA).Set(0, 0);
    this.#leaks.recordLeak(joint.localAnchorB).Set(side * LEG_AWAY, LEG_DOWN);
    joint.enableMotor = true;
    joint.enableLimit = true;
    joint.maxMotorTorque = LEG_SPRING_TORQUE;
    joint.motorSpeed = LEG_SPRING_SPEED * side;
    joint.lowerAngle = lower;
    joint.upperAngle = upper;
    this.#leaks.recordLeak(this.#world.CreateJoint(joint));
    destroy(joint);
    return leg;
  }

  /** Takes the shape over. */
  #createBody(
    { x, y, angle }: Omit<Placement, "sine" | "cosine">,
    shape: Box2D.b2PolygonShape,
    { density, friction, category }: { density: number; friction: number; category: number },
  ): Box2D.b2Body {
    const { b2_dynamicBody, b2BodyDef, b2FixtureDef, destroy } = this.#box2d;
    const definition = new b2BodyDef();
    definition.type = b2_dynamicBody;
    this.#leaks.recordLeak(definition.position).Set(x, y);
    definition.angle = angle;
    const body = this.#leaks.recordLeak(this.#world.CreateBody(definition));
    const fixture = new b2FixtureDef();
    fixture.shape = shape;
    fixture.density = density;
    fixture.friction = friction;
    const filter = this.#leaks.recordLeak(fixture.filter);
    filter.categoryBits = category;
    filter.maskBits = GROUND;
    this.#leaks.recordLeak(body.CreateFixture(fixture));
    for (const owned of [fixture, shape, definition]) destroy(owned);
    return body;
  }
}
