import {
  type ConvLayer,
  convOutput,
  fanIn,
  type Layer,
  type Shape,
  weightCount,
} from "../../networks/architecture.js";
import type { PackedLayer } from "./weights.js";
import { stepOf } from "./weights.js";

/** What is known of a layer when its function is written. */
export interface LayerPlan {
  /** From 1 on. */
  readonly number: number;
  readonly layer: Layer;
  readonly packed: PackedLayer;
  readonly input: Shape;
  readonly output: Shape;
  /** The type of the values that it gives. */
  readonly to: ValueType;
  /** Its results are cut to plus or minus this; undefined where they stay as they are. */
  readonly limit: number | undefined;
  /** The declaration of what it reads. */
  readonly parameter: string;
  /** What it reads at a place, for convolutions at channel, row and column. */
  readonly read: (...place: string[]) => string;
}

export type ValueType = "int16_t" | "int32_t";

export const sizeOf = (shape: Shape): number => shape.channels * shape.height * shape.width;

/** Sums of one output channel of a convolution, before the pool. */
export const planeOf = ({ layer, input }: LayerPlan): number => {
  const { height, width } = convOutput(layer, input);
  return layer.kind === "conv" ? height * width : 0;
};

/** The function of a layer. */
export function layerFunction(plan: LayerPlan): string {
  const { layer, number, to, parameter, packed } = plan;
  const body = layer.kind === "conv" ? convolution(plan, layer) : dense(plan);
  return `/* ${describe(plan)} */
static void NAME_layer_${number}(${parameter}, ${to} *out) {
  struct NAME_reader reader = {NAME_weights_${number}, -1, 0};
  int32_t unit;
  ${stepOf(packed, weightCount(layer))};
  for (unit = 0; unit < ${layer.out}; unit++) {
${body}
  }
}`;
}

function describe({ number, layer, input, output, limit }: LayerPlan): string {
  const shape = ({ channels, height, width }: Shape) => `${channels} x ${height} x ${width}`;
  const cut = limit === undefined ? "" : `, cut to +-${limit}`;
  if (layer.kind === "dense") return `Layer ${number}: ${layer.in} values to ${layer.out}${cut}.`;
  const { kernel, stride, padding, pool } = layer;
  const largest = pool ? `, then the largest of ${pool.size} x ${pool.size} every ${pool.stride}` : "";
  return `Layer ${number}: ${shape(input)} to ${shape(output)} by windows of ${kernel} x ${kernel}, stride ${stride}, padding ${padding}${largest}${cut}.`;
}

const clipped = (value: string, limit: number | undefined): string =>
  limit === undefined ? value : `NAME_clip(${value}, ${limit})`;

/** `int16_t` where a narrower type than the sum's is stored. */
const cast = (to: ValueType, value: string): string => (to === "int32_t" ? value : `(${to})${value}`);

function dense({ layer, packed, limit, to, read }: LayerPlan): string {
  return `    int32_t sum = 0;
    for (; reader.place < (unit + 1) * ${layer.in}; ${stepOf(packed, weightCount(layer))}) {
      const int32_t value = ${read(`reader.place - unit * ${layer.in}`)};
      sum += reader.weight < 0 ? -value : value;
    }
    out[unit] = ${cast(to, clipped("sum", limit))};`;
}

function convolution(plan: LayerPlan, layer: ConvLayer): string {
  const { packed, input, read } = plan;
  const { kernel, stride, padding } = layer;
  const { height, width } = convOutput(layer, input);
  const fan = fanIn(layer);
  const inside = (name: string, size: number) =>
    padding > 0
      ? `\n        ${name === "x" ? "  " : ""}if (${name} < 0 || ${name} >= ${size}) continue;`
      : "";
  const position = (start: string, offset: string) =>
    `${start}${stride > 1 ? ` * ${stride}` : ""}${padding > 0 ? ` - ${padding}` : ""} + ${offset}`;
  return `    int32_t row, column;
    for (row = 0; row < ${height * width}; row++) NAME_plane[row] = 0;
    for (; reader.place < (unit + 1) * ${fan}; ${stepOf(packed, weightCount(layer))}) {
      const int32_t place = reader.place - unit * ${fan};
      const int32_t channel = place / ${kernel ** 2};
      const int32_t down = place % ${kernel ** 2} / ${kernel};
      const int32_t right = place % ${kernel};
      for (row = 0; row < ${height}; row++) {
        const int32_t y = ${position("row", "down")};${inside("y", input.height)}
        for (column = 0; column < ${width}; column++) {
          const int32_t x = ${position("column", "right")};${inside("x", input.width)}
          const int32_t value = ${read("channel", "y", "x")};
          NAME_plane[row * ${width} + column] += reader.weight < 0 ? -value : value;
        }
      }
    }
${pooled(plan, layer, height, width)}`;
}

/** Reads a channel's sums out of the plane: the largest of each window, where the layer has a pool. */
function pooled(
  { output, limit, to }: LayerPlan,
  { pool }: ConvLayer,
  height: number,
  width: number,
): string {
  if (!pool) {
    return `    for (row = 0; row < ${height * width}; row++) {
      out[unit * ${height * width} + row] = ${cast(to, clipped("NAME_plane[row]", limit))};
    }`;
  }
  const { size, stride } = pool;
  return `    for (row = 0; row < ${output.height}; row++) {
      for (column = 0; column < ${output.width}; column++) {
        int32_t most = INT32_MIN;
        int32_t down, right;
        for (down = 0; down < ${size}; down++) {
          for (right = 0; right < ${size}; right++) {
            const int32_t sum = NAME_plane[(row * ${stride} + down) * ${width} + column * ${stride} + right];
            if (sum > most) most = sum;
          }
        }
        out[(unit * ${output.height} + row) * ${output.width} + column] = ${cast(to, clipped("most", limit))};
      }
    }`;
}
