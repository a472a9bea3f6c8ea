import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import type { PolicyFile } from "../networks/policy.js";
import type { ActionDecoder, DecoderSettings } from "../policies/action-decoder.js";
import { readGenericDecoder } from "../policies/decoders.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import { NetworkPolicy, plainOutputDivisor } from "../policies/network-policy.js";
import { type ObservationEncoder, observationEncoder, readEncoder } from "../policies/observation-encoder.js";

/**
 * A policy file's network, ready to act.
 * @param adapter of the policy's environment
 * @param env where it acts; only decoders that use privileged state look there
 * @throws InputError when it is no policy that acts in an environment
 */
export async function networkPolicy(
  file: PolicyFile,
  adapter: EnvAdapter,
  env?: Env,
): Promise<NetworkPolicy> {
  const { decoder, outputDivisor } = readAction(file, adapter);
  const privileged = env && adapter.privileged && { env, state: adapter.privileged };
  return NetworkPolicy.create({
    network: file.network,
    encoder: encoderOf(file),
    ...{ decoder, outputDivisor, privileged },
  });
}

/** How a policy reads observations. Files of version 1 read whole images. */
export function encoderOf({ observation, network }: PolicyFile): ObservationEncoder {
  if (observation) return readEncoder(observation);
  const { height, width, channels } = network.architecture.input;
  if (channels !== 1 && channels !== 3) {
    throw new InputError(`expected a network that reads 1 or 3 channels, got ${channels}`);
  }
  return observationEncoder({ kind: "image", height, width, channels });
}

/**
 * How a policy's outputs are read.
 * @throws InputError when the file does not say, or says something that neither this package nor the adapter knows
 */
export function readAction(
  { action, network }: Pick<PolicyFile, "action" | "network">,
  adapter: EnvAdapter,
): { readonly decoder: ActionDecoder; readonly outputDivisor: number } {
  if (!action)
    throw new InputError("expected a policy that says what its outputs mean, got one that does not");
  const { outputDivisor = plainOutputDivisor(network), ...settings } = action;
  if (!Number.isSafeInteger(outputDivisor) || (outputDivisor as number) < 1) {
    throw new InputError(
      `expected action.outputDivisor to be a whole number from 1 on, got ${outputDivisor}`,
    );
  }
  return {
    decoder: readDecoder(settings as DecoderSettings, adapter),
    outputDivisor: outputDivisor as number,
  };
}

/** The decoder that settings name, out of this package's and the adapter's. @throws InputError when there is none */
export function readDecoder(settings: DecoderSettings, adapter: EnvAdapter): ActionDecoder {
  const decoder = readGenericDecoder(settings) ?? adapter.readDecoder?.(settings);
  if (!decoder) throw new InputError(`expected a known kind of action decoder, got ${settings.kind}`);
  return decoder;
}
