import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { annealing } from "../../../src/sense/acceptance.js";
import { CrossEntropy } from "../../../src/sense/classification.js";
import { type LocalSearchOptions, localSearch } from "../../../src/sense/local-search.js";
import type { Evaluated, SearchState } from "../../../src/sense/search-state.js";

const architecture: Architecture = {
  input: { height: 6, width: 6, channels: 1, crop: null, centred: true },
  layers: [
    { name: "conv", kind: "conv", in: 1, out: 4, kernel: 3, stride: 1, padding: 0, divisor: 1 },
    { name: "fc", kind: "dense", in: 64, out: 3 },
  ],
};
const PICTURES = 320;
const random = new Random(21);
const images = Uint8Array.from({ length: PICTURES * 36 }, () => random.integers(256));
const labels = Uint8Array.from({ length: PICTURES }, (_, index) =>
  Math.min(2, Math.floor(images[36 * index] / 86)),
);

/** A climb of some rounds; the evaluate counts how often it was asked. */
function options(more: Partial<LocalSearchOptions> = {}): LocalSearchOptions & { asked: () => number } {
  let asked = 0;
  return {
    network: randomNetwork(architecture, 60, new Random(22)),
    data: { count: PICTURES, images, targets: { kind: "classes", labels } },
    objective: new CrossEntropy(labels),
    acceptance: annealing(1e-3),
    family: 1,
    layers: ["fc", "conv"],
    seed: 5,
    progress: (evaluations) => evaluations / 30_000,
    evaluate: async (network) => {
      asked++;
      const odd = network.weights[1].reduce((sum, weight, place) => sum + weight * (place % 7), 0);
      return { rank: [odd], scores: { odd } };
    },
    asked: () => asked,
    ...more,
  };
}

async function run(given: LocalSearchOptions): Promise<Evaluated[]> {
  const evaluated: Evaluated[] = [];
  for await (const event of localSearch(given)) if (event.kind === "evaluated") evaluated.push(event);
  return evaluated;
}

const weightsOf = ({ network }: { network: TernaryNetwork }) => network.weights;

describe("climb", () => {
  it("evaluates the start and the end of every round, and knows the best", async () => {
    const given = options();
    const evaluated = await run(given);
    expect(evaluated.length).to.equal(given.asked()).and.to.be.above(3);
    expect(evaluated[0].state.evaluations).to.equal(0);
    expect(evaluated[0].best).to.equal(true);
    let highest = Number.NEGATIVE_INFINITY;
    for (const { evaluation, best, state } of evaluated) {
      expect(best).to.equal(evaluation.rank[0] > highest);
      highest = Math.max(highest, evaluation.rank[0]);
      expect(state.best!.rank).to.deep.equal([highest]);
    }
  });

  it("ends at the same network when it is stopped after any round and resumed", async () => {
    const whole = await run(options());
    for (const stop of [0, 1, whole.length - 2]) {
      const resume: SearchState = whole[stop].state;
      const rest = await run(options({ resume }));
      expect(rest.length).to.equal(whole.length - 1 - stop);
      expect(weightsOf(rest.at(-1)!.state)).to.deep.equal(weightsOf(whole.at(-1)!.state));
      expect(rest.at(-1)!.state.best).to.deep.equal(whole.at(-1)!.state.best);
    }
  });

  it("stops soon after the signal, and leaves the rest of the round to whoever resumes", async () => {
    const controller = new AbortController();
    const events: string[] = [];
    for await (const event of localSearch(options({ signal: controller.signal }))) {
      events.push(event.kind);
      if (events.length === 3) controller.abort();
    }
    expect(events).to.deep.equal(["evaluated", "explored", "explored"]);
  });

  it("hears of the signal in the middle of a long iteration", async () => {
    const controller = new AbortController();
    const events: string[] = [];
    const iterations = { fc: 1e9, conv: 1e9 };
    setTimeout(() => controller.abort(), 50);
    for await (const event of localSearch(
      options({ signal: controller.signal, iterations, progress: () => 0 }),
    )) {
      events.push(event.kind);
    }
    expect(events).to.deep.equal(["evaluated"]);
  });

  it("leaves layers alone in which there is nothing to swap", async () => {
    const network = randomNetwork(architecture, { conv: 0, fc: 50 }, new Random(1));
    const layers = new Set<string>();
    for await (const event of localSearch(options({ network }))) {
      if (event.kind === "explored") layers.add(event.layerName);
    }
    expect([...layers]).to.deep.equal(["fc"]);
  });
});
