import { InputError } from "../errors.js";
import { weightCount } from "./architecture.js";
import { ArithmeticDecoder, ArithmeticEncoder, BitModel } from "./arithmetic-coder.js";
import { packWeights } from "./packed-weights.js";
import { checkedArchitecture, formatPolicy, type PolicyFile, parsePolicy } from "./policy.js";

/**
 * A policy as text that fits in a link. Bytes in base64url: the version; the length of the head (two bytes, least
 * significant first); the head, the policy file without its weights, deflated; the weights, layer after layer, by an
 * arithmetic coder: is it zero, and if not, is it −1? A layer has two models of its own. The policy of 113,804 weights
 * takes about 8.5 KB at 90 % zeros.
 */
const VERSION = 1;
const HEAD_AT = 3;

/** No policy's settings are longer; a damaged link must not take all memory. */
const LONGEST_HEAD = 1 << 20;

/** No link names more weights: what a browser takes as an address has no room for them. */
const MOST_WEIGHTS = 1e7;

/** Packs a policy for `unpackPolicy`. */
export async function packPolicy(policy: PolicyFile): Promise<string> {
  const { weights: _, ...head } = JSON.parse(formatPolicy(policy));
  const encoder = new ArithmeticEncoder();
  for (const weights of policy.network.weights) {
    const isEmpty = new BitModel();
    const sign = new BitModel();
    for (const weight of weights) {
      encoder.encode(weight === 0 ? 0 : 1, isEmpty);
      if (weight !== 0) encoder.encode(weight > 0 ? 0 : 1, sign);
    }
  }
  const packedHead = await pipe(
    new TextEncoder().encode(JSON.stringify(head)),
    new CompressionStream("deflate-raw"),
  );
  const code = encoder.finish();
  const bytes = new Uint8Array(HEAD_AT + packedHead.length + code.length);
  bytes.set([VERSION, packedHead.length & 255, packedHead.length >> 8]);
  bytes.set(packedHead, HEAD_AT);
  bytes.set(code, HEAD_AT + packedHead.length);
  return toBase64Url(bytes);
}

/**
 * The policy of a link.
 * @param source what errors call the link
 * @throws InputError when the text is cut off, damaged, or of another version
 */
export async function unpackPolicy(text: string, source: string): Promise<PolicyFile> {
  const file = await unpackFile(text).catch(() => {
    throw new InputError(`${source}: expected a whole policy, got a text that is cut off or damaged`);
  });
  return parsePolicy(file, source);
}

async function unpackFile(text: string): Promise<string> {
  const bytes = fromBase64Url(text);
  if (bytes[0] !== VERSION) throw new RangeError(`version ${bytes[0]}`);
  const codeAt = HEAD_AT + bytes[1] + 256 * bytes[2];
  const unpackedHead = await pipe(bytes.slice(HEAD_AT, codeAt), new DecompressionStream("deflate-raw"));
  const head = JSON.parse(new TextDecoder().decode(unpackedHead));
  const { layers } = checkedArchitecture(head.architecture);
  const total = layers.reduce((sum, layer) => sum + weightCount(layer), 0);
  if (total > MOST_WEIGHTS) throw new RangeError(`${total} weights`);
  const decoder = new ArithmeticDecoder(bytes.subarray(codeAt));
  const weights = layers.map((layer) => {
    const count = weightCount(layer);
    const isEmpty = new BitModel();
    const sign = new BitModel();
    const values = new Int8Array(count);
    for (let index = 0; index < count; index++) {
      if (decoder.decode(isEmpty) === 1) values[index] = decoder.decode(sign) === 0 ? 1 : -1;
    }
    return [layer.name, packWeights(values)];
  });
  return JSON.stringify({ ...head, weights: Object.fromEntries(weights) });
}

async function pipe(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > LONGEST_HEAD) throw new RangeError("a head without end");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
