import { InputError } from "../errors.js";
import type { Architecture, Layer } from "../networks/architecture.js";
import { type NamedTensor, shapeText } from "./named-tensor.js";

/**
 * Finds each layer's weights among the tensors of a state dict: by the names `LAYER.weight` where all are there, else
 * in order. Tensors of fewer than two axes are biases and the like, which networks here lack: only zeros are allowed.
 * @returns one array a layer, in the layer's weight order
 * @throws InputError when tensors and layers do not fit
 */
export function denseWeights(
  tensors: readonly NamedTensor[],
  { layers }: Architecture,
  source: string,
): Float32Array[] {
  for (const tensor of tensors.filter(({ shape }) => shape.length < 2)) expectZeros(tensor, source);
  const weights = tensors.filter(({ shape }) => shape.length >= 2);
  if (weights.length !== layers.length) {
    throw new InputError(
      `${source}: expected ${layers.length} tensors of weights, one for each of ${namesOf(layers)}, got ${weights.length}: ${namesOf(weights)}`,
    );
  }
  const named = layers.map(({ name }) => weights.find((tensor) => tensor.name === `${name}.weight`));
  const found = named.every((tensor) => tensor !== undefined) ? named : weights;
  return layers.map((layer, index) => weightsOf(layer, found[index], source));
}

/** As PyTorch has them: `Conv2d` out × in × rows × columns, `Linear` out × in. */
export const weightShape = (layer: Layer): number[] =>
  layer.kind === "conv" ? [layer.out, layer.in, layer.kernel, layer.kernel] : [layer.out, layer.in];

function weightsOf(layer: Layer, tensor: NamedTensor, source: string): Float32Array {
  const expected = shapeText(weightShape(layer));
  const shape = shapeText(tensor.shape);
  if (shape !== expected) {
    throw new InputError(
      `${source}: expected ${expected} weights for layer ${layer.name}, got ${tensor.name} with ${shape}`,
    );
  }
  const values = tensor.values();
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new InputError(`${source}: expected finite weights in ${tensor.name}, got ${wrong}`);
  }
  return values;
}

function expectZeros(tensor: NamedTensor, source: string): void {
  if (tensor.values().every((value) => value === 0)) return;
  throw new InputError(
    `${source}: expected a network without biases and normalisation, got ${tensor.name}, which is not zero: train with bias=False`,
  );
}

/** The first few names. */
function namesOf(named: readonly { readonly name: string }[]): string {
  const shown = named.slice(0, MOST_NAMES).map(({ name }) => name);
  return [...shown, ...(named.length > MOST_NAMES ? ["…"] : [])].join(", ") || "none";
}

const MOST_NAMES = 8;
