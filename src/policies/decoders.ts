import { z } from "zod";
import type { Space } from "../../envs/spaces.js";
import { labelsOf } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { CrossEntropy, Misclassification } from "../sense/classification.js";
import { accuracy, imageLosses } from "../training/losses.js";
import { type ActionDecoder, clip, type DecoderSettings } from "./action-decoder.js";
import { add, between, divide, multiply, output } from "./action-formula.js";
import { kindOf } from "./space-kind.js";
import { valueDecoder } from "./value-decoder.js";

/** Discrete actions: the first of the largest outputs. */
const argmaxSettings = z.strictObject({
  kind: z.literal("argmax"),
  actions: z.int().min(1).max(256),
  start: z.int(),
});

/** Continuous actions: an output from −1 to 1 for each element, scaled to its range and clipped. */
const boxSettings = z.strictObject({
  kind: z.literal("box"),
  low: z.array(z.number()).min(1).max(1024),
  high: z.array(z.number()).min(1).max(1024),
});

/** Several discrete actions at once: in each group of outputs the first of the largest. */
const multiDiscreteSettings = z.strictObject({
  kind: z.literal("multi-discrete"),
  counts: z.array(z.int().min(1).max(256)).min(1).max(256),
  starts: z.array(z.int()).min(1).max(256),
});

const settingsSchema = z.discriminatedUnion("kind", [argmaxSettings, boxSettings, multiDiscreteSettings]);

/**
 * The default decoder of an action space.
 * @throws InputError when no network can act in it
 */
export function decoderFor(space: Space): ActionDecoder {
  const known = kindOf(space);
  switch (known?.kind) {
    case "discrete":
      return argmax({ kind: "argmax", actions: known.space.n, start: known.space.start });
    case "multi-discrete": {
      const { counts, starts } = known.space;
      return multiDiscrete({ kind: "multi-discrete", counts: [...counts], starts: [...starts] });
    }
    case "box": {
      const { low, high } = known.space;
      if (!low.every(Number.isFinite) || !high.every(Number.isFinite)) {
        throw new InputError(`expected continuous actions within finite bounds, got ${space}`);
      }
      return box({ kind: "box", low: Array.from(low, Number), high: Array.from(high, Number) });
    }
    default:
      throw new InputError(`expected actions in a Discrete, Box or MultiDiscrete space, got ${space}`);
  }
}

/**
 * The decoder that a policy file names; undefined when it is none of these, but perhaps an adapter's.
 * @throws InputError when its constants are wrong
 */
export function readGenericDecoder(json: DecoderSettings): ActionDecoder | undefined {
  if (!["argmax", "box", "multi-discrete"].includes(json.kind)) return undefined;
  const checked = settingsSchema.safeParse(json);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0];
    throw new InputError(`expected an action decoder: ${["action", ...path].join(".")}: ${message}`);
  }
  const { data } = checked;
  if (data.kind === "argmax") return argmax(data);
  const [first, second] = data.kind === "box" ? [data.low, data.high] : [data.counts, data.starts];
  if (first.length !== second.length) {
    throw new InputError("expected lists of one length in action, got lists of two lengths");
  }
  return data.kind === "box" ? box(data) : multiDiscrete(data);
}

function argmax(settings: z.infer<typeof argmaxSettings>): ActionDecoder {
  const { actions, start } = settings;
  const loss = { kind: "cross-entropy" } as const;
  return {
    settings,
    outputs: actions,
    loss,
    targetsOf: (decisions) => ({
      kind: "classes",
      labels: Uint8Array.from(decisions, ({ action }) => (action as number) - start),
    }),
    decode: (outputs) => start + largest(outputs, 0, actions),
    formula: { kind: "choices", groups: [{ first: 0, count: actions, start }], isList: false },
    losses: (logits, outputDivisor, targets) =>
      imageLosses(loss, logits, 1 / outputDivisor, logits.length / actions, targets),
    agreement: (logits, _, targets) => accuracy(logits, logits.length / actions, labelsOf(targets)),
    objective(kind, targets, outputDivisor) {
      if (kind === "cvar") throw new InputError("expected loss or score as objective for classes, got cvar");
      const labels = labelsOf(targets);
      const crossEntropy = new CrossEntropy(labels, outputDivisor);
      return kind === "loss" ? crossEntropy : new Misclassification(labels, crossEntropy);
    },
  };
}

/** Values in the same third of their range agree. */
const THIRD = 1 / 3;

function box(settings: z.infer<typeof boxSettings>): ActionDecoder {
  const { low, high } = settings;
  return valueDecoder({
    settings,
    terms: low.map(() => ({ weight: 1, beta: 0.3 })),
    rest: low.map(() => 0),
    targetOutputs: ({ action }) =>
      Array.from(action as ArrayLike<number>, (value, index) =>
        clip((2 * (value - low[index])) / (high[index] - low[index] || 1) - 1),
      ),
    classOf: (outputs) =>
      Array.from(outputs).reduce(
        (sum, output) => 3 * sum + (output < -THIRD ? 0 : output > THIRD ? 2 : 1),
        0,
      ),
    decode: (outputs) =>
      Float32Array.from(low, (from, index) => from + ((clip(outputs[index]) + 1) / 2) * (high[index] - from)),
    formula: {
      kind: "values",
      elements: low.map((from, index) =>
        add(from, multiply(divide(add(between(output(index), -1, 1), 1), 2), high[index] - from)),
      ),
    },
  });
}

function multiDiscrete(settings: z.infer<typeof multiDiscreteSettings>): ActionDecoder {
  const { counts, starts } = settings;
  const outputs = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  const groups = counts.map((count, index) => {
    const first = before;
    before += count;
    return { first, count, start: starts[index] };
  });
  const choose = (values: ArrayLike<number>) =>
    groups.map(({ first, count }) => largest(values, first, count));
  const decoder = valueDecoder({
    settings,
    terms: Array.from({ length: outputs }, () => ({ weight: 1, beta: 0.3 })),
    targetOutputs: ({ action }) =>
      counts.flatMap((count, index) => {
        const chosen = (action as ArrayLike<number>)[index] - starts[index];
        return Array.from({ length: count }, (_, value) => (value === chosen ? 1 : -1));
      }),
    classOf: (values) => choose(values).reduce((sum, value, index) => sum * counts[index] + value, 0),
    decode: (values) => Int32Array.from(choose(values), (value, index) => value + starts[index]),
    formula: { kind: "choices", groups, isList: true },
  });
  return {
    ...decoder,
    objective(kind, targets, outputDivisor) {
      if (kind === "score") {
        throw new InputError("expected loss or cvar as objective for several discrete actions, got score");
      }
      return decoder.objective(kind, targets, outputDivisor);
    },
  };
}

/** The place of the first of the largest among `count` values from `first` on, counted from there. */
function largest(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if (values[first + index] > values[first + best]) best = index;
  }
  return best;
}
