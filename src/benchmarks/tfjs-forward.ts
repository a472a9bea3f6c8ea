import { createRequire } from "node:module";
import type { Architecture } from "../networks/architecture.js";
import type { Tfjs } from "../training/engines/tfjs.js";
import { TfjsGradients } from "../training/engines/tfjs.js";

/**
 * Somebody else's dense forward pass to compare with: TensorFlow.js on its wasm backend (SIMD, one thread).
 * @returns what runs images through it with dense weights, or undefined where the packages are not installed
 */
export async function openTfjsForward(
  architecture: Architecture,
  weights: readonly Float32Array[],
  batch: number,
): Promise<((images: Uint8Array, count: number) => Promise<Float32Array>) | undefined> {
  const require = createRequire(import.meta.url);
  let tf: typeof Tfjs;
  try {
    tf = require("@tensorflow/tfjs");
    require("@tensorflow/tfjs-backend-wasm").setThreadsCount(1);
  } catch {
    return undefined;
  }
  // Keeps it from greeting on standard output.
  tf.enableProdMode();
  await tf.setBackend("wasm");
  await tf.ready();
  const engine = new TfjsGradients(tf, { architecture, loss: { kind: "cross-entropy" }, batch, threads: 1 });
  engine.setParameters(weights, 1);
  return (images, count) => engine.forward(images, count);
}
