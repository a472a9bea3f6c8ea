import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { formatIdx, readIdx } from "../../../src/data/idx.js";
import { InputError } from "../../../src/errors.js";

const whole = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);

describe("IDX file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "idx-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(bytes: Buffer, sides = [1, 3]) {
    const path = join(folder, "images");
    await writeFile(path, bytes);
    return readIdx(path, sides);
  }

  async function refused(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(InputError);
    return (error as InputError).message;
  }

  it("gives its bytes", async () => {
    const { count, data } = await read(whole);
    expect(count).to.equal(2);
    expect(Array.from(data)).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it("may be compressed", async () => {
    expect(await read(gzipSync(whole))).to.deep.equal(await read(whole));
    expect(await refused(read(gzipSync(whole).subarray(0, -9)))).to.include("not a whole gzip file");
  });

  it("unpacks no more than is expected of it", async () => {
    const path = join(folder, "bomb");
    await writeFile(path, gzipSync(Buffer.alloc(50_000_000)));
    const before = process.memoryUsage().arrayBuffers;
    expect(await refused(readIdx(path, [1, 3], 1_000_000))).to.include("not a whole gzip file");
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(10e6);
  });

  it("is written as it is read", () => {
    expect(Buffer.from(formatIdx([2, 1, 3], whole.subarray(16)))).to.deep.equal(whole);
  });

  it("is refused when truncated, too long, of other sides or no such file at all", async () => {
    expect(await refused(read(whole.subarray(0, 20)))).to.include("truncated");
    expect(await refused(read(whole.subarray(0, 6)))).to.include("not an IDX file");
    expect(await refused(read(Buffer.concat([whole, whole])))).to.include("another size");
    expect(await refused(read(whole, [3, 1]))).to.include("N×3×1");
    expect(await refused(read(Buffer.from("no bytes of that kind"), []))).to.include("not an IDX file");
    expect(await refused(readIdx(join(folder, "missing"), []))).to.include("missing");
  });
});
