import { type Expert, motionOf } from "../../envs/box2d/car-racing/expert.js";
import type { CarAction } from "../adapters/car-racing/action-class.js";
import { type Reading, readEncoding } from "../adapters/car-racing/decoders.js";
import { SIDE } from "../adapters/car-racing/frame.js";
import { type Motion, motionSeen } from "../adapters/car-racing/motion.js";
import { InputError } from "../errors.js";
import { Inference } from "../kernels/inference.js";
import type { Policy } from "../networks/policy.js";
import { OUTPUTS, sight } from "./action-decoder.js";

/** A `CarRacing`, for policies that are told the car's true motion. */
export type Car = ConstructorParameters<typeof Expert>[0];

/** A policy at the wheel: from pictures to actions, with a network in exact integers. */
export class Driver {
  readonly #inference: Inference;
  #reading: Reading;
  readonly #car: Car | undefined;

  private constructor(inference: Inference, reading: Reading, car: Car | undefined) {
    this.#inference = inference;
    this.#reading = reading;
    this.#car = car;
  }

  /**
   * @param car where it drives; only policies that are told the true motion look there
   * @throws InputError when the policy is not one that drives
   */
  static async create({ task, network, encoding }: Policy, car?: Car): Promise<Driver> {
    if (task !== "car-racing") throw new InputError(`expected a policy for car-racing, got one for ${task}`);
    const { input, layers } = network.architecture;
    if (
      input.height !== SIDE ||
      input.width !== SIDE ||
      input.channels !== 3 ||
      layers.at(-1)?.out !== OUTPUTS
    ) {
      throw new InputError(
        `expected a policy from ${SIDE}×${SIDE}×3 pictures to ${OUTPUTS} outputs, got another shape`,
      );
    }
    const reading = readEncoding(encoding);
    if (reading.encoding.motion === "true" && !car) {
      throw new TypeError("a policy that is told the car's true motion needs the car");
    }
    return new Driver(await Inference.create(network), reading, car);
  }

  /** What the policy gets to see, in words. */
  get sees(): string {
    return sight(this.#reading.encoding);
  }

  /** The action for an observation: 96×96×3 bytes. */
  act(observation: Uint8Array): CarAction {
    const { encoding, outputDivisor } = this.#reading;
    const outputs = Array.from(this.#inference.logits(observation, 1), (logit) => logit / outputDivisor);
    return encoding.decode(outputs, encoding.motion && this.#motion(encoding.motion, observation));
  }

  /** Takes other weights for the same architecture, and the divisor that suits them. */
  rewire(weights: readonly Int8Array[], outputDivisor = this.#reading.outputDivisor): void {
    this.#inference.setWeights(weights);
    this.#reading = { ...this.#reading, outputDivisor };
  }

  close(): void {
    this.#inference.close();
  }

  #motion(source: "seen" | "true", observation: Uint8Array): Motion {
    return source === "true" ? motionOf(this.#car!.race.world) : motionSeen(observation);
  }
}
