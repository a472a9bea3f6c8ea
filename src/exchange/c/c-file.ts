import { InputError } from "../../errors.js";
import { inputShape, outputShapes } from "../../networks/architecture.js";
import { layerBounds } from "../../networks/bounds.js";
import { scales } from "../../networks/scales.js";
import { packageVersion } from "../../version.js";
import type { PortablePolicy } from "../portable-policy.js";
import { type ActionFunction, actionFunction } from "./action.js";
import { type LayerPlan, layerFunction, planeOf, sizeOf, type ValueType } from "./layers.js";
import { type ObservationReader, observationReader } from "./observation.js";
import { type PackedLayer, packLayer, readersOf, tableOf } from "./weights.js";

/** A policy as one file of C99, and what it takes. */
export interface CFile {
  readonly text: string;
  readonly layers: readonly {
    readonly name: string;
    readonly packing: PackedLayer["packing"];
    readonly bytes: number;
  }[];
  /** Bytes of the tables of weights: flash, beside the code. */
  readonly weightBytes: number;
  /** Bytes of static memory, beside the stack. */
  readonly ramBytes: number;
}

const INT32 = 2 ** 31 - 1;
const INT16 = 2 ** 15 - 1;

/**
 * Writes a policy in C: no heap, integers alone but for continuous actions, and sums of the weights that are not zero.
 * @param name what the names of its functions begin with: a C identifier
 * @throws InputError when its sums may need more than 32 bits
 */
export function writeC(policy: PortablePolicy, name: string): CFile {
  const { network, encoder } = policy;
  const observation = observationReader(encoder, network.architecture);
  const action = actionFunction(policy);
  const plans = planLayers(policy, observation);
  const buffers = buffersOf(plans);
  const outputs = sizeOf(plans.at(-1)!.output);
  const plane = Math.max(...plans.map(planeOf));
  const weightBytes = plans.reduce((sum, { packed }) => sum + packed.bytes.length, 0);
  const { ramBytes: prepared = 0 } = observation.preparation ?? {};
  const ramBytes = prepared + 4 * (plane + outputs) + buffers.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = [
    header(policy.subject, { observation, action, outputs, weightBytes, ramBytes }),
    [...(action.needsMath ? ["#include <math.h>"] : []), "#include <stdint.h>", "", FLASH].join("\n"),
    `const int32_t *NAME_logits(const ${observation.type} *observation);\n${signature(observation, action)};`,
    ...(observation.code.includes("NAME_encode")
      ? ["#ifdef NAME_ENCODE\nvoid NAME_encode(const float *values, uint8_t *observation);\n#endif"]
      : []),
    ...plans.map(({ number, packed }) => tableOf(`NAME_weights_${number}`, packed)),
    memory(buffers, plane, outputs),
    readersOf(new Set(plans.map(({ packed }) => packed.packing))),
    ...(plans.some(({ limit }) => limit !== undefined) ? [CLIP] : []),
    observation.code,
    ...plans.map(layerFunction),
    logitsFunction(plans, observation),
    ...action.helpers,
    `${signature(observation, action)} {
  const int32_t *logits = NAME_logits(observation);
${action.body}
}`,
  ];
  return {
    text: `${named(parts.join("\n\n"), name)}\n`,
    layers: plans.map(({ layer, packed }) => ({
      name: layer.name,
      packing: packed.packing,
      bytes: packed.bytes.length,
    })),
    ...{ weightBytes, ramBytes },
  };
}

/** Puts a policy's name where templates say NAME; macros have it in capitals. */
const named = (text: string, name: string): string =>
  text.replace(/NAME(_[A-Z]+)?/g, (_, macro?: string) => (macro ? name.toUpperCase() + macro : name));

/** On AVR, constants stay in flash only when asked to, and are read by an instruction of their own. */
const FLASH = `#ifdef __AVR__
#include <avr/pgmspace.h>
#define NAME_FLASH PROGMEM
#define NAME_BYTE(address) pgm_read_byte(address)
#else
#define NAME_FLASH
#define NAME_BYTE(address) (*(address))
#endif`;

const CLIP = `static int32_t NAME_clip(int32_t value, int32_t limit) {
  return value < -limit ? -limit : value > limit ? limit : value;
}`;

const signature = ({ type }: ObservationReader, { parameters }: ActionFunction): string =>
  `int NAME_act(${[`const ${type} *observation`, ...parameters].join(", ")})`;

function planLayers({ network }: PortablePolicy, observation: ObservationReader): LayerPlan[] {
  const { architecture, weights } = network;
  const shapes = outputShapes(architecture);
  const bounds = layerBounds(network);
  const limits = scales(architecture);
  const typeOf = (index: number): ValueType =>
    index < shapes.length - 1 && bounds[index].outputs <= INT16 ? "int16_t" : "int32_t";
  return architecture.layers.map((layer, index) => {
    const { sums } = bounds[index];
    if (sums > INT32) {
      throw new InputError(
        `expected sums within 32 bits, got layer ${layer.name}, whose sums may reach ${sums.toLocaleString("en-US")}`,
      );
    }
    const input = index === 0 ? inputShape(architecture) : shapes[index - 1];
    const isFirst = index === 0;
    return {
      ...{ number: index + 1, layer, packed: packLayer(weights[index]), input, output: shapes[index] },
      to: typeOf(index),
      limit: index < shapes.length - 1 && sums > limits[index + 1] ? limits[index + 1] : undefined,
      parameter: isFirst ? `const ${observation.type} *observation` : `const ${typeOf(index - 1)} *in`,
      read: isFirst ? observation.read : readValues(input),
    };
  });
}

const readValues =
  ({ height, width }: { readonly height: number; readonly width: number }) =>
  (...place: string[]): string =>
    place.length === 1
      ? `in[${place[0]}]`
      : `in[(${place[0]} * ${height} + ${place[1]}) * ${width} + ${place[2]}]`;

/** A memory that every second layer writes its results to. */
interface Buffer {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly type: ValueType; readonly count: number }[];
  readonly bytes: number;
}

/** While a layer reads from one, it writes into the other. The last layer writes logits. */
function buffersOf(plans: readonly LayerPlan[]): Buffer[] {
  return ["NAME_odd", "NAME_even"].flatMap((name, parity) => {
    const members = plans
      .slice(0, -1)
      .filter((_, index) => index % 2 === parity)
      .map(({ number, to, output }) => ({ name: `layer_${number}`, type: to, count: sizeOf(output) }));
    if (members.length === 0) return [];
    const sizes = members.map(({ type, count }) => (type === "int16_t" ? 2 : 4) * count);
    const unit = members.some(({ type }) => type === "int32_t") ? 4 : 2;
    return [{ name, members, bytes: Math.ceil(Math.max(...sizes) / unit) * unit }];
  });
}

function memory(buffers: readonly Buffer[], plane: number, outputs: number): string {
  return [
    "/* What the layers give to each other. */",
    ...buffers.map(
      ({ name, members }) =>
        `static union {\n${members.map((member) => `  ${member.type} ${member.name}[${member.count}];`).join("\n")}\n} ${name};`,
    ),
    ...(plane > 0 ? [`static int32_t NAME_plane[${plane}];`] : []),
    `static int32_t NAME_outputs[${outputs}];`,
  ].join("\n");
}

function logitsFunction(plans: readonly LayerPlan[], { type, preparation }: ObservationReader): string {
  const bufferOf = (number: number) =>
    number === plans.length ? "NAME_outputs" : `NAME_${number % 2 === 1 ? "odd" : "even"}.layer_${number}`;
  const calls = plans.map(
    ({ number }) =>
      `  NAME_layer_${number}(${number === 1 ? "observation" : bufferOf(number - 1)}, ${bufferOf(number)});`,
  );
  if (preparation) calls.unshift(`  ${preparation.call}`);
  return `const int32_t *NAME_logits(const ${type} *observation) {\n${calls.join("\n")}\n  return NAME_outputs;\n}`;
}

/** The comment at the top: what it is, and how to call it. */
function header(
  subject: string,
  {
    observation,
    action,
    outputs,
    weightBytes,
    ramBytes,
  }: Pick<CFile, "weightBytes" | "ramBytes"> & {
    readonly observation: ObservationReader;
    readonly action: ActionFunction;
    readonly outputs: number;
  },
): string {
  const about: (readonly [string, string])[] = [
    ...observation.description.map((line, index) => [index === 0 ? "observation" : "", line] as const),
    ...action.description,
  ];
  return `/*
 * A policy with weights -1, 0 and 1 for ${inComment(subject)}, written by aann-gym ${packageVersion()}. C99.
 *
 *     ${signature(observation, action)};
 *
${about.map(([name, line]) => ` * ${name.padEnd(12)} ${line}`).join("\n")}
 *
 *     const int32_t *NAME_logits(const ${observation.type} *observation);
 *
 * gives the ${outputs} sums of the last layer alone. They are valid until the next call.
 *
 * ${weightBytes} bytes of weights and ${ramBytes} bytes of static memory, which is why only one call may be under way.
 * In C++: extern "C" ${signature(observation, action)};
 */`;
}

/** What of a text may stand in a comment: nothing that ends it, and no trigraphs. */
const inComment = (text: string): string => text.replace(/[^\w .:-]/g, "_");
