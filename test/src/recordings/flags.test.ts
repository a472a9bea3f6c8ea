import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Flags } from "../../../src/recordings/flags.js";
import { findRecordings } from "../../../src/recordings/recording-folder.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("Flags", () => {
  const folder = temporaryFolder();

  it("are on disk, and no recording", async () => {
    const flags = await Flags.open(folder());
    for (const name of ["a", "b"]) await flags.set(name, true);
    await flags.set("a", false);
    const read = await Flags.open(folder());
    expect(["a", "b"].map((name) => read.has(name))).to.deep.equal([false, true]);
    expect(await findRecordings(folder())).to.deep.equal([]);
  });

  it("refuse a damaged file", async () => {
    mkdirSync(join(folder(), ".library"));
    for (const text of ["{", '{"flagged":[1]}']) {
      writeFileSync(join(folder(), ".library", "flags.json"), text);
      const problem = await Flags.open(folder()).catch((error: Error) => error.message);
      expect(problem).to.match(/flags.json: expected the names of flagged recordings/);
    }
  });
});
