import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import { Inference } from "../kernels/inference.js";
import { SmallInference } from "../kernels/small-inference.js";
import { type Architecture, outputShapes } from "../networks/architecture.js";
import { scales } from "../networks/scales.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { ActionDecoder } from "./action-decoder.js";
import type { PrivilegedState } from "./env-adapter.js";
import type { ObservationEncoder } from "./observation-encoder.js";
import type { Policy } from "./policy.js";

/** What a network needs to act. */
export interface NetworkPolicyOptions {
  readonly network: TernaryNetwork;
  readonly encoder: ObservationEncoder;
  readonly decoder: ActionDecoder;
  /** Logits ÷ this whole number are the outputs. */
  readonly outputDivisor: number;
  /** Where it acts, and how that is read: for decoders that need privileged state. */
  readonly privileged?: { readonly env: Env; readonly state: PrivilegedState };
}

/**
 * Makes sure that a network reads what an encoder writes and has the outputs that a decoder reads.
 * @throws InputError when it does not
 */
export function checkFit(
  architecture: Architecture,
  encoder: Pick<ObservationEncoder, "input">,
  decoder: Pick<ActionDecoder, "outputs">,
): void {
  const { input } = architecture;
  const { height, width, channels } = encoder.input;
  if (input.height !== height || input.width !== width || input.channels !== channels) {
    throw new InputError(
      `expected a network that reads ${height}×${width}×${channels}, got one that reads ${input.height}×${input.width}×${input.channels}`,
    );
  }
  const last = outputShapes(architecture).at(-1)!;
  const outputs = last.channels * last.height * last.width;
  if (outputs !== decoder.outputs) {
    throw new InputError(`expected a network with ${decoder.outputs} outputs, got one with ${outputs}`);
  }
}

/** A ternary network between an observation encoder and an action decoder, in exact integers. */
export class NetworkPolicy implements Policy<unknown, number | Float32Array | Int32Array> {
  readonly #options: NetworkPolicyOptions;
  readonly #inference: Inference | SmallInference;
  readonly #bytes: Uint8Array;
  readonly #outputs: Float64Array;
  #outputDivisor: number;
  #state: ReturnType<PrivilegedState["follow"]> | undefined;

  private constructor(options: NetworkPolicyOptions, inference: Inference | SmallInference) {
    this.#options = options;
    this.#inference = inference;
    this.#bytes = new Uint8Array(options.encoder.bytes);
    this.#outputs = new Float64Array(options.decoder.outputs);
    this.#outputDivisor = options.outputDivisor;
    const { privileged, decoder } = options;
    if (decoder.needsPrivileged && privileged) this.#state = privileged.state.follow(privileged.env);
  }

  /**
   * @throws InputError when network, encoder and decoder do not fit together
   * @throws TypeError when the decoder needs privileged state and there is none
   */
  static async create(options: NetworkPolicyOptions): Promise<NetworkPolicy> {
    const { network, encoder, decoder, privileged } = options;
    checkFit(network.architecture, encoder, decoder);
    if (decoder.needsPrivileged && !privileged) {
      throw new TypeError("expected the environment, which this policy's decoder reads, got none");
    }
    const isSmall = SmallInference.suits(network.architecture);
    return new NetworkPolicy(
      options,
      isSmall ? new SmallInference(network) : await Inference.create(network),
    );
  }

  /** What the policy uses, in words. */
  get observes(): string {
    return this.#options.decoder.observes ?? "the observation alone";
  }

  predict(observation: unknown): number | Float32Array | Int32Array {
    const { encoder, decoder } = this.#options;
    encoder.encode(observation, this.#bytes, 0);
    const logits = this.#inference.logits(this.#bytes, 1);
    for (let index = 0; index < logits.length; index++) {
      this.#outputs[index] = logits[index] / this.#outputDivisor;
    }
    return decoder.decode(this.#outputs, { observation, privileged: this.#state?.() });
  }

  reset(): void {
    const { privileged, decoder } = this.#options;
    if (decoder.needsPrivileged && privileged) this.#state = privileged.state.follow(privileged.env);
  }

  /** Takes other weights for the same architecture, and the divisor that suits them. */
  rewire(weights: readonly Int8Array[], outputDivisor = this.#outputDivisor): void {
    this.#inference.setWeights(weights);
    this.#outputDivisor = outputDivisor;
  }

  close(): void {
    if (this.#inference instanceof Inference) this.#inference.close();
  }
}

/**
 * A divisor between logits and outputs for a network of which nothing is known: outputs then are sums of inputs from −1
 * to 1.
 */
export const plainOutputDivisor = (network: Pick<TernaryNetwork, "architecture">): number =>
  scales(network.architecture).at(-1)!;
