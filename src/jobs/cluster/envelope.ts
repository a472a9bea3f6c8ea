import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { canonicalJson } from "../../json.js";
import { codeDigest, packageVersion } from "../../version.js";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Which code does a job: the package's version, and SHA-256 of all that is compiled of it. */
export const codeSchema = z.strictObject({ version: z.string(), digest: hash });
export type Code = Readonly<z.infer<typeof codeSchema>>;

/** A user's module: what it is called, and SHA-256 of its file. */
export const moduleSchema = z.strictObject({ name: z.string(), digest: hash });
export type ModuleName = Readonly<z.infer<typeof moduleSchema>>;

/** Jobs of one kind as they lie in the queue. They name data by its hash, and code not at all but to compare it. */
export const envelopeSchema = z.strictObject({
  code: codeSchema,
  kind: z.string(),
  shared: hash,
  items: z.array(z.json()).min(1),
});
export type Envelope = Readonly<z.infer<typeof envelopeSchema>>;

/** What came of them: who did it, and the results in the order of the items, packed. */
export const answerSchema = z.strictObject({ by: z.string(), results: z.base64() });
export type Answer = Readonly<z.infer<typeof answerSchema>>;

/** Bytes of unpacked results at most. */
const MOST = 2 ** 28;

/** Results on their way: JSON, compressed, in base64. */
export const packed = (results: readonly unknown[]): string =>
  gzipSync(JSON.stringify(results)).toString("base64");

/** @throws RangeError when they are too large */
export const unpacked = (text: string): unknown =>
  JSON.parse(gunzipSync(Buffer.from(text, "base64"), { maxOutputLength: MOST }).toString("utf8"));

let own: Promise<Code> | undefined;

/** The code that runs here. */
export function ownCode(): Promise<Code> {
  own ??= (async () => {
    const parts = ["../../", "../../../envs/"].map((part) => new URL(part, import.meta.url));
    return { version: packageVersion(), digest: await codeDigest(parts) };
  })();
  return own;
}

export async function nameModule(file: string): Promise<ModuleName> {
  const digest = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return { name: basename(file), digest };
}

/** The queue of jobs that need this code and this module: workers that have others do not even see them. */
export function queueName({ digest }: Code, module?: ModuleName): string {
  return [digest, ...(module ? [module.digest] : [])].map((each) => each.slice(0, 16)).join("-");
}

/** The same jobs have the same name, whoever asks for them. */
export function jobId(envelope: Envelope): string {
  return `j${createHash("sha256").update(canonicalJson(envelope)).digest("hex").slice(0, 32)}`;
}

/** Code as messages name it. */
export const describeCode = ({ version, digest }: Code) => `aann-gym ${version}, code ${digest.slice(0, 8)}`;
