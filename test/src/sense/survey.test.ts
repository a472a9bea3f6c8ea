import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { CrossEntropy } from "../../../src/sense/classification.js";
import type { Evaluated, SearchEvent } from "../../../src/sense/search-state.js";
import { type SurveyOptions, survey } from "../../../src/sense/survey.js";

const architecture: Architecture = {
  input: { height: 8, width: 8, channels: 1, crop: null, centred: true },
  layers: [
    { name: "conv1", kind: "conv", in: 1, out: 4, kernel: 3, stride: 1, padding: 1, divisor: 1 },
    {
      ...{ name: "conv2", kind: "conv", in: 4, out: 6, kernel: 3, stride: 1, padding: 1, divisor: 2 },
      pool: { size: 2, stride: 2 },
    },
    { name: "fc", kind: "dense", in: 96, out: 3 },
  ],
};
const PICTURES = 600;
const random = new Random(31);
const images = Uint8Array.from({ length: PICTURES * 64 }, () => random.integers(256));
/** Which third of the image is brightest. */
const labels = Uint8Array.from({ length: PICTURES }, (_, index) => {
  const sums = [0, 1, 2].map((third) =>
    images
      .subarray(index * 64 + third * 21, index * 64 + (third + 1) * 21)
      .reduce((sum, value) => sum + value, 0),
  );
  return sums.indexOf(Math.max(...sums));
});
const start = randomNetwork(architecture, 70, new Random(32));

function options(more: Partial<SurveyOptions> = {}): SurveyOptions {
  return {
    network: start,
    data: { count: PICTURES, images, targets: { kind: "classes", labels } },
    objective: new CrossEntropy(labels),
    recipe: { examples: 256, share: 0.3, candidates: 20, weight: [0.2, 0.05], swaps: { hidden: 3, last: 3 } },
    layers: ["fc", "conv2", "conv1"],
    seed: 7,
    progress: (evaluations) => evaluations / 20_000,
    evaluate: async ({ weights }) => {
      const odd = weights[2].reduce((sum, weight, place) => sum + weight * (place % 7), 0);
      return { rank: [odd], scores: { odd } };
    },
    ...more,
  };
}

async function run(given: SurveyOptions): Promise<SearchEvent[]> {
  const events: SearchEvent[] = [];
  for await (const event of survey(given)) events.push(event);
  return events;
}

const judgedIn = (events: readonly SearchEvent[]) =>
  events.filter((event): event is Evaluated => event.kind === "evaluated");
const costsIn = (events: readonly SearchEvent[]) =>
  events.flatMap((event) => (event.kind === "explored" ? [event.cost] : []));
const weightsOf = ({ state }: Evaluated) => state.network.weights;
const counts = ({ weights }: TernaryNetwork) =>
  weights.map((layer) => [-1, 0, 1].map((value) => layer.filter((weight) => weight === value).length));

describe("a search by surveys", () => {
  it("descends on pictures it has not measured, and keeps the counts of −1, 0 and +1 in each layer", async () => {
    const events = await run(options());
    const costs = costsIn(events);
    const mean = (some: readonly number[]) => some.reduce((sum, cost) => sum + cost, 0) / some.length;
    expect(mean(costs.slice(-5))).to.be.below(0.6 * mean(costs.slice(0, 2)));
    const last = judgedIn(events).at(-1)!;
    expect(counts(last.state.network)).to.deep.equal(counts(start));
    for (const [layer, weights] of weightsOf(last).entries())
      expect(weights).not.to.deep.equal(start.weights[layer]);
    expect(last.state.evaluations).to.be.at.least(20_000);
  });

  it("ends at the same network on any number of threads, and when it is stopped and resumed", async () => {
    const whole = judgedIn(await run(options()));
    const end = weightsOf(whole.at(-1)!);
    expect(weightsOf(judgedIn(await run(options({ threads: 2 }))).at(-1)!)).to.deep.equal(end);
    for (const stop of [0, 1, whole.length - 2]) {
      const rest = judgedIn(await run(options({ resume: whole[stop].state })));
      expect(rest.length).to.equal(whole.length - 1 - stop);
      expect(weightsOf(rest.at(-1)!)).to.deep.equal(end);
    }
    expect(weightsOf(judgedIn(await run(options({ seed: 8 }))).at(-1)!)).not.to.deep.equal(end);
  });

  it("stops within a step of the signal", async () => {
    const controller = new AbortController();
    let events = 0;
    for await (const { kind } of survey(options({ signal: controller.signal }))) {
      if (kind === "explored" && ++events === 3) controller.abort();
    }
    expect(events).to.equal(3);
  });

  it("changes the asked layers only", async () => {
    const last = judgedIn(await run(options({ layers: ["fc"] }))).at(-1)!;
    expect(weightsOf(last).slice(0, 2)).to.deep.equal(start.weights.slice(0, 2));
    expect(weightsOf(last)[2]).not.to.deep.equal(start.weights[2]);
  });
});
