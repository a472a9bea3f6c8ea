import type * as Tfjs from "@tensorflow/tfjs";
import type { Layer } from "../../networks/architecture.js";
import type { Batch, EngineOptions, GradientEngine, Gradients } from "../../networks/gradient-engine.js";

/** The functions of TensorFlow.js; a backend is registered with it. */
export type { Tfjs };

/**
 * Gradients by TensorFlow.js: an independent check of the kernels, and a second engine where `@tensorflow/tfjs-node` is
 * installed. Do not use its wasm backend: the gradient of its max-pool is wrong.
 */
export class TfjsGradients implements GradientEngine {
  readonly name: string;
  readonly #tf: typeof Tfjs;
  readonly #options: EngineOptions;
  #weights: Tfjs.Tensor[] = [];
  #logScale: Tfjs.Scalar;

  constructor(tf: typeof Tfjs, options: EngineOptions) {
    this.name = `tfjs (${tf.getBackend()})`;
    this.#tf = tf;
    this.#options = options;
    this.#logScale = tf.scalar(0);
  }

  setParameters(weights: readonly Float32Array[], outputScale: number): void {
    const tf = this.#tf;
    tf.dispose([...this.#weights, this.#logScale]);
    this.#weights = this.#options.architecture.layers.map((layer, index) =>
      tf.tensor(weights[index], weightShape(layer), "float32"),
    );
    this.#logScale = tf.scalar(Math.log(outputScale));
  }

  async gradients(batch: Batch): Promise<Gradients> {
    const tf = this.#tf;
    const { value, grads, outputs } = tf.tidy(() => {
      const x = this.#images(batch.images, batch.count);
      let kept: Tfjs.Tensor2D | undefined;
      const cost = (...parameters: Tfjs.Tensor[]) => {
        const outputs = this.#outputs(x, parameters.slice(0, -1));
        kept = tf.keep(tf.clone(outputs));
        return this.#cost(tf.mul(outputs, tf.exp(parameters[parameters.length - 1])), batch);
      };
      const result = tf.valueAndGrads(cost)([...this.#weights, this.#logScale]);
      return { ...result, outputs: kept as Tfjs.Tensor2D };
    });
    const read = async (tensor: Tfjs.Tensor) => (await tensor.data()) as Float32Array;
    const [[loss], [logScale]] = await Promise.all([read(value), read(grads[grads.length - 1])]);
    const weights = await Promise.all(grads.slice(0, -1).map(read));
    const results = await read(outputs);
    tf.dispose([value, outputs, ...grads]);
    return { loss, outputs: results, weights, logScale };
  }

  async forward(images: Uint8Array, count: number): Promise<Float32Array> {
    const outputs: Float32Array[] = [];
    const { batch } = this.#options;
    const pixels = images.length / count;
    for (let start = 0; start < count; start += batch) {
      const part = Math.min(batch, count - start);
      const result = this.#tf.tidy(() =>
        this.#outputs(
          this.#images(images.subarray(start * pixels, (start + part) * pixels), part),
          this.#weights,
        ),
      );
      outputs.push((await result.data()) as Float32Array);
      result.dispose();
    }
    return Float32Array.from(outputs.flatMap((part) => [...part]));
  }

  async close(): Promise<void> {
    this.#tf.dispose([...this.#weights, this.#logScale]);
  }

  #images(images: Uint8Array, count: number): Tfjs.Tensor4D {
    const { input } = this.#options.architecture;
    const { height, width, channels, crop, centred } = input;
    const tf = this.#tf;
    const pixels = Float32Array.from(images.subarray(0, count * height * width * channels));
    const whole = tf.tensor4d(pixels, [count, height, width, channels]);
    const seen = crop
      ? tf.slice(whole, [0, crop.row, crop.column, 0], [count, crop.height, crop.width, channels])
      : whole;
    return centred ? tf.sub(tf.mul(seen, 2 / 255), 1) : tf.div(seen, 255);
  }

  #outputs(images: Tfjs.Tensor4D, weights: readonly Tfjs.Tensor[]): Tfjs.Tensor2D {
    const tf = this.#tf;
    const { architecture } = this.#options;
    let x: Tfjs.Tensor = images;
    for (const [index, layer] of architecture.layers.entries()) {
      if (layer.kind === "conv") {
        const filter = tf.transpose<Tfjs.Tensor4D>(weights[index] as Tfjs.Tensor4D, [2, 3, 1, 0]);
        // Padded by hand: tfjs-node takes only "same" and "valid".
        const { padding } = layer;
        const around: [number, number] = [padding, padding];
        const padded = tf.pad4d(x as Tfjs.Tensor4D, [[0, 0], around, around, [0, 0]]);
        x = tf.conv2d(padded, filter, layer.stride, "valid");
        if (layer.pool) x = tf.maxPool(x as Tfjs.Tensor4D, layer.pool.size, layer.pool.stride, "valid");
      } else {
        x = tf.matMul(this.#flat(x), weights[index], false, true);
      }
      if (layer.divisor !== undefined) x = tf.clipByValue(tf.div(x, layer.divisor), -1, 1);
    }
    return this.#flat(x);
  }

  /** Features flattened channel, row, column. */
  #flat(x: Tfjs.Tensor): Tfjs.Tensor2D {
    if (x.rank === 2) return x as Tfjs.Tensor2D;
    return this.#tf.reshape(this.#tf.transpose(x, [0, 3, 1, 2]), [x.shape[0], x.size / x.shape[0]]);
  }

  #cost(outputs: Tfjs.Tensor2D, { count, targets }: Batch): Tfjs.Scalar {
    const tf = this.#tf;
    const { loss } = this.#options;
    if (loss.kind === "cross-entropy") {
      if (targets.kind !== "classes") throw new TypeError("cross-entropy needs classes as targets");
      const labels = tf.tensor1d(Int32Array.from(targets.labels.subarray(0, count)), "int32");
      const right = tf.cast(tf.oneHot(labels, outputs.shape[1]), "float32");
      return tf.div(tf.sum(tf.mul(tf.logSoftmax(outputs), right)), -count);
    }
    if (targets.kind !== "values") throw new TypeError("smooth L1 needs values as targets");
    const values = targets.values.subarray(0, count * targets.outputs);
    const target = tf.clipByValue(tf.tensor2d(values, [count, targets.outputs]), -1, 1);
    const atMost = tf.where(tf.greaterEqual(target, 1), tf.minimum(outputs, 1), outputs);
    const clipped = tf.where(tf.lessEqual(target, -1), tf.maximum(atMost, -1), atMost);
    const size = tf.abs(tf.sub(clipped, target));
    const beta = tf.tensor1d(loss.terms.map((term) => term.beta));
    const weight = tf.tensor1d(loss.terms.map((term) => term.weight));
    const near = tf.minimum(size, beta);
    const cost = tf.add(tf.div(tf.square(near), tf.mul(beta, 2)), tf.sub(size, near));
    return tf.div(tf.sum(tf.mul(cost, weight)), count);
  }
}

/** The layer's weights as a tensor. */
function weightShape(layer: Layer): number[] {
  return layer.kind === "conv" ? [layer.out, layer.in, layer.kernel, layer.kernel] : [layer.out, layer.in];
}
