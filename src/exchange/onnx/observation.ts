import { type Architecture, inputShape } from "../../networks/architecture.js";
import type { EncoderSettings } from "../../policies/observation-encoder.js";
import type { Graph, Value } from "./graph.js";
import type { ElementType } from "./schema.js";

/** What a graph's observation is: the type of its elements, and its axes behind the batch. */
export interface ObservationInput {
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** The graph's input that an encoder's observations go into. */
export function observationInput(settings: EncoderSettings): ObservationInput {
  switch (settings.kind) {
    case "image":
      return { type: "uint8", dims: [settings.height, settings.width, settings.channels] };
    case "vector":
      return { type: "float", dims: [settings.low.length] };
    case "one-hot":
      return { type: "int64", dims: [settings.counts.length] };
  }
}

/**
 * Adds what makes the first layer's input of an observation.
 * @returns integers as 32-bit floats: batch × channels × height × width
 */
export function encode(
  graph: Graph,
  observation: Value,
  settings: EncoderSettings,
  architecture: Architecture,
): Value {
  const bytes = bytesOf(graph, observation, settings, architecture);
  if (!architecture.input.centred) return bytes;
  const doubled = graph.node("Mul", [bytes, graph.scalar("float", 2)]);
  return graph.node("Sub", [doubled, graph.scalar("float", 255)]);
}

function bytesOf(
  graph: Graph,
  observation: Value,
  settings: EncoderSettings,
  architecture: Architecture,
): Value {
  if (settings.kind === "image") return imageBytes(graph, observation, settings, architecture);
  const row =
    settings.kind === "vector"
      ? vectorBytes(graph, observation, settings)
      : oneHotBytes(graph, observation, settings);
  const { crop } = architecture.input;
  const seen = crop ? graph.slice(row, [crop.column], [crop.column + crop.width], [1]) : row;
  const { width } = inputShape(architecture);
  return graph.node("Reshape", [seen, graph.list("int64", [0, 1, 1, width])]);
}

function imageBytes(
  graph: Graph,
  observation: Value,
  { channels, grayscale }: EncoderSettings & { kind: "image" },
  { input: { crop } }: Architecture,
): Value {
  const seen = crop
    ? graph.slice(
        observation,
        [crop.row, crop.column],
        [crop.row + crop.height, crop.column + crop.width],
        [1, 2],
      )
    : observation;
  let bytes = graph.cast(seen, "float");
  if (grayscale && channels === 3) {
    // The mean to the nearest: its fraction is never a half.
    const sum = graph.node("ReduceSum", [bytes, graph.list("int64", [3])], { keepdims: 1 });
    const more = graph.node("Add", [sum, graph.scalar("float", 1)]);
    bytes = graph.node("Floor", [graph.node("Div", [more, graph.scalar("float", 3)])]);
  }
  return graph.node("Transpose", [bytes], { perm: [0, 3, 1, 2] });
}

/** As in training, in 64 bits: the share of the range × 255, halves rounded up. */
function vectorBytes(
  graph: Graph,
  observation: Value,
  { low, high, bias }: EncoderSettings & { kind: "vector" },
): Value {
  const double = (value: number) => graph.scalar("double", value);
  const above = graph.node("Sub", [graph.cast(observation, "double"), graph.list("double", low)]);
  const widths = low.map((from, index) => high[index] - from);
  const share = graph.node("Div", [above, graph.list("double", widths)]);
  const clipped = graph.node("Clip", [share, double(0), double(1)]);
  const scaled = graph.node("Mul", [clipped, double(255)]);
  const whole = graph.node("Floor", [scaled]);
  const isHalf = graph.node("GreaterOrEqual", [graph.node("Sub", [scaled, whole]), double(0.5)]);
  const nearest = graph.node("Add", [whole, graph.cast(isHalf, "double")]);
  // What is not a number counts as the middle of its range.
  const known = graph.node("Where", [graph.node("IsNaN", [share]), double(128), nearest]);
  const bytes = graph.cast(known, "float");
  if (!bias) return bytes;
  return graph.node("Pad", [bytes, graph.list("int64", [0, 0, 0, 1]), graph.scalar("float", 255)]);
}

function oneHotBytes(
  graph: Graph,
  observation: Value,
  { counts, starts }: EncoderSettings & { kind: "one-hot" },
): Value {
  const elements = counts.flatMap((count, index) => new Array<number>(count).fill(index));
  const values = counts.flatMap((count, index) =>
    Array.from({ length: count }, (_, place) => starts[index] + place),
  );
  const each = graph.node("Gather", [observation, graph.list("int64", elements)], { axis: 1 });
  const isSo = graph.node("Equal", [each, graph.list("int64", values)]);
  return graph.node("Mul", [graph.cast(isSo, "float"), graph.scalar("float", 255)]);
}
