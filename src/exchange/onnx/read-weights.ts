import { InputError } from "../../errors.js";
import type { Architecture, Layer } from "../../networks/architecture.js";
import { elementCount, type NamedTensor, shapeText } from "../named-tensor.js";
import { decodeModel, ELEMENT, type ModelProto, type NodeProto, type TensorProto } from "./schema.js";

/** What an exported network of convolutions, dense layers, max-pools and HardTanh is made of. */
const KNOWN = new Set(
  `Conv Gemm MatMul MaxPool Clip Add Sub Mul Div Cast Constant Identity Flatten Reshape Transpose Shape Gather
  Concat Slice Unsqueeze Squeeze`.split(/\s+/),
);

/**
 * The weights of an ONNX model's convolutions and dense layers, in the order in which they are used, and their biases.
 * @param source what errors call the file
 * @throws InputError when it is no whole model, or its layers are not those of the architecture
 */
export function readOnnxWeights(bytes: Uint8Array, { layers }: Architecture, source: string): NamedTensor[] {
  const graph = decode(bytes, source).graph ?? {};
  const nodes = graph.node ?? [];
  const odd = nodes.find(({ opType }) => !KNOWN.has(opType));
  if (odd) {
    throw new InputError(
      `${source}: expected convolutions, dense layers, max-pools and HardTanh (as Clip), got a node ${odd.opType}`,
    );
  }
  const constants = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
  for (const { opType, attribute, output } of nodes) {
    const value = attribute?.find(({ name }) => name === "value")?.t;
    if (opType === "Constant" && value && output) constants.set(output[0], value);
  }
  const tensors: NamedTensor[] = [];
  let layer: Layer | undefined;
  let count = 0;
  for (const node of nodes) {
    const [, second, third] = node.input ?? [];
    if (node.opType === "Conv" || node.opType === "Gemm" || node.opType === "MatMul") {
      const weights = constants.get(second ?? "");
      if (!weights) continue;
      layer = layers[count++];
      if (node.opType === "Conv") checkConvolution(node, layer, source);
      const isTransposed = node.opType !== "Conv" && intOf(node, "transB") !== 1;
      tensors.push(tensorOf(weights, isTransposed, source));
      const bias = constants.get(third ?? "");
      if (bias) tensors.push(tensorOf(bias, false, source));
    } else if (node.opType === "MaxPool") {
      checkPool(node, layer, source);
    } else if (node.opType === "Add" && layer) {
      const bias = (node.input ?? []).map((name) => constants.get(name)).find((tensor) => tensor);
      if (bias) tensors.push(tensorOf(bias, false, source));
    }
  }
  return tensors;
}

function decode(bytes: Uint8Array, source: string): ModelProto {
  try {
    return decodeModel(bytes);
  } catch (error) {
    throw new InputError(`${source}: expected a whole ONNX model, got one that is not`, { cause: error });
  }
}

const intsOf = ({ attribute }: NodeProto, name: string): readonly number[] | undefined =>
  attribute?.find((each) => each.name === name)?.ints;

const intOf = ({ attribute }: NodeProto, name: string): number =>
  attribute?.find((each) => each.name === name)?.i ?? 0;

function checkConvolution(node: NodeProto, layer: Layer | undefined, source: string): void {
  // A dense layer in its place has weights of another shape, which is said later.
  if (layer?.kind !== "conv") return;
  const { stride, padding, name } = layer;
  const strides = intsOf(node, "strides") ?? [1, 1];
  const pads = intsOf(node, "pads") ?? [0, 0, 0, 0];
  if (strides.some((each) => each !== stride) || pads.some((each) => each !== padding)) {
    throw new InputError(
      `${source}: expected stride ${stride} and padding ${padding} in layer ${name}, got strides ${strides.join(", ")} and pads ${pads.join(", ")}`,
    );
  }
}

function checkPool(node: NodeProto, layer: Layer | undefined, source: string): void {
  const pool = layer?.kind === "conv" ? layer.pool : undefined;
  const sizes = intsOf(node, "kernel_shape") ?? [];
  const strides = intsOf(node, "strides") ?? [1, 1];
  if (pool && sizes.every((each) => each === pool.size) && strides.every((each) => each === pool.stride))
    return;
  const expected = pool ? `a pool of ${pool.size} every ${pool.stride}` : "no pool";
  throw new InputError(
    `${source}: expected ${expected} behind layer ${layer?.name ?? "0"}, got one of ${sizes.join(" × ")} every ${strides.join(", ")}`,
  );
}

function tensorOf(tensor: TensorProto, isTransposed: boolean, source: string): NamedTensor {
  const { name = "a constant", dims = [] } = tensor;
  const shape = isTransposed && dims.length === 2 ? [dims[1], dims[0]] : dims;
  return {
    ...{ name, shape },
    values() {
      const values = elementsOf(tensor, source);
      if (values.length !== elementCount(dims)) {
        throw new InputError(
          `${source}: expected ${shapeText(dims)} elements in ${name}, got ${values.length}`,
        );
      }
      if (shape === dims) return values;
      const [rows, columns] = dims;
      return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)]);
    },
  };
}

/** The elements that a tensor holds itself. */
function elementsOf(
  { name, dataType, rawData, floatData = [], doubleData = [], externalData = [] }: TensorProto,
  source: string,
): Float32Array {
  const size = dataType === ELEMENT.float ? 4 : dataType === ELEMENT.double ? 8 : 0;
  if (size === 0 || externalData.length > 0) {
    throw new InputError(
      `${source}: expected weights as 32-bit or 64-bit floats in the file itself, got ${name} ${size === 0 ? `of element type ${dataType}` : "in another file"}`,
    );
  }
  if (!rawData?.length) return Float32Array.from(size === 4 ? floatData : doubleData);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Float32Array.from({ length: Math.floor(rawData.length / size) }, (_, index) =>
    size === 4 ? view.getFloat32(4 * index, true) : view.getFloat64(8 * index, true),
  );
}
