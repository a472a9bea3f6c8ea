const WEIGHT_OF_CODE = [0, 1, -1];

/** Two bits a weight, least significant first: 00 = 0, 01 = +1, 10 = −1. */
export function twoBits(weights: Int8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(weights.length / 4));
  weights.forEach((weight, index) => {
    bytes[index >> 2] |= (weight === 0 ? 0 : weight > 0 ? 1 : 2) << (2 * (index & 3));
  });
  return bytes;
}

/** `twoBits` as base64. */
export function packWeights(weights: Int8Array): string {
  const bytes = twoBits(weights);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * The reverse of `packWeights`.
 * @throws RangeError when there are more or fewer than `count` weights, or a code is none
 */
export function unpackWeights(text: string, count: number, layer: string): Int8Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const expected = Math.ceil(count / 4);
  if (bytes.length !== expected) {
    throw new RangeError(`layer ${layer} has ${bytes.length} bytes of weights, but ${expected} are expected`);
  }
  const weights = new Int8Array(count);
  for (let index = 0; index < 4 * bytes.length; index++) {
    const code = (bytes[index >> 2] >> (2 * (index & 3))) & 3;
    if (code === 3 || (index >= count && code !== 0)) {
      throw new RangeError(`layer ${layer} has a weight that is none of −1, 0 and +1 at place ${index}`);
    }
    if (index < count) weights[index] = WEIGHT_OF_CODE[code];
  }
  return weights;
}
