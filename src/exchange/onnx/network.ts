import { InputError } from "../../errors.js";
import { layerBounds } from "../../networks/bounds.js";
import { scales } from "../../networks/scales.js";
import type { TernaryNetwork } from "../../networks/ternary-network.js";
import type { Graph, Value } from "./graph.js";

/** How a layer is computed. */
export interface LayerPrecision {
  readonly name: string;
  /** No sum of the layer is larger in magnitude. */
  readonly largestSum: number;
  readonly type: "float" | "double";
}

/** Whole numbers below it are exact in 32-bit floats. */
const EXACT_FLOAT = 2 ** 24;
const INT32 = 2 ** 31 - 1;

/**
 * Says in what each layer's sums are exact: 32-bit floats where they stay below 2²⁴, else 64-bit ones, which runtimes
 * have for dense layers.
 * @throws InputError when a layer has no such type
 */
export function precisionOf(network: TernaryNetwork): LayerPrecision[] {
  const bounds = layerBounds(network);
  return network.architecture.layers.map(({ name, kind }, index) => {
    const { sums } = bounds[index];
    const shown = sums.toLocaleString("en-US");
    if (sums > INT32) {
      throw new InputError(`expected sums within 32 bits, got layer ${name}, whose sums may reach ${shown}`);
    }
    const isExact = sums < EXACT_FLOAT;
    if (!isExact && kind === "conv") {
      throw new InputError(
        `expected sums of convolutions below ${EXACT_FLOAT.toLocaleString("en-US")}, where 32-bit floats are exact, got layer ${name}, whose sums may reach ${shown}`,
      );
    }
    return { name, largestSum: sums, type: isExact ? "float" : "double" };
  });
}

/**
 * Adds a network to a graph.
 * @param input batch × channels × height × width, as 32-bit floats
 * @returns the logits as 32-bit integers: batch × outputs
 */
export function addNetwork(
  graph: Graph,
  { architecture, weights }: TernaryNetwork,
  precision: readonly LayerPrecision[],
  input: Value,
): Value {
  const limits = scales(architecture);
  const last = architecture.layers.length - 1;
  let value = input;
  let type: LayerPrecision["type"] = "float";
  let isFlat = false;
  architecture.layers.forEach((layer, index) => {
    const own = precision[index];
    if (own.type !== type) value = graph.cast(value, own.type);
    type = own.type;
    if (layer.kind === "conv") {
      const { out, kernel, stride, padding, pool } = layer;
      const dims = [out, layer.in, kernel, kernel];
      const filters = graph.cast(graph.constant("int8", weights[index], dims), type);
      value = graph.node("Conv", [value, filters], {
        ...{ kernel_shape: [kernel, kernel], strides: [stride, stride] },
        pads: [padding, padding, padding, padding],
      });
      if (pool) {
        const { size } = pool;
        value = graph.node("MaxPool", [value], {
          ...{ kernel_shape: [size, size], strides: [pool.stride, pool.stride] },
        });
      }
    } else {
      if (!isFlat) value = graph.node("Flatten", [value], { axis: 1 });
      isFlat = true;
      const matrix = graph.cast(graph.constant("int8", weights[index], [layer.out, layer.in]), type);
      value = graph.node("Gemm", [value, matrix], { transB: 1 });
    }
    if (index < last && own.largestSum > limits[index + 1]) {
      const limit = limits[index + 1];
      value = graph.node("Clip", [value, graph.scalar(type, -limit), graph.scalar(type, limit)]);
    }
  });
  if (!isFlat) value = graph.node("Flatten", [value], { axis: 1 });
  return graph.cast(value, "int32", "logits");
}
