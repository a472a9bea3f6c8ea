import { type Architecture, convOutput, inputShape, outputShapes, weightCount } from "./architecture.js";

/** The longest list of layers: what is deeper than any network that this library trains. */
const MOST_LAYERS = 256;

/** The most weights of a layer: they are listed in memory more than once. */
const MOST_WEIGHTS = 1e8;

/** The most bytes that the kernels take, whose memory ends at 4 GiB; what they take is not known to the byte here. */
const MOST_MEMORY = 3 * 2 ** 30;

/** Images that the kernels hold at a time, and those that they work on side by side. */
const [BATCH, BLOCK] = [256, 16];

/**
 * Makes sure that the kernels can compute an architecture, before anything is allocated for it.
 * @throws RangeError that names the layer, when they cannot, or layers do not fit together
 */
export function checkLimits(architecture: Architecture): void {
  const { input, layers } = architecture;
  if (layers.length > MOST_LAYERS) {
    throw new RangeError(`it has ${layers.length} layers, but ${MOST_LAYERS} at most can be computed`);
  }
  const outputs = outputShapes(architecture);
  let shape = inputShape(architecture);
  let memory = BATCH * input.height * input.width * input.channels;
  layers.forEach((layer, index) => {
    const weights = weightCount(layer);
    if (!(weights <= MOST_WEIGHTS)) {
      throw new RangeError(
        `layer ${layer.name} has ${weights} weights, but ${MOST_WEIGHTS} at most can be computed`,
      );
    }
    const sums = convOutput(layer, shape);
    const border = layer.kind === "conv" ? 2 * layer.padding : 0;
    const side = Math.max(shape.height, shape.width) + border;
    const stride = layer.kind === "conv" ? Math.max(layer.stride, layer.pool?.stride ?? 1) : 1;
    if (stride > side) {
      throw new RangeError(
        `layer ${layer.name} has a stride of ${stride}, but its image has a side of ${side}`,
      );
    }
    const planes = shape.channels * (shape.height + border) * (shape.width + border);
    const cells = planes + sums.channels * sums.height * sums.width;
    // Each weight by its place and in two lists, and what a list of one unit's weights begins with.
    memory += 4 * BLOCK * cells + 12 * weights + 8 * layer.out * (shape.channels + 2);
    shape = outputs[index];
    if (!(memory <= MOST_MEMORY)) {
      throw new RangeError(`layer ${layer.name} takes more memory than the 4 GiB that can be computed with`);
    }
  });
}
