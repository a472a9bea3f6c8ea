import { z } from "zod";
import { moduleOf } from "../adapters/environments.js";
import { type EnvReference, formatPolicy, type PolicyFile, parsePolicy } from "../networks/policy.js";

/** A seed as jobs have it. */
export const seed = z.int().nonnegative();

/**
 * An environment as jobs name it: by its id, never by a file. One of a user's own is opened by the module that this
 * process was started with.
 */
export const envReference = z.codec(
  z.strictObject({ id: z.string().min(1), options: z.record(z.string(), z.json()) }),
  z.custom<EnvReference>(),
  {
    decode({ id, options }) {
      const module = moduleOf(id);
      return { id, options, ...(module !== undefined && { module }) };
    },
    // Options that are undefined are none.
    encode: ({ id, options }) => ({ id, options: JSON.parse(JSON.stringify(options)) }),
  },
);

/** A policy as the text of its file. What made it does not matter to a job. */
export const policyFile = z.codec(z.string(), z.custom<PolicyFile>(), {
  decode: (text) => parsePolicy(text, "the policy of a job"),
  encode: (policy) => formatPolicy({ ...policy, provenance: {} }),
});

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** 32-bit floats, exactly: their bytes, the least significant first, in base64. */
export const floats = z.codec(z.base64(), z.custom<Float32Array>(), {
  decode(text) {
    const bytes = Buffer.from(text, "base64");
    return Float32Array.from({ length: Math.floor(bytes.length / FLOAT) }, (_, index) =>
      bytes.readFloatLE(index * FLOAT),
    );
  },
  encode(values) {
    const bytes = Buffer.alloc(values.length * FLOAT);
    for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * FLOAT);
    return bytes.toString("base64");
  },
});
