import { createHash } from "node:crypto";
import { z } from "zod";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { expectSchema, parseJson } from "../json.js";
import { type Architecture, weightCount } from "../networks/architecture.js";
import { architectureForm, checkShapes, envSchema } from "../networks/policy.js";
import { readInput } from "../read-file.js";

/** A network with real-valued weights, from which p-SIREN may begin. Layers need no divisors. */
export interface DenseNetwork {
  /** The data set that it was trained on. */
  readonly task?: string;
  /** The environment that it acts in. */
  readonly env?: z.infer<typeof envSchema>;
  /** How its outputs are read, where the environment has several ways: as `--decoder` has it. */
  readonly decoder?: string;
  readonly architecture: Architecture;
  /** One array a layer, in the layer's weight order. Outputs are sums of inputs from −1 (or 0) to 1 with these. */
  readonly weights: readonly Float32Array[];
}

const schema = z.strictObject({
  format: z.literal("aann-gym/dense"),
  version: z.literal(1),
  task: z.string().min(1).optional(),
  env: envSchema.optional(),
  decoder: z.string().min(1).optional(),
  architecture: architectureForm,
  weights: z.record(z.string(), z.base64()),
  sha256: z.string(),
});

/** Writes a dense network: weights as 32-bit little-endian floats in base64. */
export async function writeDense(path: string, { weights, ...rest }: DenseNetwork): Promise<void> {
  const packed = weights.map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  const file = {
    ...{ format: "aann-gym/dense", version: 1, ...rest },
    weights: Object.fromEntries(
      rest.architecture.layers.map(({ name }, index) => [name, packed[index].toString("base64")]),
    ),
    sha256: digest(packed),
  };
  await writeFileAtomic(path, `${JSON.stringify(file, null, 2)}\n`);
}

/** @throws InputError when the file is missing or not a whole dense network */
export async function readDense(path: string): Promise<DenseNetwork> {
  const text = (await readInput(path, "a file of `policy import`")).toString();
  try {
    const {
      format: _format,
      version: _version,
      weights,
      sha256,
      ...rest
    } = expectSchema(parseJson(text), schema);
    checkShapes(rest.architecture);
    const packed = rest.architecture.layers.map((layer) => {
      const bytes = Buffer.from(weights[layer.name] ?? "", "base64");
      if (bytes.length !== 4 * weightCount(layer)) {
        throw new RangeError(
          `layer ${layer.name} has ${bytes.length} bytes of weights, but ${4 * weightCount(layer)} are expected`,
        );
      }
      return bytes;
    });
    if (digest(packed) !== sha256) throw new RangeError("its weights hash to another sha256");
    return { ...rest, weights: packed.map((bytes) => new Float32Array(Uint8Array.from(bytes).buffer)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `${path}: expected a whole file of \`policy import\`, got one that is not: ${error.message}`,
    );
  }
}

function digest(packed: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const bytes of packed) hash.update(bytes);
  return hash.digest("hex");
}
