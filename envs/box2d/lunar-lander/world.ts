import type { Box2DModule } from "../box2d-wasm.js";
import { HEIGHT, type Terrain, WIDTH } from "./terrain.js";

type Point = readonly [x: number, y: number];

/** Gymnasium gives sizes in pixels; this many are a metre. */
export const SCALE = 30;

/** Corners of the lander's body, in metres from its origin. */
export const LANDER_OUTLINE: readonly Point[] = [
  [-14, 17],
  [-17, 0],
  [-17, -10],
  [17, -10],
  [17, 0],
  [14, 17],
].map(([x, y]) => [x! / SCALE, y! / SCALE]);

/** Half the width and height of a leg, in metres. */
export const LEG_HALF_WIDTH = 2 / SCALE;
export const LEG_HALF_HEIGHT = 8 / SCALE;

/** Where a leg is attached: so far to the side, and so far above its middle. */
const LEG_AWAY = 20 / SCALE;
export const LEG_DOWN = 18 / SCALE;
const LEG_SPRING_TORQUE = 40;

const GROUND_FRICTION = 0.1;
const TIME_STEP = 1 / 50;
const VELOCITY_ITERATIONS = 6 * 30;
const POSITION_ITERATIONS = 2 * 30;

/** What collides with what: the lander and its legs with the ground, not with one another. */
const GROUND = 0x1;
const LANDER = 0x10;
const LEGS = 0x20;

/** Place and turn of a body: metres and radians. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** The moon, the lander and its two legs, in Box2D. */
export class LanderWorld {
  /** Whether the lander's body has touched the ground. */
  crashed = false;
  /** Whether the left and the right leg touch the ground, as Gymnasium notices it: the end of any contact counts. */
  readonly legContacts: [left: boolean, right: boolean] = [false, false];

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

  /** Places of the lander and of its left and right leg. */
  get placements(): readonly Placement[] {
    return [this.#lander, ...this.#legs].map((body) => {
      const { x, y } = this.#leaks.recordLeak(body.GetPosition());
      return { x, y, angle: body.GetAngle() };
    });
  }

  get lander(): Placement & { readonly vx: number; readonly vy: number; readonly angularVelocity: number } {
    const { x, y } = this.#leaks.recordLeak(this.#lander.GetPosition());
    const { x: vx, y: vy } = this.#leaks.recordLeak(this.#lander.GetLinearVelocity());
    const angle = this.#lander.GetAngle();
    return { x, y, angle, vx, vy, angularVelocity: this.#lander.GetAngularVelocity() };
  }

  /** Whether the lander moves: it falls asleep when it has rested for half a second. */
  get awake(): boolean {
    return this.#lander.IsAwake();
  }

  /** Pushes the lander's middle until the next step, in newtons. */
  applyForce(fx: number, fy: number): void {
    this.#vector.Set(fx, fy);
    this.#lander.ApplyForceToCenter(this.#vector, true);
  }

  /** Turns the lander until the next step, in newton metres. */
  applyTorque(torque: number): void {
    this.#lander.ApplyTorque(torque, true);
  }

  /** Gives the lander a kick of (ix, iy) newton seconds at the place (x, y). */
  applyImpulse(ix: number, iy: number, x: number, y: number): void {
    this.#vector.Set(ix, iy);
    this.#point.Set(x, y);
    this.#lander.ApplyLinearImpulse(this.#vector, this.#point, true);
  }

  /** Advances 1/50 s. */
  step(): void {
    this.#world.Step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
  }

  /** Frees the world. It cannot be used afterwards. */
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
    fixture.friction = GROUND_FRICTION;
    for (let i = 0; i + 1 < terrain.length; i++) addEdge(terrain[i]!, terrain[i + 1]!);
    for (const owned of [start, end, fixture, shape, definition]) destroy(owned);
  }

  #createLander(): Box2D.b2Body {
    const { b2PolygonShape, tuplesToVec2Array } = this.#box2d;
    const [corners, freeCorners] = tuplesToVec2Array(LANDER_OUTLINE as [number, number][]);
    const shape = new b2PolygonShape();
    shape.Set(corners, LANDER_OUTLINE.length);
    freeCorners();
    const place = { x: WIDTH / 2, y: HEIGHT, angle: 0 };
    return this.#createBody(place, shape, { density: 5, friction: 0.1, category: LANDER });
  }

  /** @param side −1: the left leg in the numbers, drawn on the right; as Gymnasium has it. */
  #createLeg(side: -1 | 1): Box2D.b2Body {
    const { b2PolygonShape, b2RevoluteJointDef, destroy } = this.#box2d;
    const shape = new b2PolygonShape();
    shape.SetAsBox(LEG_HALF_WIDTH, LEG_HALF_HEIGHT);
    const place = { x: WIDTH / 2 - side * LEG_AWAY, y: HEIGHT, angle: side * 0.05 };
    const leg = this.#createBody(place, shape, { density: 1, friction: 0.2, category: LEGS });
    const joint = new b2RevoluteJointDef();
    joint.bodyA = this.#lander;
    joint.bodyB = leg;
    this.#leaks.recordLeak(joint.localAnchorA).Set(0, 0);
    this.#leaks.recordLeak(joint.localAnchorB).Set(side * LEG_AWAY, LEG_DOWN);
    joint.enableMotor = true;
    joint.enableLimit = true;
    joint.maxMotorTorque = LEG_SPRING_TORQUE;
    joint.motorSpeed = 0.3 * side; // Low enough not to jump back into the sky.
    joint.lowerAngle = side === -1 ? 0.9 - 0.5 : -0.9;
    joint.upperAngle = side === -1 ? 0.9 : -0.9 + 0.5;
    this.#leaks.recordLeak(this.#world.CreateJoint(joint));
    destroy(joint);
    return leg;
  }

  /** Takes the shape over. */
  #createBody(
    { x, y, angle }: Placement,
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
