import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { recordDot } from "../recordings/dot-recording.js";
import { recordByRote } from "../recordings/rote-recording.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run, startLimited } from "./program.js";

describe("aann-gym recordings export and import, of data sets", () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await run("recordings", ...words, "--json");
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout);
  };
  const failure = async (...words: string[]) => {
    const { code, stdout, stderr } = await run("recordings", ...words);
    expect([code, stdout]).to.deep.equal([2, ""]);
    return stderr;
  };

  beforeEach(async () => {
    await recordByRote(at("laps"), "CartPole-v1", [0, 1]);
  });

  it("goes to Minari and back", async () => {
    const words = ["--format", "minari", "--out", at("a/set"), "--dataset-id", "carts/rote-v1"];
    expect(await json("export", at("laps"), ...words)).to.include({
      ...{ format: "minari", datasetId: "carts/rote-v1", episodes: 1, steps: 20, recoverable: true },
    });
    expect(await json("import", at("a/set"), "--out", at("back"))).to.deep.include({
      ...{ recordings: ["policy-by-rote-000000.json"], steps: 20, observationsCompared: true },
    });
    const file = "policy-by-rote-000000.json";
    expect(readFileSync(join(at("back"), file))).to.deep.equal(readFileSync(join(at("laps"), file)));
  });

  it("goes to LeRobot, with a film that plays", async () => {
    mkdirSync(at("dots"));
    await recordDot(at("dots"));
    const words = ["--format", "lerobot", "--out", at("set"), "--description", "Go right."];
    expect(await json("export", at("dots"), ...words)).to.include({ format: "lerobot", episodes: 1 });
    const film = readFileSync(at("set/videos/observation.image/chunk-000/file-000.mp4"));
    expect(film.subarray(4, 8).toString()).to.equal("ftyp");
    expect(readdirSync(at("set")).sort()).to.deep.equal(["data", "meta", "videos"]);
  });

  it("takes the format from the ending of --out, and refuses what contradicts it", async () => {
    expect(await json("export", at("laps"), "--out", at("steps.jsonl"))).to.include({
      format: "jsonl",
      rows: 20,
    });
    const export_ = (...words: string[]) => failure("export", at("laps"), ...words);
    expect(await export_("--out", at("steps"))).to.include(
      "expected csv or jsonl or png or minari or lerobot for",
    );
    expect(await export_("--format", "minari", "--out", at("x.csv"))).to.include(
      "option --format: expected csv, as ",
    );
    expect(await export_("--out", at("x.csv"), "--author", "Ada")).to.include(
      "option --author: expected --format minari with it, got csv",
    );
    const lerobot = ["--format", "lerobot", "--out", at("set"), "--code-permalink", "https://x.y"];
    expect(await export_(...lerobot)).to.include("option --code-permalink: expected --format minari");
    expect(readdirSync(folder()).sort()).to.deep.equal(["laps", "steps.jsonl"]);
  });

  it("replaces a data set only when told, and nothing else ever", async () => {
    const words = [at("laps"), "--format", "minari", "--out", at("set")];
    await json("export", ...words);
    expect(await failure("export", ...words)).to.include("got a data set; --force replaces it");
    await recordByRote(at("laps"), "CartPole-v1", [1, 0], { seed: 1 });
    expect(await json("export", ...words, "--force")).to.include({ episodes: 2 });
    const other = [at("laps"), "--format", "lerobot", "--out", at("set"), "--force"];
    expect(await failure("export", ...other)).to.include(
      "expected a new or empty folder, got one with files",
    );
    expect(await failure("import", at("set"), "--out", at("laps"))).to.include(
      "expected a new or empty folder",
    );
    writeFileSync(at("file"), "");
    expect(await failure("import", at("set"), "--out", at("file"))).to.include("expected a folder to write");
    expect(await failure("import", at("none"), "--out", at("back"))).to.include("got no metadata.json in it");
    expect(existsSync(at("back"))).to.equal(false);
  });

  for (const format of ["minari", "lerobot"]) {
    it(`says in one sentence that ${format} does not fit on the disk, and leaves nothing behind`, async () => {
      for (const seed of [1, 2, 3]) await recordByRote(at("laps"), "CartPole-v1", [0, 1], { seed });
      const words = ["recordings", "export", at("laps"), "--format", format, "--out", at("set")];
      const { code, stderr } = await startLimited("ulimit -f 4", ...words).ended;
      expect(code, stderr).to.equal(2);
      expect(stderr).to.match(/expected a file that the system allows, got too large a one\n$/);
      expect(readdirSync(folder())).to.deep.equal(["laps"]);
    });
  }
});
