import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { makeEntries } from "../../../../src/benchmarks/imitation/entries.js";
import type { MakeOptions } from "../../../../src/benchmarks/imitation/make-policy.js";
import { BUDGETS, recipes } from "../../../../src/benchmarks/imitation/recipes.js";
import { readPolicy } from "../../../../src/networks/policy-file.js";
import { rejection } from "../../data/rejection.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";

describe("the policies of the imitation benchmark", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const stopping = new AbortController();
  const titles: string[] = [];
  const options = (signal: AbortSignal): MakeOptions => ({
    ...{ folder: folder(), threads: 1, signal },
    env: { id: "CartPole-v1", options: {} },
    budget: {
      ...{ demonstrations: 4, trainings: 2, denseEpochs: 1, corrections: 2, episodes: 1, corrupted: 1 },
      neighbours: { trained: 100, random: 100 },
    },
    follow: (title) => ({
      onProgress(done) {
        titles.push(title);
        if (title.startsWith("Training p-SIREN, 95") && done > 3) stopping.abort();
      },
      stop() {},
    }),
  });

  it("have each a file of their own, and are made after what they need", () => {
    for (const budget of Object.values(BUDGETS)) {
      const all = recipes(budget, ["control", "aim", "turn"]);
      expect(new Set(all.map(({ file }) => file)).size).to.equal(all.length);
      const made = new Set<string>();
      for (const { file, steps } of all) {
        for (const step of steps) {
          if (step.kind === "correct") expect(made).to.include(step.policy);
          else if (step.kind !== "record") expect(made).to.include(step.recordings);
          if (step.kind === "sense" && step.from) expect(made).to.include(step.from);
          made.add(step.to);
        }
        expect(steps.at(-1)?.to).to.equal(file);
      }
    }
  });

  it("are all made, in any environment with an expert; a stopped run goes on", async () => {
    expect(await rejection(makeEntries(options(stopping.signal), [undefined]))).to.equal(
      stopping.signal.reason,
    );
    expect(await readdir(folder())).to.include("p-siren-95.json.training");
    const { signal } = new AbortController();
    const entries = await makeEntries(options(signal), [undefined]);
    const names = (await readdir(folder())).filter((name) => name.endsWith(".json"));
    expect(names).to.have.length(recipes(options(signal).budget, [undefined]).length);
    const counts = Object.fromEntries(entries.map(({ name, actors }) => [name, actors.length]));
    // Two trainings; three where they vote.
    expect(counts).to.include({ expert: 1, "dense BC": 2, "p-SIREN + SENSE, 99 %": 2, "p-SIREN, 90 %": 3 });
    const read = (name: string) => readFile(join(folder(), name), "utf8");
    expect(await read("sense-80-seed-1.json")).to.not.equal(await read("sense-80.json"));
    const { sparsity, env } = await readPolicy(join(folder(), "dagger-90.json"));
    expect({ sparsity, id: env?.id }).to.deep.equal({ sparsity: 90, id: "CartPole-v1" });

    const written = () => Promise.all(names.map(async (name) => (await stat(join(folder(), name))).mtimeMs));
    const before = await written();
    titles.length = 0;
    await makeEntries(options(signal), [undefined]);
    expect(await written()).to.deep.equal(before);
    expect([...new Set(titles)]).to.not.include("Training p-SIREN, 90 %");
  });
});
