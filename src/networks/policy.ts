import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { InputError } from "../errors.js";
import { canonicalJson, expectSchema, parseJson } from "../json.js";
import { type Architecture, weightCount } from "./architecture.js";
import { checkLimits } from "./limits.js";
import { packWeights, unpackWeights } from "./packed-weights.js";
import { countZeros, zeroCounts } from "./sparsity.js";
import type { TernaryNetwork } from "./ternary-network.js";
import { densestUnits, valueSizes } from "./value-sizes.js";

const size = z.int().positive();
const name = z
  .string()
  .min(1)
  // What JavaScript takes for something else than a name.
  .refine((word) => word !== "__proto__", "expected another name than __proto__");
const divisor = size.max(1_000_000).optional();

/** What a network looks at, as files have it. */
export const inputSchema = z.strictObject({
  height: size,
  width: size,
  channels: size,
  crop: z
    .strictObject({ row: z.int().nonnegative(), column: z.int().nonnegative(), height: size, width: size })
    .nullable(),
  centred: z.boolean(),
});

export const convSchema = z.strictObject({
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

export const denseSchema = z.strictObject({ name, kind: z.literal("dense"), in: size, out: size, divisor });

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

const settings = z.looseObject({ kind: z.string() });

/** The form of an architecture; `checkShapes` says whether its parts fit together. */
export const architectureForm = z.strictObject({
  input: inputSchema,
  layers: z.array(z.discriminatedUnion("kind", [convSchema, denseSchema])).min(1),
});

/** An architecture as files have it; what does not fit together is refused. */
export const architectureSchema: z.ZodType<Architecture> = architectureForm.superRefine(
  (architecture, { addIssue }) => {
    try {
      checkArchitecture(architecture);
    } catch (error) {
      addIssue((error as Error).message);
    }
  },
);

/** An environment as `make` takes it; `module`: the user's module that registers it, as the command line named it. */
export const envSchema = z.strictObject({
  id: name,
  options: z.record(z.string(), z.json()),
  module: z.string().optional(),
});

const common = {
  format: z.literal("aann-gym/policy"),
  sparsity: z.union([z.number(), z.record(z.string(), z.number())]),
  architecture: architectureForm,
  weights: z.record(z.string(), z.base64()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  provenance,
};

const version1 = z.strictObject({
  ...common,
  version: z.literal(1),
  task: name,
  encoding: settings.optional(),
});

const version2 = z.strictObject({
  ...common,
  version: z.literal(2),
  task: name.optional(),
  env: envSchema.optional(),
  observation: settings.optional(),
  action: settings.optional(),
});

type PolicyJson = z.infer<typeof version2>;

/** An environment and its options, as `make` takes them. */
export type EnvReference = Readonly<z.infer<typeof envSchema>>;

/** A ternary network with what is needed to use it and to know where it comes from: what a policy file holds. */
export interface PolicyFile {
  /** The static task it was made for, "mnist" for instance; in files of version 1 also an environment's short name. */
  readonly task?: string;
  /** The environment it acts in. */
  readonly env?: EnvReference;
  /** Percent of zeros in every layer, or for each layer by name. */
  readonly sparsity: PolicyJson["sparsity"];
  /** How observations become bytes: `EncoderSettings`. Undefined: they are images, taken as they are. */
  readonly observation?: PolicyJson["observation"];
  /** How outputs become an action: kind, constants and `outputDivisor`. */
  readonly action?: PolicyJson["action"];
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

/** SHA-256 over all that decides what the policy does: canonical JSON of its settings, then the weights. */
function digest(policy: Omit<PolicyFile, "provenance">): string {
  const { task, env, sparsity, observation, action, network } = policy;
  const { architecture } = network;
  const hash = sha256.create();
  hash.update(utf8ToBytes(canonicalJson({ task, env, sparsity, observation, action, architecture })));
  for (const weights of network.weights) {
    hash.update(new Uint8Array(weights.buffer, weights.byteOffset, weights.length));
  }
  return bytesToHex(hash.digest());
}

/** The text of a policy file. */
export function formatPolicy(policy: PolicyFile): string {
  const { task, env, sparsity, observation, action, network, provenance } = policy;
  const { architecture, weights } = network;
  const packed = architecture.layers.map((layer, index) => [layer.name, packWeights(weights[index])]);
  const file: PolicyJson = {
    format: "aann-gym/policy",
    version: 2,
    ...(task !== undefined && { task }),
    ...(env && { env }),
    sparsity,
    ...(observation && { observation }),
    ...(action && { action }),
    architecture: architecture as PolicyJson["architecture"],
    weights: Object.fromEntries(packed),
    sha256: digest(policy),
    provenance,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads the text of a policy file, of version 1 or 2.
 * @param source what errors call the file
 * @throws InputError when it is not a whole and consistent policy
 */
export function parsePolicy(text: string, source: string): PolicyFile {
  const refuse = (problem: string): never => {
    throw new InputError(`${source}: expected a whole policy, got one that is not: ${problem}`);
  };
  try {
    const json = parseJson(text);
    const version = (json as { version?: unknown } | null)?.version;
    if (typeof version === "number" && version !== 1 && version !== 2) {
      refuse(`expected version 1 or 2, got version ${version}`);
    }
    const isOld = version === 1;
    const { architecture, weights, sha256, sparsity, provenance, ...rest } = isOld
      ? expectSchema(json, version1)
      : expectSchema(json, version2);
    checkArchitecture(architecture);
    const network = {
      architecture,
      weights: architecture.layers.map((layer) => {
        const packed = Object.hasOwn(weights, layer.name) ? weights[layer.name] : undefined;
        if (packed === undefined) throw new RangeError(`the weights of layer ${layer.name} are missing`);
        return unpackWeights(packed, weightCount(layer), layer.name);
      }),
    };
    if (Object.keys(weights).length !== architecture.layers.length) {
      refuse("it has weights for layers that the architecture lacks");
    }
    const policy: PolicyFile =
      rest.version === 1
        ? { task: rest.task, sparsity, ...(rest.encoding && { action: rest.encoding }), network, provenance }
        : {
            ...(rest.task !== undefined && { task: rest.task }),
            ...(rest.env && { env: rest.env }),
            sparsity,
            ...(rest.observation && { observation: rest.observation }),
            ...(rest.action && { action: rest.action }),
            ...{ network, provenance },
          };
    if (policy.task === undefined && policy.env === undefined) refuse("it names neither a task nor an env");
    checkCounts(network, zeroCounts(architecture, sparsity));
    // Whether its sums are exact in 32 bits.
    valueSizes(architecture, densestUnits(network));
    const hash = isOld ? weightsHash(network) : digest(policy);
    if (hash !== sha256) {
      const what = isOld ? "the weights hash" : "settings and weights hash";
      refuse(`${what} to ${hash.slice(0, 16)}…, but sha256 says ${sha256.slice(0, 16)}…`);
    }
    return policy;
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

/**
 * An architecture out of JSON, when it is one that can be computed.
 * @throws RangeError when it is not
 */
export function checkedArchitecture(json: unknown): Architecture {
  const architecture = expectSchema(json, architectureForm);
  checkArchitecture(architecture);
  return architecture;
}

function checkArchitecture(architecture: Architecture): void {
  checkShapes(architecture);
  const open = architecture.layers.slice(0, -1).find((layer) => layer.divisor === undefined);
  if (open) throw new RangeError(`layer ${open.name} needs a divisor, since another layer follows`);
}

/** @throws RangeError when the crop, the layers or their names do not fit together */
export function checkShapes(architecture: Architecture): void {
  const { input, layers } = architecture;
  const { crop } = input;
  if (crop && (crop.row + crop.height > input.height || crop.column + crop.width > input.width)) {
    throw new RangeError("the crop reaches beyond the image");
  }
  const names = new Set<string>();
  for (const { name } of layers) {
    if (names.has(name)) throw new RangeError(`two layers are called ${name}`);
    names.add(name);
  }
  checkLimits(architecture);
}

function checkCounts(network: TernaryNetwork, expected: readonly number[]): void {
  countZeros(network).forEach((zeros, index) => {
    if (zeros !== expected[index]) {
      const { name } = network.architecture.layers[index];
      throw new RangeError(`layer ${name} has ${zeros} zeros where its sparsity asks for ${expected[index]}`);
    }
  });
}
