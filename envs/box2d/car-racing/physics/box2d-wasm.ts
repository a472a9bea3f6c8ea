import { type Box2DModule, loadBox2D } from "../../box2d-wasm.js";
import {
  AXLES,
  HULL_DENSITY,
  HULL_OUTLINES,
  MAX_MOTOR_TORQUE,
  STEERING_LIMIT,
  WHEEL_DENSITY,
  WHEEL_OUTLINE,
  WHEELS,
} from "../car.js";
import {
  ANGLE,
  ANGULAR_VELOCITY,
  BODIES,
  BODY_STRIDE,
  COS,
  type ContactListener,
  HULL,
  type Physics,
  type Scene,
  SIN,
  VX,
  VY,
  type World,
  X,
  Y,
} from "./physics.js";
import { TileSensor } from "./tile-sensor.js";

const TIME_STEP = 1 / 50;
const VELOCITY_ITERATIONS = 6 * 30;
const POSITION_ITERATIONS = 2 * 30;

/** The limit as Box2D holds it. */
const FLOAT32_LIMIT = Math.fround(STEERING_LIMIT);

/** What Box2D 2.3 makes of the hull's outlines in float32: 2.4 rounds otherwise in the seventh digit. */
const HULL_MASS = { mass: 7.05999994, inertia: 18.2603645, x: 1.47745238e-9, y: -0.0825308859 };

/** Loads Box2D 2.4.1 compiled to WebAssembly, made to follow Box2D 2.3 as closely as it can. */
export async function loadPhysics(): Promise<Physics> {
  const box2d = await loadBox2D();
  return {
    name: "box2d-wasm",
    createWorld: (scene, onContact) => new Box2DWorld(box2d, scene, onContact),
  };
}

class Box2DWorld implements World {
  readonly bodies = new Float32Array(BODIES * BODY_STRIDE);
  readonly jointAngles = new Float32Array(WHEELS);
  readonly #box2d: Box2DModule;
  readonly #leaks: Box2D.LeakMitigator;
  readonly #world: Box2D.b2World;
  readonly #bodies: readonly Box2D.b2Body[];
  readonly #joints: readonly Box2D.b2RevoluteJoint[];
  readonly #force: Box2D.b2Vec2;
  readonly #sensor: TileSensor;
  readonly #places: readonly StateIndices[];

  constructor(box2d: Box2DModule, scene: Scene, onContact: ContactListener) {
    this.#box2d = box2d;
    this.#leaks = new box2d.LeakMitigator();
    this.#force = new box2d.b2Vec2(0, 0);
    this.#world = new box2d.b2World(this.#force);
    const hull = this.#createHull(scene);
    // Gymnasium sets the wheels down beside the hull without turning their places by its angle; so does this.
    const wheels = AXLES.map(([x, y]) =>
      this.#createBody(scene.x + x, scene.y + y, scene.angle, [WHEEL_OUTLINE], WHEEL_DENSITY),
    );
    this.#bodies = [hull, ...wheels];
    this.#places = this.#bodies.map((body) => this.#locate(body));
    this.#joints = wheels.map((wheel, i) => this.#createJoint(hull, wheel, AXLES[i]));
    this.#sensor = new TileSensor(
      scene.tiles,
      [HULL_OUTLINES, ...wheels.map(() => [WHEEL_OUTLINE])],
      onContact,
    );
    this.#read();
  }

  setMotorSpeed(wheel: number, radiansPerSecond: number): void {
    this.#joints[wheel].SetMotorSpeed(radiansPerSecond);
  }

  applyForce(wheel: number, fx: number, fy: number): void {
    this.#force.Set(fx, fy);
    this.#bodies[wheel + 1].ApplyForceToCenter(this.#force, true);
  }

  step(): void {
    // Box2D too looks for contacts first and moves the bodies then.
    this.#sensor.update(this.bodies);
    // Box2D 2.3, which Gymnasium runs, stops a joint only once it is past its limit; 2.4 would stop it just before.
    for (let wheel = 0; wheel < WHEELS; wheel++) {
      this.#joints[wheel].EnableLimit(Math.abs(this.jointAngles[wheel]) >= FLOAT32_LIMIT);
    }
    this.#world.Step(TIME_STEP, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    this.#read();
  }

  destroy(): void {
    this.#box2d.destroy(this.#world);
    this.#box2d.destroy(this.#force);
    this.#leaks.freeLeaked();
  }

  /** Copies the state out of the module's memory: a call for each number would cost more than the reading. */
  #read(): void {
    const memory = this.#box2d.HEAPF32;
    const { bodies } = this;
    for (let body = 0; body < BODIES; body++) {
      const { transform, center, velocity } = this.#places[body];
      const at = body * BODY_STRIDE;
      bodies[at + X] = memory[transform];
      bodies[at + Y] = memory[transform + 1];
      bodies[at + SIN] = memory[transform + 2];
      bodies[at + COS] = memory[transform + 3];
      bodies[at + ANGLE] = memory[center + 3];
      bodies[at + VX] = memory[velocity];
      bodies[at + VY] = memory[velocity + 1];
      bodies[at + ANGULAR_VELOCITY] = memory[velocity + 2];
    }
    const heading = bodies[HULL * BODY_STRIDE + ANGLE];
    for (let wheel = 0; wheel < WHEELS; wheel++) {
      this.jointAngles[wheel] = bodies[(wheel + 1) * BODY_STRIDE + ANGLE] - heading;
    }
  }

  #locate(body: Box2D.b2Body): StateIndices {
    const index = (part: Box2D.WrapperObject) => this.#box2d.getPointer(this.#leaks.recordLeak(part)) / 4;
    return {
      transform: index(body.GetTransform()),
      center: index(body.GetWorldCenter()),
      velocity: index(body.GetLinearVelocity()),
    };
  }

  #createHull({ x, y, angle }: Scene): Box2D.b2Body {
    const { b2MassData, destroy } = this.#box2d;
    const hull = this.#createBody(x, y, angle, HULL_OUTLINES, HULL_DENSITY);
    const mass = new b2MassData();
    mass.mass = HULL_MASS.mass;
    mass.I = HULL_MASS.inertia;
    this.#leaks.recordLeak(mass.center).Set(HULL_MASS.x, HULL_MASS.y);
    hull.SetMassData(mass);
    destroy(mass);
    return hull;
  }

  #createBody(
    x: number,
    y: number,
    angle: number,
    outlines: readonly (readonly number[])[],
    density: number,
  ): Box2D.b2Body {
    const { b2_dynamicBody, b2BodyDef, b2FixtureDef, b2PolygonShape, destroy, tuplesToVec2Array } =
      this.#box2d;
    const bodyDefinition = new b2BodyDef();
    bodyDefinition.type = b2_dynamicBody;
    this.#leaks.recordLeak(bodyDefinition.position).Set(x, y);
    bodyDefinition.angle = angle;
    const body = this.#leaks.recordLeak(this.#world.CreateBody(bodyDefinition));
    destroy(bodyDefinition);
    for (const outline of outlines) {
      const corners = Array.from({ length: outline.length / 2 }, (_, i): [number, number] => [
        outline[2 * i],
        outline[2 * i + 1],
      ]);
      const [vertices, freeVertices] = tuplesToVec2Array(corners);
      const shape = new b2PolygonShape();
      shape.Set(vertices, corners.length);
      const fixture = new b2FixtureDef();
      fixture.shape = shape;
      fixture.density = density;
      // Nothing in this world collides: the tiles are not in it, and wheels pass through the hull.
      this.#leaks.recordLeak(fixture.filter).maskBits = 0;
      this.#leaks.recordLeak(body.CreateFixture(fixture));
      freeVertices();
      destroy(fixture);
      destroy(shape);
    }
    return body;
  }

  #createJoint(
    hull: Box2D.b2Body,
    wheel: Box2D.b2Body,
    axle: readonly [number, number],
  ): Box2D.b2RevoluteJoint {
    const { b2RevoluteJoint, b2RevoluteJointDef, castObject, destroy } = this.#box2d;
    const definition = new b2RevoluteJointDef();
    definition.bodyA = hull;
    definition.bodyB = wheel;
    this.#leaks.recordLeak(definition.localAnchorA).Set(...axle);
    definition.enableMotor = true;
    definition.maxMotorTorque = MAX_MOTOR_TORQUE;
    definition.lowerAngle = -STEERING_LIMIT;
    definition.upperAngle = STEERING_LIMIT;
    const joint = this.#leaks.recordLeak(this.#world.CreateJoint(definition));
    destroy(definition);
    return this.#leaks.recordLeak(castObject(joint, b2RevoluteJoint));
  }
}

/** Where the state of a body lies in the module's memory, as indices of float32. */
interface StateIndices {
  /** b2Transform: x, y, sine, cosine. */
  readonly transform: number;
  /** b2Sweep from its member c on: the centre's x and y, the angle before the step, the angle. */
  readonly center: number;
  /** b2Body from m_linearVelocity on: x, y, angular velocity. */
  readonly velocity: number;
}
