import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { z } from "zod";
import { InputError } from "../errors.js";
import { expectSchema, parseJson } from "../json.js";
import { type Architecture, outputShapes, weightCount } from "./architecture.js";
import { packWeights, unpackWeights } from "./packed-weights.js";
import { countZeros, zeroCounts } from "./sparsity.js";
import type { TernaryNetwork } from "./ternary-network.js";

const size = z.int().positive();
const name = z.string().min(1);
const divisor = size.max(1_000_000).optional();

const input = z.strictObject({
  height: size,
  width: size,
  channels: size,
  crop: z
    .strictObject({ row: z.int().nonnegative(), column: z.int().nonnegative(), height: size, width: size })
    .nullable(),
  centred: z.boolean(),
});

const conv = z.strictObject({
  name,
  kind: z.literal("conv"),
  in: size,
  out: size,
  kernel: size,
  stride: size,
  padding: z.int().nonnegative(),
  divisor,
  pool: z.strictObject({ size, stride: size }).optional(),
});

const dense = z.strictObject({ name, kind: z.literal("dense"), in: size, out: size, divisor });

/** How a policy got where it is. */
const provenance = z.looseObject({
  /** The command that made it. */
  command: z.string().optional(),
  /** Version of aann-gym. */
  package: z.string().optional(),
  seed: z.number().optional(),
  /** SHA-256 of the data it was made from. */
  data: z.string().optional(),
  /** Scores by name, for instance { "validation accuracy": 0.98 }. */
  scores: z.record(z.string(), z.number()).optional(),
});

const policy = z.strictObject({
  format: z.literal("aann-gym/policy"),
  version: z.literal(1),
  task: name,
  sparsity: z.union([z.number(), z.record(z.string(), z.number())]),
  encoding: z.looseObject({ kind: z.string() }).optional(),
  architecture: z.strictObject({
    input,
    layers: z.array(z.discriminatedUnion("kind", [conv, dense])).min(1),
  }),
  weights: z.record(z.string(), z.base64()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  provenance,
});

type PolicyJson = z.infer<typeof policy>;

/** A ternary network with what is needed to use it and to know where it comes from. */
export interface Policy {
  /** The task it was made for, "mnist" for instance. */
  readonly task: string;
  /** Percent of zeros in every layer, or for each layer by name. */
  readonly sparsity: PolicyJson["sparsity"];
  /** For driving: how the outputs become an action; its task checks the rest. */
  readonly encoding?: PolicyJson["encoding"];
  readonly network: TernaryNetwork;
  readonly provenance: PolicyJson["provenance"];
}

/** SHA-256 over the unpacked weights as int8, layer after layer, in hexadecimal. */
export function weightsHash(network: TernaryNetwork): string {
  const hash = sha256.create();
  for (const weights of network.weights) {
    hash.update(new Uint8Array(weights.buffer, weights.byteOffset, weights.length));
  }
  return bytesToHex(hash.digest());
}

/** The text of a policy file. */
export function formatPolicy({ task, sparsity, encoding, network, provenance }: Policy): string {
  const { architecture, weights } = network;
  const packed = architecture.layers.map((layer, index) => [layer.name, packWeights(weights[index])]);
  const file: PolicyJson = {
    format: "aann-gym/policy",
    version: 1,
    task,
    sparsity,
    ...(encoding && { encoding }),
    architecture: architecture as PolicyJson["architecture"],
    weights: Object.fromEntries(packed),
    sha256: weightsHash(network),
    provenance,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads the text of a policy file.
 * @param source what errors call the file
 * @throws InputError when it is not a whole and consistent policy of this version
 */
export function parsePolicy(text: string, source: string): Policy {
  const refuse = (problem: string): never => {
    throw new InputError(`${source}: expected a whole policy, got one that is not: ${problem}`);
  };
  try {
    const json = parseJson(text);
    const version = (json as { version?: unknown } | null)?.version;
    if (typeof version === "number" && version !== 1) refuse(`expected version 1, got version ${version}`);
    const { task, sparsity, encoding, architecture, weights, sha256, provenance } = expectSchema(
      json,
      policy,
    );
    checkArchitecture(architecture);
    const network = {
      architecture,
      weights: architecture.layers.map((layer) => {
        const packed = weights[layer.name];
        if (packed === undefined) throw new RangeError(`the weights of layer ${layer.name} are missing`);
        return unpackWeights(packed, weightCount(layer), layer.name);
      }),
    };
    if (Object.keys(weights).length !== architecture.layers.length) {
      refuse("it has weights for layers that the architecture lacks");
    }
    const hash = weightsHash(network);
    if (hash !== sha256)
      refuse(`the weights hash to ${hash.slice(0, 16)}…, but sha256 says ${sha256.slice(0, 16)}…`);
    checkCounts(network, zeroCounts(architecture, sparsity));
    return { task, sparsity, encoding, network, provenance };
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

function checkArchitecture(architecture: Architecture): void {
  const { input, layers } = architecture;
  const { crop } = input;
  if (crop && (crop.row + crop.height > input.height || crop.column + crop.width > input.width)) {
    throw new RangeError("the crop reaches beyond the picture");
  }
  const twice = layers.find((layer, index) => layers.findIndex(({ name }) => name === layer.name) !== index);
  if (twice) throw new RangeError(`two layers are called ${twice.name}`);
  const open = layers.slice(0, -1).find((layer) => layer.divisor === undefined);
  if (open) throw new RangeError(`layer ${open.name} needs a divisor, since another layer follows`);
  outputShapes(architecture);
}

function checkCounts(network: TernaryNetwork, expected: readonly number[]): void {
  countZeros(network).forEach((zeros, index) => {
    if (zeros !== expected[index]) {
      const { name } = network.architecture.layers[index];
      throw new RangeError(`layer ${name} has ${zeros} zeros where its sparsity asks for ${expected[index]}`);
    }
  });
}
