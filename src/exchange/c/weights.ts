import { twoBits } from "../../networks/packed-weights.js";

/**
 * How a layer's weights are packed in C: two bits each, or, where that takes fewer bytes, as the gaps between those
 * that are not zero.
 */
export interface PackedLayer {
  readonly packing: "two bits" | "gaps";
  readonly bytes: Uint8Array;
}

/** Packs a layer the shorter way. */
export function packLayer(weights: Int8Array): PackedLayer {
  const gaps = packGaps(weights);
  const pairs = twoBits(weights);
  return gaps.length < pairs.length
    ? { packing: "gaps", bytes: gaps }
    : { packing: "two bits", bytes: pairs };
}

const LONGEST_GAP = 127;
const MINUS = 0x80;
const END = 0xff;

/**
 * A byte for each weight that is not zero: how many zeros are before it, 0 to 126, and 128 more for −1. 127 stands for
 * as many zeros alone, 255 for the end.
 */
function packGaps(weights: Int8Array): Uint8Array {
  const bytes: number[] = [];
  let gap = 0;
  for (const weight of weights) {
    if (weight === 0) {
      gap++;
      continue;
    }
    for (; gap >= LONGEST_GAP; gap -= LONGEST_GAP) bytes.push(LONGEST_GAP);
    bytes.push(gap + (weight < 0 ? MINUS : 0));
    gap = 0;
  }
  return Uint8Array.from([...bytes, END]);
}

/** The table of a layer's bytes. */
export function tableOf(name: string, { bytes }: PackedLayer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    lines.push(`  ${Array.from(bytes.subarray(at, at + PER_LINE), String).join(", ")},`);
  }
  return `static const uint8_t ${name}[${bytes.length}] NAME_FLASH = {\n${lines.join("\n")}\n};`;
}

const PER_LINE = 24;

/** The structure that walks over weights, and what moves it on, for the packings that occur. */
export function readersOf(packings: ReadonlySet<PackedLayer["packing"]>): string {
  return [
    `/* Walks over the weights of a layer that are not zero. */
struct NAME_reader {
  const uint8_t *codes; /* the layer's table, or what is left of it */
  int32_t place;        /* of the weight among the layer's; behind them all at the end */
  int8_t weight;        /* -1 or 1 */
};`,
    ...(packings.has("two bits") ? [TWO_BITS] : []),
    ...(packings.has("gaps") ? [GAPS] : []),
  ].join("\n\n");
}

/** The function that moves a reader on, and what else it is told. */
export const stepOf = ({ packing }: PackedLayer, count: number): string =>
  packing === "gaps" ? "NAME_next_by_gap(&reader)" : `NAME_next_of_two_bits(&reader, ${count})`;

const TWO_BITS = `/* Two bits a weight, least significant first: 0 is 0, 1 is 1, 2 is -1. */
static void NAME_next_of_two_bits(struct NAME_reader *reader, int32_t count) {
  uint8_t code = 0;
  while (code == 0 && ++reader->place < count) {
    code = (NAME_BYTE(reader->codes + reader->place / 4) >> (2 * (reader->place % 4))) & 3;
  }
  reader->weight = code == 2 ? -1 : 1;
}`;

const GAPS = `/* A byte a weight: how many zeros are before it, and 128 more for -1. 127: as many zeros alone. 255: the end. */
static void NAME_next_by_gap(struct NAME_reader *reader) {
  uint8_t code = NAME_BYTE(reader->codes++);
  while (code == 127) {
    reader->place += 127;
    code = NAME_BYTE(reader->codes++);
  }
  reader->place = code == 255 ? INT32_MAX : reader->place + (code & 127) + 1;
  reader->weight = code > 127 ? -1 : 1;
}`;
