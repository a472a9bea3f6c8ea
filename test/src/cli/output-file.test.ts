import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  defaultOutput,
  type OutputOptions,
  withOutputFolder,
  withOutputs,
} from "../../../src/cli/output-file.js";
import { InputError } from "../../../src/errors.js";
import { run, start } from "./program.js";

describe("files to write", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-out-"));
    await writeFile(join(folder, "file"), "mine");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const work = async () => "done";
  const outputs = (names: readonly string[], options: Partial<OutputOptions> = {}, act = work) =>
    withOutputs(
      names.map((name) => join(folder, name)),
      { force: false, ...options },
      act,
    );
  const refusal = (...request: Parameters<typeof outputs>) =>
    outputs(...request).then(
      () => expect.fail("expected a refusal"),
      (error) => {
        expect(error).to.be.instanceOf(InputError);
        return error.message.replaceAll(folder, "F");
      },
    );

  it("get the folders that are missing, and are not made themselves", async () => {
    expect(await outputs([join("new", "deep", "best.json"), "log"])).to.equal("done");
    expect((await readdir(folder, { recursive: true })).sort()).to.deep.equal(["file", "new", "new/deep"]);
  });

  it("leave nothing of earlier attempts that a crash ended, but all of others", async () => {
    const crashed = "best.json.aann-gym-12-0.tmp";
    const others = [
      "best.json.search.12-1.tmp",
      "best.json.before-lunch.tmp",
      "other.json.aann-gym-12-2.tmp",
      "thesis.tmp",
    ];
    const old = new Date(Date.now() - 3_600_000);
    for (const name of [crashed, ...others]) {
      await writeFile(join(folder, name), "");
      await utimes(join(folder, name), old, old);
    }
    await writeFile(join(folder, "best.json.aann-gym-13-0.tmp"), "");
    await outputs(["best.json"]);
    const left = (await readdir(folder)).filter((name) => name.endsWith(".tmp"));
    expect(left.sort()).to.deep.equal(["best.json.aann-gym-13-0.tmp", ...others].sort());
  });

  it("are no folders, and lie in none that is a file", async () => {
    for (const [path, message] of [
      ["", "F: expected a file to write, got a folder"],
      [join("file", "best.json"), "F/file: expected a folder, got a file"],
      [join("file", "deep", "best.json"), "F/file/deep: expected a folder, got a file: F/file"],
    ] as const) {
      expect((await refusal([path])).replace(/F\/:/, "F:")).to.equal(message);
    }
  });

  it("are not there yet, unless they are to be replaced or gone on with", async () => {
    const there = "F/file: expected a new file, got one that is there already (--force to replace it)";
    expect(await refusal(["file"])).to.equal(there);
    expect(await refusal(["new", "file"])).to.equal(there);
    expect(await outputs(["file"], { force: true })).to.equal("done");
    expect(await outputs(["file"], { resume: true })).to.equal("done");
    expect(await readFile(join(folder, "file"), "utf8")).to.equal("mine");
  });

  it("do not stand where an interrupted command waits to go on", async () => {
    const sideFiles = [".search"];
    await writeFile(join(folder, "best.json.search"), "hours of work");
    expect(await refusal(["best.json"], { sideFiles })).to.equal(
      "F/best.json.search: expected a new file, got one that is there already (--resume to go on from it, or --force to replace it)",
    );
    await outputs(["best.json"], { sideFiles, resume: true });
    expect(await readFile(join(folder, "best.json.search"), "utf8")).to.equal("hours of work");
    await outputs(["best.json"], { sideFiles, force: true });
    expect(await readdir(folder)).to.deep.equal(["file"]);
  });

  it("are written by one command at a time", async () => {
    await outputs(["best.json"], {}, async () => {
      expect(await refusal(["best.json"], { force: true })).to.match(
        /^F\/best\.json: expected a file that no other command writes, but process \d+ does, as \.best\.json\.\S+\.lock beside/,
      );
      expect(await refusal(["other", "best.json"], { force: true })).to.match(/no other command writes/);
      return outputs(["other"]);
    });
    expect(await readdir(folder)).to.deep.equal(["file"]);
  });

  it("lie in a folder that one command at a time fills", async () => {
    const out = join(folder, "all");
    await withOutputFolder(out, async () => {
      for (const words of [
        ["figures", "2a", "--quick"],
        ["bench", "imitation", "--env", "CartPole-v1", "--quick"],
      ]) {
        const { code, stderr } = await run(...words, "--out", out);
        expect(code).to.equal(2);
        expect(stderr).to.match(
          /^aann-gym: \S+all: expected a folder that no other command fills, but process \d+ does, as \.filling\.\S+\.lock in it says\n$/,
        );
      }
    });
    expect(await readdir(out)).to.deep.equal([]);
  });

  it("are named where they cannot be, and not what would stand beside them", async function () {
    if (process.platform !== "linux") this.skip();
    const { path } = await withOutputs(["/proc/best.json"], { force: false }, work).catch((error) => error);
    expect(path).to.equal("/proc/best.json");
    // Node gives its children a socket for standard output.
    const words = ["recordings", "export", "recordings", "--format", "csv", "--out", "/dev/stdout"];
    expect((await start(...words).ended).stderr).to.equal(
      "aann-gym: /dev/stdout: expected a file to write, got a socket\n",
    );
  });

  it("have names by the task", async () => {
    expect(await defaultOutput("policy", "CarRacing-v3")).to.equal("policy.json");
    expect(await defaultOutput("best", "fashion-mnist")).to.equal("best-fashion-mnist.json");
    expect(await defaultOutput("best", "CartPole-v1")).to.equal("best-cart-pole.json");
  });
});
