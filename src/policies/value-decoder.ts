import { valuesOf } from "../data/data-set.js";
import type { Wish } from "../imitation/demonstration.js";
import { TAIL } from "../sense/cvar.js";
import { ImitationLoss, ImitationTail } from "../sense/imitation.js";
import type { SmoothL1Term } from "../training/gradient-engine.js";
import { type Encoding, OUTPUTS } from "./action-decoder.js";
import { Disagreement, type OutputClass } from "./disagreement.js";

/** What is left to say of an encoding whose outputs are compared with a wished value each. */
export interface ValueEncoding extends Pick<Encoding, "settings" | "motion" | "decode"> {
  /** The loss of each output. */
  readonly terms: readonly SmoothL1Term[];
  /** The outputs, from −1 to 1, that do as was wanted. The first one changes its sign in a mirror. */
  wishedOutputs(wish: Wish): ArrayLike<number>;
  /** Outputs of the same class count as agreement. */
  readonly classOf: OutputClass;
}

/** Completes an encoding whose outputs are compared with a wished value each. */
export function valueEncoding({ terms, wishedOutputs, classOf, ...rest }: ValueEncoding): Encoding {
  return {
    ...rest,
    loss: { kind: "smooth-l1", terms },
    targetsOf(wishes) {
      const values = new Float32Array(wishes.length * OUTPUTS);
      wishes.forEach((wish, index) => {
        values.set(wishedOutputs(wish), index * OUTPUTS);
      });
      return { kind: "values", outputs: OUTPUTS, values };
    },
    mirror(targets, index) {
      const values = valuesOf(targets);
      values[index * OUTPUTS] = -values[index * OUTPUTS]!;
    },
    losses: (logits, outputDivisor, targets) =>
      new ImitationLoss(valuesOf(targets), terms, outputDivisor).losses(logits),
    agreement(logits, outputDivisor, targets) {
      const values = valuesOf(targets);
      let agreed = 0;
      for (let offset = 0; offset < logits.length; offset += OUTPUTS) {
        const said = classOf(
          Array.from(logits.subarray(offset, offset + OUTPUTS), (logit) => logit / outputDivisor),
        );
        if (said === classOf(values.subarray(offset, offset + OUTPUTS))) agreed++;
      }
      return (agreed * OUTPUTS) / logits.length;
    },
    objective(kind, targets, outputDivisor = 1) {
      const values = valuesOf(targets);
      const loss = new ImitationLoss(values, terms, outputDivisor);
      if (kind === "tail") return new ImitationTail(loss, TAIL);
      return kind === "loss" ? loss : new Disagreement(values, classOf, loss);
    },
  };
}
