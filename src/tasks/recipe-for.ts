import type { Recipe, Stage } from "../training/recipe.js";

/** Gradient steps that each stage needs at least, whatever the amount of data: measured on the vector environments. */
const STEPS = { dense: 1500, sparsify: 1000, "fine-tune": 500, ternary: 4000 } as const;

/** No stage passes over the data more often: what is learned by heart then helps nobody. */
const MOST_EPOCHS = 200;

/**
 * A recipe fitted to an amount of data: where there is little, batches are smaller and epochs more, so that training
 * takes enough gradient steps.
 * @param examples to fit to
 */
export function recipeFor(recipe: Recipe, examples: number): Recipe {
  const batch = Math.max(1, Math.min(recipe.batch, Math.ceil(examples / 20)));
  const steps = Math.max(1, Math.floor(examples / batch));
  const stretch = (stage: Stage, least: number): Stage => ({
    ...stage,
    epochs: Math.max(stage.epochs, Math.min(MOST_EPOCHS, Math.ceil(least / steps))),
  });
  const { dense, sparsify, "fine-tune": fineTune, ternary } = recipe.stages;
  return {
    ...recipe,
    batch,
    stages: {
      dense: stretch(dense, STEPS.dense),
      sparsify: stretch(sparsify, STEPS.sparsify),
      "fine-tune": stretch(fineTune, STEPS["fine-tune"]),
      ternary: stretch(ternary, STEPS.ternary),
    },
  };
}
