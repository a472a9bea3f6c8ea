import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { downloadFiles } from "../../../src/data/download-files.js";
import { fetchDataSet } from "../../../src/data/fetch.js";
import { inspect, presentEdition } from "../../../src/data/inspect.js";
import { type Edition, SourceError, type StoredDataSet } from "../../../src/data/stored-data-set.js";
import { InputError } from "../../../src/errors.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { describeFile, randomBytes } from "./bytes.js";
import { fileServer, serve } from "./file-server.js";
import { rejection } from "./rejection.js";

const parts = ["train-images", "train-labels", "test-images", "test-labels"] as const;
const contents = Object.fromEntries(parts.map((part, seed) => [part, randomBytes(1000 + seed, seed)]));

describe("Fetching a data set", () => {
  const folder = temporaryFolder();
  const server = fileServer();
  const asked: string[] = [];
  const serveAll: typeof server.answer = (request, response) => {
    asked.push(request.url!);
    serve(contents[request.url!.split("/").at(-1)!])(request, response);
  };

  beforeEach(() => {
    asked.length = 0;
    server.answer = serveAll;
  });

  function edition(name: string): Edition {
    const files = Object.fromEntries(parts.map((part) => [part, describeFile(part, contents[part])]));
    const made: Edition = {
      name,
      source: `shelf ${name}`,
      folder: () => join(folder(), name),
      files: files as unknown as Edition["files"],
      fetch: (options) => downloadFiles(made, `${server.address}/${name}`, options),
    };
    return made;
  }

  const dataSet = (...editions: Edition[]): StoredDataSet => ({
    name: "stamps",
    title: "Stamps",
    licence: "MIT",
    editions,
  });

  it("brings all files, tells how far it is, and is done at once the next time", async () => {
    const stamps = dataSet(edition("a"));
    const progress: [number, number][] = [];
    const fetched = await fetchDataSet(stamps, { onProgress: (done, total) => progress.push([done, total]) });
    expect(await inspect(fetched)).to.deep.equal({ state: "whole", faults: [] });
    expect(progress.at(-1)).to.deep.equal([4006, 4006]);
    expect(asked).to.have.length(4);
    await fetchDataSet(stamps);
    expect(asked).to.have.length(4);
  });

  it("brings only what is missing or damaged", async () => {
    const stamps = dataSet(edition("a"));
    await fetchDataSet(stamps);
    asked.length = 0;
    await rm(join(folder(), "a", "train-labels"));
    await writeFile(join(folder(), "a", "test-images"), randomBytes(1002, 9));
    await fetchDataSet(stamps);
    expect(asked).to.deep.equal(["/a/train-labels", "/a/test-images"]);
    expect((await inspect(stamps.editions[0])).state).to.equal("whole");
  });

  it("turns to the next source and says why", async () => {
    server.answer = (request, response) => {
      if (request.url!.startsWith("/b/")) serveAll(request, response);
      else response.writeHead(404).end();
    };
    const stamps = dataSet(edition("a"), edition("b"));
    const reasons: string[] = [];
    const fetched = await fetchDataSet(stamps, { onFailure: (reason) => reasons.push(reason) });
    expect(fetched.name).to.equal("b");
    expect(reasons).to.have.length(1);
    expect(reasons[0]).to.include("404");
    expect((await presentEdition(stamps)).name).to.equal("b");
  });

  it("prefers the better source when it can be reached again", async () => {
    const stamps = dataSet(edition("a"), edition("b"));
    await fetchDataSet(dataSet(edition("b")));
    expect((await presentEdition(stamps)).name).to.equal("b");
    expect((await fetchDataSet(stamps)).name).to.equal("a");
    expect((await presentEdition(stamps)).name).to.equal("a");
  });

  it("names every source's reason when none is of use", async () => {
    server.answer = (_, response) => response.writeHead(503).end();
    const installed: Edition = { ...edition("b"), fetch: undefined };
    const error = await rejection(fetchDataSet(dataSet(edition("a"), installed)));
    expect(error).to.be.instanceOf(InputError);
    expect((error as Error).message)
      .to.include("503")
      .and.to.include("reinstall shelf b");
  });

  it("does not take a bug for a source out of reach", async () => {
    const broken: Edition = { ...edition("a"), fetch: () => Promise.reject(new TypeError("a bug")) };
    const error = await rejection(fetchDataSet(dataSet(broken, edition("b"))));
    expect(error).to.be.instanceOf(TypeError);
  });
});

describe("Inspecting a data set", () => {
  const folder = temporaryFolder();
  const files = Object.fromEntries(parts.map((part) => [part, describeFile(part, contents[part])]));
  const edition: Edition = {
    name: "a",
    source: "a shelf",
    folder: () => folder(),
    files: files as unknown as Edition["files"],
    fetch: () => Promise.reject(new SourceError("empty")),
  };
  const put = (part: string, bytes = contents[part]) => writeFile(join(folder(), part), bytes);

  it("tells absent, incomplete, damaged and whole ones from one another", async () => {
    expect((await inspect(edition)).state).to.equal("absent");
    await put("train-images");
    const { state, faults } = await inspect(edition);
    expect(state).to.equal("incomplete");
    expect(faults).to.have.length(3);
    for (const part of parts) await put(part);
    expect(await inspect(edition)).to.deep.equal({ state: "whole", faults: [] });
    const changed = contents["test-images"].slice();
    changed[500] ^= 1;
    await put("test-images", changed);
    const damaged = await inspect(edition);
    expect(damaged.state).to.equal("damaged");
    expect(damaged.faults).to.have.length(1);
    expect(damaged.faults[0]).to.include("test-images").and.to.include("SHA-256");
    await put("test-images", changed.subarray(1));
    expect((await inspect(edition)).faults[0])
      .to.include("1002 bytes")
      .and.to.include("1001");
  });

  it("says how to get what is not there", async () => {
    await mkdir(join(folder(), "other"));
    await put("train-images");
    const stamps = { name: "stamps", title: "Stamps", licence: "MIT", editions: [edition] };
    const error = await rejection(presentEdition(stamps));
    expect(error).to.be.instanceOf(InputError);
    expect((error as Error).message).to.equal(
      "Stamps is not on this machine: run aann-gym data fetch stamps",
    );
    expect(await readdir(folder())).to.have.length(2);
  });
});
