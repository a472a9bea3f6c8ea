import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Takes the place of `node:crypto` in the pages (see vite.config.js): as much of `createHash` as they need. */
export function createHash(algorithm: "sha256") {
  if (algorithm !== "sha256") throw new RangeError(`pages know sha256 only, not ${algorithm}`);
  const hash = sha256.create();
  return {
    update(data: string | ArrayBufferView) {
      hash.update(
        typeof data === "string"
          ? utf8ToBytes(data)
          : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      );
      return this;
    },
    digest: (_encoding: "hex"): string => bytesToHex(hash.digest()),
  };
}
