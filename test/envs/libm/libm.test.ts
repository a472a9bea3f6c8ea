import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cosFloat32, sinFloat32 } from "../../../envs/libm/numpy-float32.js";
import { square, squareFloat32 } from "../../../envs/libm/square.js";
import { cos, sin } from "../../../envs/libm/trigonometry.js";

const path = join(import.meta.dirname, "../../../../test/golden/libm/values.json");
const values: Record<string, string> = JSON.parse(readFileSync(path, "utf8"));

/** Recorded rows of equal length. */
function rows<T extends Float32Array | Float64Array>(
  name: string,
  count: number,
  type: new (buffer: ArrayBuffer) => T,
): T[] {
  const all = new type(Uint8Array.from(Buffer.from(values[name], "base64")).buffer);
  const length = all.length / count;
  return Array.from({ length: count }, (_, i) => all.subarray(i * length, (i + 1) * length) as T);
}

/** For how many arguments a plainer function gives something else: the reason for having the exact one. */
function differences(
  xs: ArrayLike<number>,
  plain: (x: number) => number,
  expected: ArrayLike<number>,
): number {
  return Array.from(xs).filter((x, i) => !Object.is(plain(x), expected[i])).length;
}

describe("libm", () => {
  it("has the C library's sine and cosine, for small angles and large ones", () => {
    const [angles, sines, cosines] = rows("angles, sin, cos", 3, Float64Array);
    expect(differences(angles!, sin, sines!)).equal(0);
    expect(differences(angles!, cos, cosines!)).equal(0);
    expect(differences(angles!, Math.sin, sines!)).greaterThan(10);
  });

  it("has the C library's power of 2, which is not always the square", () => {
    const [bases, squares] = rows("bases, squares", 2, Float64Array);
    expect(differences(bases!, square, squares!)).equal(0);
    expect(differences(bases!, (x) => x * x, squares!)).at.least(200);
  });

  it("has numpy's sine and cosine of single precision, which are not the C library's", () => {
    const [angles, sines, cosines] = rows("float32 angles, sin, cos", 3, Float32Array);
    expect(differences(angles!, sinFloat32, sines!)).equal(0);
    expect(differences(angles!, cosFloat32, cosines!)).equal(0);
    expect(differences(angles!, (x) => Math.fround(Math.sin(x)), sines!)).greaterThan(10);
  });

  it("has the C library's power of 2 in single precision", () => {
    const [bases, squares] = rows("float32 bases, squares", 2, Float32Array);
    expect(differences(bases!, squareFloat32, squares!)).equal(0);
    expect(differences(bases!, (x) => Math.fround(x * x), squares!)).equal(150);
  });

  it("is odd and even, and continues beyond its range", () => {
    for (const angle of [1e-9, 0.1, 0.126, 0.5, 0.855469, 1, 4, 2.4262, 1e7, 2e8]) {
      expect(sin(angle)).closeTo(Math.sin(angle), 1e-15);
      expect(cos(angle)).closeTo(Math.cos(angle), 1e-15);
      expect(sin(-angle)).equal(-sin(angle));
      expect(cos(-angle)).equal(cos(angle));
    }
    expect(sin(Infinity)).NaN;
    expect(square(1e200)).equal(Infinity);
  });
});
