import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { writePolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { readFamily } from "../../../src/sense/families/family-file.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";
import { run } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

const SPARSITY = 90;

describe("aann-gym family", function () {
  this.timeout(60_000);
  let folder: string;
  let digits: readonly string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-families-"));
    digits = [1, 2].map((seed) => join(folder, `digits-${seed}.json`));
    for (const [seed, path] of digits.entries()) {
      const network = randomNetwork(imageNetwork(SPARSITY), SPARSITY, new Random(seed));
      await writePolicy(path, { task: "mnist", sparsity: SPARSITY, network, provenance: {} });
    }
    await writeRandomPolicy(join(folder, "driver.json"), 1);
    const network = randomNetwork(imageNetwork(SPARSITY), SPARSITY, new Random(3));
    const { weights } = network;
    weights[2][weights[2].indexOf(1)] = -1;
    await writePolicy(join(folder, "signs.json"), {
      task: "mnist",
      sparsity: SPARSITY,
      network,
      provenance: {},
    });
  });
  after(() => rm(folder, { recursive: true }));

  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(...words, "--json");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    return JSON.parse(stdout);
  };

  it("gathers neighbours that are as good, and evaluate lets them vote", async () => {
    const out = join(folder, "new", "family.json");
    const words = ["--layers", "fc", "--neighbours", "60", "--tolerance", "0.2", "--threads", "1"];
    const { scores } = await json("family", "--from", digits[0], "--out", out, ...words);
    const { members, base, tolerance } = await readFamily(out);
    expect(scores).to.include({ members: members.length, "networks tried": 61 });
    expect(members.length).to.be.within(2, 61);
    expect(tolerance).to.equal(0.002);
    expect(base.provenance.scores).to.deep.equal({ "validation accuracy": members[0].score });
    for (const { score } of members) expect(score).to.be.at.least(members[0].score - 0.002 - 1e-12);
    expect(scores["validation accuracy of the best member"]).to.equal(members[0].score);

    const evaluated = await json("evaluate", "--policy", out);
    expect(evaluated.members).to.have.length(members.length);
    expect(evaluated.scores).to.include({ members: members.length, "test images": 10_000 });
    expect(evaluated.scores["test accuracy of the best member"]).to.equal(evaluated.members[0]);
    expect(evaluated.scores["test accuracy of the vote"]).to.be.within(0.02, 0.4);
  });

  it("is kept along a climb, network by network", async () => {
    const [out, kept] = [join(folder, "climbed.json"), join(folder, "kept.json")];
    const words = ["--schedule", "figure-7", "--neighbourhoods", "6", "--family", "30", "--pictures", "200"];
    const { accepted, scores } = await json(
      ...["sense", "--from", digits[0], "--out", out, "--threads", "1", ...words],
      ...["--keep-family", kept, "--tolerance", "100"],
    );
    const { members } = await readFamily(kept);
    expect(accepted).to.be.above(1);
    expect(members).to.have.length(accepted + 1);
    expect(members[0].score).to.equal(scores["validation accuracy"]);
    for (const { swaps } of members) expect(swaps.length).to.be.at.most(accepted);
  });

  it("makes one family of several policies", async () => {
    const out = join(folder, "joined.json");
    const words = ["--neighbours", "0", "--tolerance", "100", "--out", out];
    const { scores } = await json("family", "--from", ...digits, ...words);
    expect(scores.members).to.equal(2);
    expect((await readFamily(out)).members[1].swaps.length).to.be.above(1000);
  });

  const refuses = (title: string, words: () => readonly string[], message: RegExp) =>
    it(`refuses ${title}`, async () => {
      const { code, stdout, stderr } = await run("family", ...words());
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(message);
    });

  refuses(
    "layers of another network",
    () => ["--from", digits[0], "--layers", "fc9"],
    /out of layer1\.0, .*fc9/,
  );
  refuses("a policy of another task", () => ["--from", digits[0], join(folder, "driver.json")], /another/);
  refuses(
    "a policy with other numbers of signs",
    () => ["--from", digits[0], join(folder, "signs.json")],
    /as many/,
  );
  it("refuses a family that is cut, wherever it is read", async () => {
    const path = join(folder, "cut.json");
    await writeFile(path, '{"format":"aann-gym/family","version":1,');
    const { code, stderr } = await run("evaluate", "--policy", path);
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^aann-gym: .*cut\.json: expected a whole family, got one that is not: .*truncated\n$/,
    );
  });
});
