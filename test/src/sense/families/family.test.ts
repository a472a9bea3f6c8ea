import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { InputError } from "../../../../src/errors.js";
import { type Family, FamilyBuilder, networksOf } from "../../../../src/sense/families/family.js";
import {
  formatFamily,
  parseFamily,
  readFamily,
  startsAsFamily,
  writeFamily,
} from "../../../../src/sense/families/family-file.js";
import { swapsBetween } from "../../../../src/sense/families/swaps.js";
import { Wiring } from "../../../../src/sense/wiring.js";
import { networkOf, policyOf, shuffled } from "./networks.js";

const options = { scoreName: "validation accuracy", tolerance: 0.01, most: 3 };

function build(scores: readonly number[], more: Partial<typeof options> = {}): Family {
  const builder = new FamilyBuilder(policyOf(networkOf(0)), { ...options, ...more });
  for (const [seed, score] of scores.entries()) builder.offerPolicy(policyOf(networkOf(seed)), score);
  return builder.family();
}

describe("a family", () => {
  it("keeps who is within the tolerance of the best, best first, as swaps from the best", () => {
    const family = build([0.95, 0.97, 0.98, 0.971, 0.94]);
    expect(family.members.map(({ score }) => score)).to.deep.equal([0.98, 0.971, 0.97]);
    expect(family.base.network.weights).to.deep.equal(networkOf(2).weights);
    expect(family.members[0].swaps).to.deep.equal([]);
    expect(networksOf(family).map(({ weights }) => weights)).to.deep.equal(
      [2, 3, 1].map((seed) => networkOf(seed).weights),
    );
  });

  it("has no more members than it may", () => {
    const scores = [0.975, 0.976, 0.974, 0.978, 0.971];
    expect(build(scores).members.map(({ score }) => score)).to.deep.equal([0.978, 0.976, 0.975]);
    expect(build(scores, { most: 9 }).members).to.have.length(5);
  });

  it("counts symmetric copies once", () => {
    const origin = networkOf(0);
    const builder = new FamilyBuilder(policyOf(origin), options);
    expect(builder.offer([], 0.9)).to.equal(true);
    expect(builder.offerPolicy(policyOf(shuffled(origin, new Random(1))), 0.9)).to.equal(false);
    const [swap] = swapsBetween(origin, networkOf(1));
    expect(builder.offer([swap], 0.9)).to.equal(true);
    expect(builder.offer([swap], 0.9)).to.equal(false);
    expect(builder.size).to.equal(2);
  });

  it("reads outputs as its best member does", () => {
    const builder = new FamilyBuilder(policyOf(networkOf(0)), options);
    const action = (outputDivisor: number) => ({ kind: "control", outputDivisor });
    for (const [seed, score] of [0.97, 0.979, 0.975].entries()) {
      builder.offerPolicy({ ...policyOf(networkOf(seed)), action: action(seed + 1) }, score);
    }
    expect(builder.family().base.action).to.deep.equal(action(2));
  });

  describe("in a file", () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "aann-gym-family-"));
    });
    after(() => rm(folder, { recursive: true }));

    it("comes back as it was", async () => {
      const family = build([0.975, 0.976, 0.974]);
      const path = join(folder, "family.json");
      await writeFamily(path, family);
      const read = await readFamily(path);
      expect({ ...read, base: read.base.network.weights }).to.deep.equal({
        ...family,
        base: family.base.network.weights,
      });
      expect(await startsAsFamily(path)).to.equal(true);
      await writeFile(path, "{}");
      expect(await startsAsFamily(path)).to.equal(false);
      expect(await startsAsFamily(folder)).to.equal(false);
    });

    it("takes less than a tenth of its members' policies", async () => {
      const builder = new FamilyBuilder(policyOf(networkOf(0)), { ...options, most: 100 });
      const wiring = new Wiring(2, networkOf(0).weights[2]);
      const random = new Random(2);
      for (let i = 0; i < 100; i++) builder.offer([wiring.draw(random).swap], 0.9);
      const family = builder.family();
      const { length } = formatFamily(family);
      const base = JSON.stringify(JSON.parse(formatFamily({ ...family, members: [] })).base).length;
      expect(family.members.length).to.be.above(50);
      expect(length).to.be.below(0.1 * base * family.members.length);
    });

    it("is refused with one sentence when it is cut, changed or of another version", async () => {
      const text = formatFamily(build([0.975, 0.976]));
      const refused = (changed: string) => {
        try {
          parseFamily(changed, "family.json");
        } catch (error) {
          if (error instanceof InputError) return error.message;
          throw error;
        }
        return "not refused";
      };
      const json = JSON.parse(text);
      const withMember = (change: object) =>
        JSON.stringify({ ...json, members: [json.members[0], { ...json.members[1], ...change }] });
      expect(refused(text.slice(0, -9))).to.match(/^family\.json: expected a whole family, .*truncated$/);
      expect(refused(JSON.stringify({ ...json, version: 2 }))).to.match(/version: .*expected 1/);
      expect(refused(JSON.stringify({ ...json, sha256: "0".repeat(64) }))).to.match(/hash to .* 0000000000/);
      expect(refused(withMember({ swaps: "AAA=" }))).to.match(/ends within a swap/);
      expect(refused(withMember({ swaps: Buffer.from([9, 0, 1]).toString("base64") }))).to.match(
        /empty place/,
      );
      expect(refused(withMember({ score: "good" }))).to.match(/members\.1\.score/);
      expect(refused(JSON.stringify({ ...json, members: [] }))).to.match(/members: /);
      expect(refused(JSON.stringify({ ...json, base: { ...json.base, sha256: "0".repeat(64) } }))).to.match(
        /base: expected a whole policy/,
      );
      await readFile(join(folder, "none.json")).catch(() => undefined);
      expect(await readFamily(join(folder, "none.json")).catch(({ message }) => message)).to.match(
        /none\.json: expected a family file, got none/,
      );
    });
  });
});
