import { encoderOf, readAction } from "../adapters/network-policy.js";
import { InputError } from "../errors.js";
import { outputShapes } from "../networks/architecture.js";
import type { PolicyFile } from "../networks/policy.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { type ActionFormula, partsOf } from "../policies/action-formula.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import { checkFit } from "../policies/network-policy.js";
import type { EncoderSettings } from "../policies/observation-encoder.js";

/** A policy with all that another language has to be told of it. */
export interface PortablePolicy {
  readonly network: TernaryNetwork;
  readonly encoder: EncoderSettings;
  readonly action: ActionFormula;
  /** Logits ÷ this whole number are the outputs. */
  readonly outputDivisor: number;
  /** Numbers of privileged state that the action needs beside the observation. */
  readonly privileged: number;
  /** What it is for: an environment's id, or the name of a data set. */
  readonly subject: string;
}

/**
 * @param adapter of the policy's environment; undefined for data sets, whose action is the class
 * @throws InputError when parts of the policy do not fit together, or its decoder does not say what it does
 */
export function portablePolicy(file: PolicyFile, adapter: EnvAdapter | undefined): PortablePolicy {
  const { network } = file;
  const encoder = encoderOf(file);
  const { decoder, outputDivisor } = adapter ? readAction(file, adapter) : classifier(network);
  checkFit(network.architecture, encoder, decoder);
  if (!decoder.formula) {
    throw new InputError(
      `expected an action decoder with a \`formula\`, which other languages need, got ${file.action?.kind}`,
    );
  }
  const { formula } = decoder;
  const bytes = encoder.settings.kind === "image" ? imageBytes(encoder.settings) : 0;
  if (numbersRead(formula, "byte") > bytes) {
    throw new InputError(
      `expected an observation with the bytes that the action decoder reads, got one of kind ${encoder.settings.kind} with ${bytes}`,
    );
  }
  return {
    ...{ network, encoder: encoder.settings, action: formula, outputDivisor },
    privileged: numbersRead(formula, "privileged"),
    subject: file.env?.id ?? file.task ?? "",
  };
}

/** A class is what a classifier does: the largest output, however many there are. */
function classifier({ architecture }: TernaryNetwork) {
  const { channels, height, width } = outputShapes(architecture).at(-1)!;
  const outputs = channels * height * width;
  const formula: ActionFormula = {
    kind: "choices",
    groups: [{ first: 0, count: outputs, start: 0 }],
    isList: false,
  };
  return { decoder: { outputs, formula }, outputDivisor: 1 };
}

const imageBytes = ({ height, width, channels }: EncoderSettings & { kind: "image" }): number =>
  height * width * channels;

/**
 * One more than the last place that a formula reads of the image's bytes or the privileged state; 0 where it reads
 * none.
 */
function numbersRead(formula: ActionFormula, op: "byte" | "privileged"): number {
  if (formula.kind === "choices") return 0;
  const places = formula.elements
    .flatMap(partsOf)
    .map((part) => (typeof part === "object" && part.op === op ? part.index : -1));
  return Math.max(...places) + 1;
}
