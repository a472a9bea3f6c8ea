/** What a network looks at: an image, cut to `crop` and shifted to [−1, 1] when `centred`, else [0, 1]. */
export interface Input {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The part of the image that the first layer sees; null: all of it. */
  readonly crop: Crop | null;
  /** Pixel p stands for 2p − 255 instead of p, in units of 1/255. */
  readonly centred: boolean;
}

export interface Crop {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

/** Square windows without padding; windows that do not fit are left out. */
export interface Pool {
  readonly size: number;
  readonly stride: number;
}

/** A convolution with zero padding. Weights in [out][in][row][column] order. */
export interface ConvLayer {
  readonly name: string;
  readonly kind: "conv";
  readonly in: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly divisor?: number;
  readonly pool?: Pool;
}

/** A fully connected layer. Weights in [out][in] order; features flattened channel, row, column. */
export interface DenseLayer {
  readonly name: string;
  readonly kind: "dense";
  readonly in: number;
  readonly out: number;
  readonly divisor?: number;
}

/** Max-pool and HardTanh(x / divisor) follow each layer that names them. Every layer but the last names a divisor. */
export type Layer = ConvLayer | DenseLayer;

/** The wiring plan of a network; with weights it is a `TernaryNetwork`. No biases, no batch normalisation. */
export interface Architecture {
  readonly input: Input;
  readonly layers: readonly Layer[];
}

/** Channels × height × width between two layers; a dense layer's units are channels of 1 × 1. */
export interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Number of weights of a layer. */
export function weightCount(layer: Layer): number {
  return layer.kind === "conv" ? layer.out * layer.in * layer.kernel ** 2 : layer.out * layer.in;
}

/** Weights that feed one unit of the layer. */
export function fanIn(layer: Layer): number {
  return weightCount(layer) / layer.out;
}

/** What the first layer sees. */
export function inputShape({ input }: Architecture): Shape {
  const { height, width } = input.crop ?? input;
  return { channels: input.channels, height, width };
}

/** Bytes of an image, and outputs: what data for the network have to be like. */
export function dataShapeOf(architecture: Architecture): {
  readonly bytes: number;
  readonly outputs: number;
} {
  const { height, width, channels } = architecture.input;
  const last = outputShapes(architecture).at(-1)!;
  return { bytes: height * width * channels, outputs: last.channels * last.height * last.width };
}

/**
 * The shape of every layer's output after its pool, in order.
 * @throws RangeError when two layers do not fit together; the message names the layer.
 */
export function outputShapes(architecture: Architecture): Shape[] {
  let shape = inputShape(architecture);
  return architecture.layers.map((layer) => {
    shape = outputShape(layer, shape);
    return shape;
  });
}

/** The shape of a layer's output after its pool. @throws RangeError when the layer does not take such an input */
export function outputShape(layer: Layer, input: Shape): Shape {
  const before = convOutput(layer, input);
  return layer.kind === "conv" && layer.pool ? pooled(before, layer.pool, layer.name) : before;
}

/** The shape of a layer's sums before its pool. */
export function convOutput(layer: Layer, input: Shape): Shape {
  if (layer.kind === "dense") {
    const features = input.channels * input.height * input.width;
    if (features !== layer.in) {
      throw new RangeError(`layer ${layer.name} takes ${layer.in} features, but ${features} come`);
    }
    return { channels: layer.out, height: 1, width: 1 };
  }
  if (input.channels !== layer.in) {
    throw new RangeError(`layer ${layer.name} takes ${layer.in} channels, but ${input.channels} come`);
  }
  const side = (size: number) => Math.floor((size + 2 * layer.padding - layer.kernel) / layer.stride) + 1;
  return fits({ channels: layer.out, height: side(input.height), width: side(input.width) }, layer.name);
}

function pooled(input: Shape, pool: Pool, name: string): Shape {
  const side = (size: number) => Math.floor((size - pool.size) / pool.stride) + 1;
  return fits({ channels: input.channels, height: side(input.height), width: side(input.width) }, name);
}

function fits(shape: Shape, name: string): Shape {
  if (shape.height < 1 || shape.width < 1) throw new RangeError(`layer ${name} gets too small an image`);
  return shape;
}
