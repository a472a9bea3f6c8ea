import type { Architecture } from "../networks/architecture.js";
import { scales } from "../networks/scales.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";

/** Networks with more weights than this gain from SIMD. */
const MOST_WEIGHTS = 20_000;

/** One dense layer as lists of what each unit adds and subtracts. */
interface SparseLayer {
  readonly units: number;
  /**
   * Where each unit's inputs begin in `inputs`; one more entry than units. Those to add come first, from `minus` on
   * those to subtract.
   */
  readonly starts: Int32Array;
  readonly minus: Int32Array;
  readonly inputs: Int32Array;
  /** HardTanh(x / d) clips to plus or minus this; Infinity for the last layer. */
  readonly limit: number;
}

/**
 * The exact forward pass of a small network of dense layers, without WebAssembly: the non-zero weights alone, one
 * example at a time. A call costs less than crossing into WebAssembly does, which decides how fast searches by reward
 * are.
 */
export class SmallInference {
  readonly #architecture: Architecture;
  readonly #limits: readonly number[];
  readonly #activations: readonly Float64Array[];
  #layers: readonly SparseLayer[] = [];

  /** Whether a network is dense and small enough. */
  static suits({ layers }: Architecture): boolean {
    const weights = layers.reduce((sum, layer) => sum + layer.in * layer.out, 0);
    return layers.every(({ kind }) => kind === "dense") && weights <= MOST_WEIGHTS;
  }

  constructor({ architecture, weights }: TernaryNetwork) {
    const { input, layers } = architecture;
    this.#architecture = architecture;
    const own = scales(architecture);
    this.#limits = layers.map((_, index) => own[index + 1] ?? Number.POSITIVE_INFINITY);
    const { height, width } = input.crop ?? input;
    const sizes = [height * width * input.channels, ...layers.map(({ out }) => out)];
    this.#activations = sizes.map((size) => new Float64Array(size));
    this.setWeights(weights);
  }

  /** Takes other weights, one array a layer. */
  setWeights(weights: readonly Int8Array[]): void {
    this.#layers = this.#architecture.layers.map((layer, index) =>
      sparse(weights[index], layer.in, layer.out, this.#limits[index]),
    );
  }

  /**
   * The logits of one example, in units of 1 / `scales(architecture).at(-1)`: exact integers, valid until the next
   * call.
   * @param bytes of the example; with a crop or several channels of an image, in row, column, channel order
   */
  logits(bytes: Uint8Array): Float64Array {
    const [first] = this.#activations as [Float64Array];
    this.#read(bytes, first);
    let from = first;
    for (const [index, { units, starts, minus, inputs, limit }] of this.#layers.entries()) {
      const to = this.#activations[index + 1];
      for (let unit = 0; unit < units; unit++) {
        const turn = minus[unit];
        const end = starts[unit + 1];
        let sum = 0;
        let at = starts[unit];
        for (; at < turn; at++) sum += from[inputs[at]];
        for (; at < end; at++) sum -= from[inputs[at]];
        to[unit] = sum > limit ? limit : sum < -limit ? -limit : sum;
      }
      from = to;
    }
    return from;
  }

  /** Features are ordered channel, row, column. */
  #read(bytes: Uint8Array, into: Float64Array): void {
    const { width, channels, height, crop, centred } = this.#architecture.input;
    const { row, column, ...size } = crop ?? { row: 0, column: 0, height, width };
    let feature = 0;
    for (let channel = 0; channel < channels; channel++) {
      for (let y = row; y < row + size.height; y++) {
        for (let x = column; x < column + size.width; x++) {
          const byte = bytes[(y * width + x) * channels + channel];
          into[feature++] = centred ? 2 * byte - 255 : byte;
        }
      }
    }
  }
}

function sparse(weights: Int8Array, fanIn: number, units: number, limit: number): SparseLayer {
  const starts = new Int32Array(units + 1);
  const minus = new Int32Array(units);
  const inputs: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    starts[unit] = inputs.length;
    for (let input = 0; input < fanIn; input++) if (weights[unit * fanIn + input] > 0) inputs.push(input);
    minus[unit] = inputs.length;
    for (let input = 0; input < fanIn; input++) if (weights[unit * fanIn + input] < 0) inputs.push(input);
  }
  starts[units] = inputs.length;
  return { units, starts, minus, inputs: Int32Array.from(inputs), limit };
}
