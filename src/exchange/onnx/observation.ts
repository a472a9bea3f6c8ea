import { type Architecture, inputShape } from "../../networks/architecture.js";
import type { Contrast } from "../../policies/contrast.js";
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
  settings: EncoderSettings & { kind: "image" },
  { input: { crop } }: Architecture,
): Value {
  const { channels, grayscale, contrast } = settings;
  const whole = contrast ? contrastBytes(graph, observation, settings, contrast) : observation;
  const seen = crop
    ? graph.slice(whole, [crop.row, crop.column], [crop.row + crop.height, crop.column + crop.width], [1, 2])
    : whole;
  let bytes = graph.cast(seen, "float");
  if (grayscale && channels === 3) {
    // The mean to the nearest: its fraction is never a half.
    const sum = graph.node("ReduceSum", [bytes, graph.list("int64", [3])], { keepdims: 1 });
    const more = graph.node("Add", [sum, graph.scalar("float", 1)]);
    bytes = graph.node("Floor", [graph.node("Div", [more, graph.scalar("float", 3)])]);
  }
  return graph.node("Transpose", [bytes], { perm: [0, 3, 1, 2] });
}

/** What `contrastOf` does, in integers of 64 bits: batch × height × width × 1. */
function contrastBytes(
  graph: Graph,
  observation: Value,
  { height, width, channels }: EncoderSettings & { kind: "image" },
  { rows, gain }: Contrast,
): Value {
  const int64 = (value: number) => graph.scalar("int64", value);
  const axes = (...values: number[]) => graph.list("int64", values);
  const above = graph.slice(observation, [0], [rows], [1]);
  const pixels = rows * width;
  const flat = graph.node("Reshape", [graph.cast(above, "float"), axes(0, pixels, channels)]);
  const half = Math.ceil(pixels / 2);
  const least = graph.node("TopK", [flat, axes(half)], { axis: 1, largest: 0, sorted: 1 }, undefined, 2);
  const background = graph.slice(least, [half - 1], [half], [1]);
  const difference = graph.node("Abs", [graph.node("Sub", [flat, background])]);
  const whole = graph.cast(difference, "int64");
  const distance = graph.node("ReduceSum", [whole, axes(2)], { keepdims: 1 });
  const sum = graph.node("ReduceSum", [distance, axes(1)], { keepdims: 1 });
  // Where nothing differs from anything, the distances are all 0.
  const total = graph.node("Max", [sum, int64(1)]);
  const share = graph.node("Div", [graph.node("Mul", [distance, int64(gain * pixels)]), total]);
  const seen = graph.node("Reshape", [graph.node("Min", [share, int64(255)]), axes(0, rows, width, 1)]);
  const top = graph.cast(seen, "float");
  if (rows === height) return top;
  const below = graph.cast(graph.slice(observation, [rows], [height], [1]), "float");
  const brightest = graph.node("ReduceMax", [below], { axes: [3], keepdims: 1 });
  return graph.node("Concat", [top, brightest], { axis: 1 });
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
