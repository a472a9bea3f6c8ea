import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { InputError } from "../../../src/errors.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { type SavedSearch, SearchFile } from "../../../src/sense/search-file.js";
import { rejection } from "../data/rejection.js";

const architecture: Architecture = {
  input: { height: 4, width: 4, channels: 1, crop: null, centred: false },
  layers: [{ name: "fc", kind: "dense", in: 16, out: 3 }],
};
const network = randomNetwork(architecture, 50, new Random(1));
const policy = { task: "mnist", sparsity: 50, network, provenance: {} };
const scores = { "validation accuracy": 0.5 };
const trials = [{ evaluation: { rank: [0.4], scores }, evaluations: 50 }];
const search: SavedSearch = {
  trials,
  state: {
    network,
    ...{ iterations: 7, evaluations: 900, accepted: 12, best: { rank: [0.5], scores } },
    weightChanges: [Float32Array.of(0.1, -2, 3e-9, Number.MIN_VALUE)],
  },
  curve: [
    { neighbours: 0, swaps: 0, seconds: 0.1, cpuSeconds: 0.2, scores },
    { neighbours: 900, swaps: 12, seconds: 1.5, cpuSeconds: 1.75, cost: 0.25, scores },
  ],
};

describe("a search's file", () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-climb-"));
    path = join(folder, "best.json.search");
  });
  after(() => rm(folder, { recursive: true }));

  it("gives back what was written, to the bit", async () => {
    await new SearchFile(path, "mine").write(search, policy);
    expect(await new SearchFile(path, "mine").read()).to.deep.equal(search);
  });

  it("is refused when a bit was changed anywhere", async () => {
    await new SearchFile(path, "mine").write(search, policy);
    const whole = await readFile(path);
    const same = JSON.stringify(JSON.parse(whole.toString()));
    for (let bit = 0; bit < 8 * whole.length; bit += 5) {
      const changed = Buffer.from(whole);
      changed[bit >> 3] ^= 1 << (bit & 7);
      await writeFile(path, changed);
      const read = await new SearchFile(path, "mine").read().catch((error) => error);
      if (read instanceof InputError) continue;
      // White space at the end means nothing.
      expect(JSON.stringify(JSON.parse(changed.toString())), `bit ${bit}`).to.equal(same);
    }
  });

  it("keeps trials before the climb begins", async () => {
    await new SearchFile(path, "mine").write({ trials, curve: [] });
    expect(await new SearchFile(path, "mine").read()).to.deep.equal({ trials, curve: [] });
  });

  it("is refused when it belongs to another search, is damaged, or is not there", async () => {
    await new SearchFile(path, "mine").write(search, policy);
    const read = async (fingerprint: string) =>
      String(await rejection(new SearchFile(path, fingerprint).read()));
    expect(await read("another")).to.include("expected the same options");
    await writeFile(path, '{"format":"aann-gym/search"');
    expect(await read("mine")).to.include("damaged");
    await new SearchFile(path, "mine").remove();
    expect(await read("mine")).to.include("expected an interrupted search");
  });
});
