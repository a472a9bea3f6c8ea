import { valuesOf } from "../data/data-set.js";
import type { SmoothL1Term } from "../networks/gradient-engine.js";
import { CVAR_SHARE, ImitationCvar, ImitationLoss } from "../sense/imitation.js";
import type { ActionDecoder, Decision } from "./action-decoder.js";
import { Disagreement, type OutputClass } from "./disagreement.js";

/** What is left to say of a decoder whose outputs are compared with a target value each. */
export interface ValueDecoder
  extends Pick<ActionDecoder, "settings" | "needsPrivileged" | "observes" | "decode" | "formula"> {
  /** The loss of each output. */
  readonly terms: readonly SmoothL1Term[];
  /** The outputs, from −1 to 1, that do as was wanted. */
  targetOutputs(decision: Decision): ArrayLike<number>;
  /** Outputs of the same class count as agreement. */
  readonly classOf: OutputClass;
  /** The other outputs while one is looked at alone (see `Disagreement`). Default: all −1, the first one 0. */
  readonly rest?: readonly number[];
  /** Whether the first output changes its sign in a mirror. */
  readonly mirrors?: boolean;
}

/** Completes a decoder whose outputs are compared with a target value each. */
export function valueDecoder(decoder: ValueDecoder): ActionDecoder {
  const { settings, needsPrivileged, observes, decode, formula, terms, targetOutputs, classOf, mirrors } =
    decoder;
  const outputs = terms.length;
  const rest = decoder.rest ?? terms.map((_, index) => (index === 0 ? 0 : -1));
  return {
    ...{ settings, needsPrivileged, observes, decode, formula, outputs },
    loss: { kind: "smooth-l1", terms },
    targetsOf(decisions) {
      const values = new Float32Array(decisions.length * outputs);
      decisions.forEach((decision, index) => {
        values.set(targetOutputs(decision), index * outputs);
      });
      return { kind: "values", outputs, values };
    },
    mirror: mirrors
      ? (targets, index) => {
          const values = valuesOf(targets);
          values[index * outputs] = -values[index * outputs];
        }
      : undefined,
    losses: (logits, outputDivisor, targets) =>
      new ImitationLoss(valuesOf(targets), terms, outputDivisor).losses(logits),
    agreement(logits, outputDivisor, targets) {
      const values = valuesOf(targets);
      let agreed = 0;
      for (let offset = 0; offset < logits.length; offset += outputs) {
        const said = classOf(
          Array.from(logits.subarray(offset, offset + outputs), (logit) => logit / outputDivisor),
        );
        if (said === classOf(values.subarray(offset, offset + outputs))) agreed++;
      }
      return (agreed * outputs) / logits.length;
    },
    objective(kind, targets, outputDivisor = 1) {
      const values = valuesOf(targets);
      const loss = new ImitationLoss(values, terms, outputDivisor);
      if (kind === "cvar") return new ImitationCvar(loss, CVAR_SHARE);
      return kind === "loss" ? loss : new Disagreement(values, classOf, rest, loss);
    },
  };
}
