import type { ContinuousActions } from "../../../envs/car-racing/car-racing.js";
import type { ValueOf } from "../../../envs/spaces.js";
import { InputError } from "../../errors.js";
import { Inference } from "../../kernels/inference.js";
import type { Policy } from "../../networks/policy-file.js";
import { checkEncoding, decode, type Encoding, OUTPUTS } from "./encoding.js";

/** A policy at the wheel: from pictures to actions, in exact integers. */
export class Driver {
  readonly #inference: Inference;
  readonly #encoding: Encoding;

  private constructor(inference: Inference, encoding: Encoding) {
    this.#inference = inference;
    this.#encoding = encoding;
  }

  /** @throws InputError when the policy is not one that drives */
  static async create({ task, network, encoding }: Policy): Promise<Driver> {
    if (task !== "car-racing") throw new InputError(`expected a policy for car-racing, got one for ${task}`);
    const { input, layers } = network.architecture;
    if (input.height !== 96 || input.width !== 96 || input.channels !== 3 || layers.at(-1)?.out !== OUTPUTS) {
      throw new InputError(
        `expected a policy from 96×96×3 pictures to ${OUTPUTS} outputs, got another shape`,
      );
    }
    return new Driver(await Inference.create(network), checkEncoding(encoding));
  }

  /** The action for an observation: 96×96×3 bytes. */
  act(observation: Uint8Array): ValueOf<ContinuousActions> {
    return decode(this.#encoding, this.#inference.logits(observation, 1));
  }

  close(): void {
    this.#inference.close();
  }
}
