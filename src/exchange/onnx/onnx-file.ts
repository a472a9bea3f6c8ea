import { outputShapes } from "../../networks/architecture.js";
import { packageVersion } from "../../version.js";
import type { PortablePolicy } from "../portable-policy.js";
import { actionOutput, addAction } from "./action.js";
import { Graph } from "./graph.js";
import { addNetwork, type LayerPrecision, precisionOf } from "./network.js";
import { encode, observationInput } from "./observation.js";
import { ELEMENT, type ElementType, encodeModel, type ValueInfoProto } from "./schema.js";

/** A policy as an ONNX model. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly layers: readonly LayerPrecision[];
}

/** An input or output of the graph. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  /** The axes behind the first one, which is the batch. */
  readonly dims: readonly number[];
}

/** Of 2022, so that older runtimes read it too. */
const IR_VERSION = 8;
const OPSET = 17;

/**
 * Writes a policy as ONNX: observations go in as the environment gives them, the action comes out, and the logits
 * beside it.
 * @throws InputError when its sums are not exact in any type that runtimes compute in
 */
export function writeOnnx(policy: PortablePolicy): OnnxFile {
  const { network, encoder, privileged, subject } = policy;
  const layers = precisionOf(network);
  const graph = new Graph();
  const observation = encode(graph, "observation", encoder, network.architecture);
  const logits = addNetwork(graph, network, layers, observation);
  addAction(graph, policy, { logits, observation: "observation", state: "state" });
  const last = outputShapes(network.architecture).at(-1)!;
  const inputs: Port[] = [
    { name: "observation", ...observationInput(encoder) },
    ...(privileged > 0 ? [{ name: "state", type: "float", dims: [privileged] } as const] : []),
  ];
  const outputs: Port[] = [
    { name: "action", ...actionOutput(policy) },
    { name: "logits", type: "int32", dims: [last.channels * last.height * last.width] },
  ];
  const bytes = encodeModel({
    irVersion: IR_VERSION,
    producerName: "aann-gym",
    producerVersion: packageVersion(),
    docString: `A policy with weights -1, 0 and 1 for ${subject}.`,
    opsetImport: [{ version: OPSET }],
    graph: {
      ...{ name: "policy", node: graph.nodes, initializer: graph.constants },
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    },
  });
  return { bytes, inputs, outputs, layers };
}

const valueInfo = ({ name, type, dims }: Port): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: ELEMENT[type],
      shape: { dim: [{ dimParam: "batch" }, ...dims.map((dimValue) => ({ dimValue }))] },
    },
  },
});
