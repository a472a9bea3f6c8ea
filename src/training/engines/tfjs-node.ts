import { createRequire } from "node:module";
import { InputError } from "../../errors.js";
import type { EngineOptions, GradientEngine } from "../../networks/gradient-engine.js";
import { TfjsGradients } from "./tfjs.js";

// Apart from `tfjs.ts`, so that whoever uses the package compiles without TensorFlow.js and its types.

/**
 * The engine on TensorFlow's C library, from the package `@tensorflow/tfjs-node`, which is installed by whoever wants
 * it.
 * @throws InputError when the package is missing, or its library does not load.
 */
export async function openTfjsNode(options: EngineOptions): Promise<GradientEngine> {
  const require = createRequire(import.meta.url);
  restoreUtil(require("node:util"));
  try {
    return new TfjsGradients(require("@tensorflow/tfjs-node"), options);
  } catch (error) {
    throw new InputError(
      `the engine tfjs needs the package @tensorflow/tfjs-node (npm install @tensorflow/tfjs-node), which did not load: ${
        (error as Error).message.split("\n")[0]
      }`,
    );
  }
}

/** tfjs-node 4.22 calls functions of `util` that Node 23 removed. */
function restoreUtil(util: Record<string, unknown>): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
