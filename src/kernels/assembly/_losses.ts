// What an image costs, and the gradient of that cost with respect to the network's outputs. The outputs are
// multiplied by a learnable scale first; the cost's derivative with respect to the scale's logarithm is returned too.

/** Fields the host writes (src/kernels/gradients-layout.ts). */
@unmanaged
export class Loss {
  /** 0: cross-entropy over classes, 1: smooth L1 to target values. */
  kind: i32;
  outputs: i32;
  scale: f32;
  /** 1 / images in the batch. */
  share: f32;
  /** Targets: a u32 class for each image, or `outputs` floats. */
  targets: usize;
  /** Smooth L1: pairs of weight and beta, one for each output. */
  terms: usize;
  /** For each image: its cost and the derivative with respect to the scale's logarithm, f64 each, shares of a batch. */
  costs: usize;
  /** Batch × outputs, before the scale. */
  results: usize;
}

/** Cost of image `index`; leaves the gradient of the outputs at `gradient`. */
export function cost(loss: Loss, index: i32, outputs: usize, gradient: usize): void {
  const at = loss.costs + ((<usize>index) << 4);
  if (loss.kind == 0)
    crossEntropy(loss, load<u32>(loss.targets + ((<usize>index) << 2)), outputs, gradient, at);
  else smoothL1(loss, loss.targets + ((<usize>(index * loss.outputs)) << 2), outputs, gradient, at);
}

function crossEntropy(loss: Loss, label: i32, outputs: usize, gradient: usize, at: usize): void {
  const scale = <f64>loss.scale;
  const count = loss.outputs;
  let largest = -Infinity;
  for (let i = 0; i < count; i++) largest = max(largest, <f64>load<f32>(outputs + ((<usize>i) << 2)) * scale);
  let sum: f64 = 0;
  for (let i = 0; i < count; i++)
    sum += NativeMath.exp(<f64>load<f32>(outputs + ((<usize>i) << 2)) * scale - largest);
  let slope: f64 = 0;
  for (let i = 0; i < count; i++) {
    const logit = <f64>load<f32>(outputs + ((<usize>i) << 2)) * scale;
    const error = NativeMath.exp(logit - largest) / sum - (i == label ? 1 : 0);
    slope += error * logit;
    store<f32>(gradient + ((<usize>i) << 2), <f32>(error * scale * loss.share));
  }
  const ofLabel = <f64>load<f32>(outputs + ((<usize>label) << 2)) * scale;
  store<f64>(at, (NativeMath.log(sum) + largest - ofLabel) * loss.share);
  store<f64>(at, slope * loss.share, 8);
}

function smoothL1(loss: Loss, targets: usize, outputs: usize, gradient: usize, at: usize): void {
  let total: f64 = 0;
  let slope: f64 = 0;
  for (let i = 0; i < loss.outputs; i++) {
    const offset = (<usize>i) << 2;
    const output = load<f32>(outputs + offset) * loss.scale;
    const target = max<f32>(min<f32>(load<f32>(targets + offset), 1), -1);
    const weight = load<f32>(loss.terms + ((<usize>i) << 3));
    const beta = load<f32>(loss.terms + ((<usize>i) << 3), 4);
    // Nothing to gain beyond plus or minus 1: whoever reads the output clips it.
    const beyond = (target == 1 && output > 1) || (target == -1 && output < -1);
    const difference: f32 = beyond ? 0 : output - target;
    const size = abs(difference);
    const share = weight * loss.share;
    const error = size < beta ? difference / beta : difference > 0 ? <f32>1 : <f32>-1;
    total += <f64>(share * (size < beta ? (0.5 * size * size) / beta : size - <f32>0.5 * beta));
    const derivative: f32 = beyond ? 0 : error * share;
    slope += <f64>(derivative * output);
    store<f32>(gradient + offset, derivative * loss.scale);
  }
  store<f64>(at, total);
  store<f64>(at, slope, 8);
}
