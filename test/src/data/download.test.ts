import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { download, PARTIAL } from "../../../src/data/download.js";
import { SourceError } from "../../../src/data/stored-data-set.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { describeFile, randomBytes } from "./bytes.js";
import { cutAfter, fileServer, serve } from "./file-server.js";
import { rejection } from "./rejection.js";

const bytes = randomBytes(100_000);
const file = describeFile("pictures", bytes);

describe("Download", () => {
  const folder = temporaryFolder();
  const server = fileServer();
  const path = () => join(folder(), file.name);
  const get = (options = {}) => download(`${server.address}/pictures`, path(), file, options);
  const leave = (part: Uint8Array) => writeFile(`${path()}${PARTIAL}`, part);
  const found = async () => (await readdir(folder())).sort();

  it("gives a file its name when all of it is here", async () => {
    server.answer = serve(bytes);
    const progress: number[] = [];
    await get({ onProgress: (done: number) => progress.push(done) });
    expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
    expect(await found()).to.deep.equal([file.name]);
    expect(progress.at(-1)).to.equal(bytes.length);
  });

  it("asks for the rest of what an earlier call left", async () => {
    await leave(bytes.subarray(0, 70_001));
    server.answer = serve(bytes);
    await get();
    expect(server.ranges).to.deep.equal(["bytes=70001-"]);
    expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
  });

  it("asks for nothing when only the name was missing", async () => {
    await leave(bytes);
    await get();
    expect(server.ranges).to.deep.equal([]);
    expect(await found()).to.deep.equal([file.name]);
  });

  it("starts over where the server has no ranges", async () => {
    await leave(bytes.subarray(0, 1000));
    server.answer = (_, response) => response.end(bytes);
    await get();
    expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
  });

  it("takes up a broken connection again", async () => {
    server.answer = cutAfter(30_000, bytes);
    await get();
    expect(server.ranges.length).to.be.at.least(4);
    expect(server.ranges.slice(1).every((range) => range !== "")).to.equal(true);
    expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
  });

  it("gives up a connection that keeps breaking, and keeps what has come", async () => {
    server.answer = (request, response) =>
      cutAfter(server.ranges.length === 1 ? 10_000 : 0, bytes)(request, response);
    const error = await rejection(get());
    expect(error).to.be.instanceOf(SourceError).with.property("message").that.includes("cannot be read");
    expect(await found()).to.deep.equal([`${file.name}${PARTIAL}`]);
    const left = await readFile(`${path()}${PARTIAL}`);
    expect(left.length).to.be.at.most(10_000);
    expect(left.equals(bytes.subarray(0, left.length))).to.equal(true);
  });

  it("refuses another file and leaves nothing of it", async () => {
    const others = [randomBytes(100_000, 1), bytes.subarray(0, 99_999), randomBytes(100_001)];
    for (const other of others) {
      server.answer = serve(other);
      const error = await rejection(get());
      expect(error).to.be.instanceOf(SourceError).with.property("message").that.includes("another file");
      expect(await found()).to.deep.equal([]);
    }
  });

  it("fetches all of it when what was left does not belong to it", async () => {
    for (const left of [randomBytes(500, 1), randomBytes(100_000, 1), randomBytes(100_001, 1)]) {
      await leave(left);
      server.answer = serve(bytes);
      await get();
      expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
    }
  });

  it("says what the server answers when it has no such file", async () => {
    server.answer = (_, response) => response.writeHead(404).end("no such file");
    const error = await rejection(get());
    expect(error).to.be.instanceOf(SourceError).with.property("message").that.includes("404 Not Found");
    expect(await found()).to.deep.equal([]);
  });

  it("says why nobody answers", async () => {
    const error = await rejection(download("http://127.0.0.1:1/pictures", path(), file));
    expect(error).to.be.instanceOf(SourceError).with.property("message").that.includes("out of reach");
  });

  it("stops when told to, and goes on another time", async () => {
    const stop = new AbortController();
    server.answer = ({ headers }, response) => {
      if (headers.range) serve(bytes)({ headers } as never, response);
      else response.writeHead(200, { "content-length": bytes.length }).write(bytes.subarray(0, 40_000));
    };
    const stopped = get({
      signal: stop.signal,
      onProgress: (done: number) => done === 40_000 && stop.abort(),
    });
    expect(await rejection(stopped)).to.have.property("name", "AbortError");
    await get();
    expect(server.ranges).to.deep.equal(["", "bytes=40000-"]);
    expect(Buffer.from(bytes).equals(await readFile(path()))).to.equal(true);
  });
});
