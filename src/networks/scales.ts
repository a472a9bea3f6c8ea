import type { Architecture } from "./architecture.js";

/**
 * The integer that stands for 1 in the input of each layer: 255 for the image, then 255·d₁, 255·d₁·d₂, …
 * `HardTanh(x / d)` is a clip to plus or minus the next layer's entry; the last entry is the scale of the logits'
 * own units, so a logit ÷ `scales[layers.length − 1]` is the real-valued sum.
 * @throws RangeError when a layer that another follows lacks a divisor or has one that is not a positive integer.
 */
export function scales({ layers }: Architecture): number[] {
  let scale = 255;
  return layers.map((layer, index) => {
    const own = scale;
    const { divisor } = layer;
    if (index < layers.length - 1) {
      if (divisor === undefined || !Number.isInteger(divisor) || divisor < 1) {
        throw new RangeError(
          `layer ${layer.name} needs a divisor that is a positive integer, but has ${divisor}`,
        );
      }
      scale *= divisor;
    }
    return own;
  });
}
