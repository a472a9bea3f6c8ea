import { InputError } from "../../errors.js";
import { type Architecture, inputShape } from "../../networks/architecture.js";
import type { EncoderSettings } from "../../policies/observation-encoder.js";
import { doubleOf, intOf } from "./numbers.js";

/** How the first layer reads an observation in C. */
export interface ObservationReader {
  /** The type of an observation's elements. */
  readonly type: "uint8_t" | "int32_t";
  /** What an observation is, for people. */
  readonly description: readonly string[];
  /** The function `NAME_input`, and for vectors the one that makes bytes of numbers. */
  readonly code: string;
  /** The number that the first layer sees at a place, or at channel, row and column. */
  readonly read: (...place: string[]) => string;
}

/** @throws InputError when an observation's numbers do not fit into C's */
export function observationReader(settings: EncoderSettings, architecture: Architecture): ObservationReader {
  switch (settings.kind) {
    case "image":
      return imageReader(settings, architecture);
    case "vector":
      return vectorReader(settings, architecture);
    case "one-hot":
      return oneHotReader(settings, architecture);
  }
}

const plus = (name: string, offset: number) => (offset > 0 ? `(${name} + ${offset})` : name);

/** The reading of a byte as the network's input. */
const centred = ({ input }: Architecture, value: string): string =>
  input.centred ? `2 * ${value} - 255` : value;

function imageReader(
  { height, width, channels, grayscale }: EncoderSettings & { kind: "image" },
  architecture: Architecture,
): ObservationReader {
  const { input } = architecture;
  const { height: rows, width: columns } = inputShape(architecture);
  const { row: top, column: left } = input.crop ?? { row: 0, column: 0 };
  const at = (offset: string) =>
    `observation[(${plus("row", top)} * ${width} + column${left > 0 ? ` + ${left}` : ""})${channels > 1 ? ` * ${channels}` : ""}${offset}]`;
  const byte = grayscale
    ? channels === 3
      ? // The mean of three bytes to the nearest: its fraction is never a half.
        `((${at("")} + ${at(" + 1")} + ${at(" + 2")} + 1) / 3)`
      : at("")
    : at(input.channels > 1 ? " + channel" : "");
  const unused = input.channels > 1 ? "" : "\n  (void)channel;";
  return {
    type: "uint8_t",
    description: [
      `${height * width * channels} bytes: an image of ${height} rows, ${width} columns and ${channels} ${channels === 1 ? "channel" : "channels"}`,
    ],
    code: `/* What the first layer sees of the image. */
static int32_t NAME_input(const uint8_t *observation, int32_t channel, int32_t row, int32_t column) {${unused}
  return ${centred(architecture, byte)};
}`,
    read: (...place) =>
      place.length === 3
        ? `NAME_input(observation, ${place.join(", ")})`
        : `NAME_input(observation, (${place[0]}) / ${rows * columns}, (${place[0]}) / ${columns} % ${rows}, (${place[0]}) % ${columns})`,
  };
}

/** For inputs of one row: the place in it. */
const inRow = (...place: string[]) => `NAME_input(observation, ${place.at(-1)})`;

/** The place of a column of the first layer's input in the whole row. */
const whole = ({ input }: Architecture) => (input.crop ? `place + ${input.crop.column}` : "place");

function vectorReader(
  { low, high, bias }: EncoderSettings & { kind: "vector" },
  architecture: Architecture,
): ObservationReader {
  const count = low.length;
  const place = whole(architecture);
  const byte = bias ? `(${place} < ${count} ? observation[${place}] : 255)` : `observation[${place}]`;
  const list = (values: readonly number[]) => values.map(doubleOf).join(", ");
  return {
    type: "uint8_t",
    description: [
      `${count} bytes: byte i is the share of its range at which element i is, times 255, to the nearest`,
      ...low.slice(0, MOST_RANGES).map((from, index) => `range ${index}: ${from} to ${high[index]}`),
      ...(count > MOST_RANGES ? [`... and ${count - MOST_RANGES} more: see NAME_encode`] : []),
      "NAME_encode makes these bytes of numbers, if NAME_ENCODE is defined",
    ],
    code: `/* What the first layer sees of the observation${bias ? ", with a constant behind it" : ""}. */
static int32_t NAME_input(const uint8_t *observation, int32_t place) {
  return ${centred(architecture, byte)};
}

#ifdef NAME_ENCODE
/* Makes the bytes of an observation out of its numbers. The bytes are those of training where double has 64 bits. */
void NAME_encode(const float *values, uint8_t *observation) {
  static const double low[${count}] = {${list(low)}};
  static const double width[${count}] = {${list(low.map((from, index) => high[index] - from))}};
  int32_t i;
  for (i = 0; i < ${count}; i++) {
    const double share = (values[i] - low[i]) / width[i];
    const double scaled = 255.0 * (share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share);
    /* What is not a number counts as the middle of its range. */
    const uint8_t whole = share != share ? 128 : (uint8_t)scaled;
    observation[i] = share != share ? whole : (uint8_t)(whole + (scaled - whole >= 0.5));
  }
}
#endif`,
    read: inRow,
  };
}

/** Ranges that are listed in the comment. */
const MOST_RANGES = 16;

function oneHotReader(
  { counts, starts }: EncoderSettings & { kind: "one-hot" },
  architecture: Architecture,
): ObservationReader {
  const place = whole(architecture);
  const groups = counts.length;
  const firsts = counts.map((_, index) => counts.slice(0, index).reduce((sum, count) => sum + count, 0));
  counts.forEach((count, index) => {
    if (Math.max(Math.abs(starts[index]), Math.abs(starts[index] + count)) > INT32) {
      throw new InputError(
        `expected integers within 32 bits in observations, got some from ${starts[index]} on`,
      );
    }
  });
  const body =
    groups === 1
      ? `  return ${centred(architecture, `(${place} == observation[0] - ${intOf(starts[0])} ? 255 : 0)`)};`
      : `  static const int32_t first[${groups}] = {${firsts.join(", ")}};
  static const int32_t start[${groups}] = {${starts.map(intOf).join(", ")}};
  int32_t group = ${groups - 1};
  while (first[group] > ${place}) group--;
  return ${centred(architecture, `(${place} - first[group] == observation[group] - start[group] ? 255 : 0)`)};`;
  return {
    type: "int32_t",
    description: counts
      .slice(0, MOST_RANGES)
      .map((count, index) => `element ${index}: ${starts[index]} to ${starts[index] + count - 1}`),
    code: `/* What the first layer sees: 255 for the value that an element has, 0 for the others. */
static int32_t NAME_input(const int32_t *observation, int32_t place) {
${body}
}`,
    read: inRow,
  };
}

const INT32 = 2 ** 31 - 1;
