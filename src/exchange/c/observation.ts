import { InputError } from "../../errors.js";
import { type Architecture, inputShape } from "../../networks/architecture.js";
import type { Contrast } from "../../policies/contrast.js";
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
  /** The statement that prepares an observation for the first layer, and the static memory that it takes. */
  readonly preparation?: { readonly call: string; readonly ramBytes: number };
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
  settings: EncoderSettings & { kind: "image" },
  architecture: Architecture,
): ObservationReader {
  const { height, width, channels, grayscale, contrast } = settings;
  const { input } = architecture;
  const { height: rows, width: columns } = inputShape(architecture);
  const { row: top, column: left } = input.crop ?? { row: 0, column: 0 };
  const at = (offset: string) =>
    `observation[(${plus("row", top)} * ${width} + column${left > 0 ? ` + ${left}` : ""})${channels > 1 ? ` * ${channels}` : ""}${offset}]`;
  const seen = `NAME_seen[${plus("row", top)} * ${width} + column${left > 0 ? ` + ${left}` : ""}]`;
  const byte = contrast
    ? seen
    : grayscale
      ? channels === 3
        ? // The mean of three bytes to the nearest: its fraction is never a half.
          `((${at("")} + ${at(" + 1")} + ${at(" + 2")} + 1) / 3)`
        : at("")
      : at(input.channels > 1 ? " + channel" : "");
  const unused = [...(input.channels > 1 ? [] : ["channel"]), ...(contrast ? ["observation"] : [])].map(
    (name) => `\n  (void)${name};`,
  );
  return {
    type: "uint8_t",
    description: [
      `${height * width * channels} bytes: an image of ${height} rows, ${width} columns and ${channels} ${channels === 1 ? "channel" : "channels"}`,
    ],
    ...(contrast && {
      preparation: { call: "NAME_look(observation);", ramBytes: height * width + LEVELS * 4 },
    }),
    code: `${contrast ? `${contrastCode(settings, contrast)}\n\n` : ""}/* What the first layer sees of the image. */
static int32_t NAME_input(const uint8_t *observation, int32_t channel, int32_t row, int32_t column) {${unused.join("")}
  return ${centred(architecture, byte)};
}`,
    read: (...place) =>
      place.length === 3
        ? `NAME_input(observation, ${place.join(", ")})`
        : `NAME_input(observation, (${place[0]}) / ${rows * columns}, (${place[0]}) / ${columns} % ${rows}, (${place[0]}) % ${columns})`,
  };
}

/** Values of a byte. */
const LEVELS = 256;

/** `NAME_look`, which computes what `contrastOf` does. */
function contrastCode(
  { height, width, channels }: EncoderSettings & { kind: "image" },
  { rows, gain }: Contrast,
): string {
  const pixels = rows * width;
  const product = gain * 255 * channels * pixels;
  const type = product > INT32 ? "int64_t" : "int32_t";
  return `/* How far each pixel is from the background, relative to the mean; below row ${rows} the brightest channel. */
static uint8_t NAME_seen[${height * width}];

static int32_t NAME_distance(const uint8_t *pixel, const int32_t *background) {
  int32_t channel, sum = 0;
  for (channel = 0; channel < ${channels}; channel++) {
    const int32_t difference = pixel[channel] - background[channel];
    sum += difference < 0 ? -difference : difference;
  }
  return sum;
}

static void NAME_look(const uint8_t *observation) {
  static int32_t counts[${LEVELS}];
  int32_t background[${channels}];
  int32_t channel, pixel, level, below;
  ${type} total = 0;
  for (channel = 0; channel < ${channels}; channel++) {
    for (level = 0; level < ${LEVELS}; level++) counts[level] = 0;
    for (pixel = 0; pixel < ${pixels}; pixel++) counts[observation[pixel * ${channels} + channel]]++;
    level = 0;
    for (below = counts[0]; 2 * below < ${pixels}; below += counts[level]) level++;
    background[channel] = level;
  }
  for (pixel = 0; pixel < ${pixels}; pixel++) total += NAME_distance(observation + pixel * ${channels}, background);
  for (pixel = 0; pixel < ${pixels}; pixel++) {
    const ${type} distance = NAME_distance(observation + pixel * ${channels}, background);
    const ${type} share = total > 0 ? ${gain} * distance * ${pixels} / total : 0;
    NAME_seen[pixel] = (uint8_t)(share < 255 ? share : 255);
  }
  for (pixel = ${pixels}; pixel < ${height * width}; pixel++) {
    uint8_t most = 0;
    for (channel = 0; channel < ${channels}; channel++) {
      const uint8_t value = observation[pixel * ${channels} + channel];
      if (value > most) most = value;
    }
    NAME_seen[pixel] = most;
  }
}`;
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
