import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import type { DataSet } from "../../../src/data/data-set.js";
import type { Evaluated } from "../../../src/sense/search-state.js";
import {
  type Elsewhere,
  improveBest,
  runTrial,
  type StartsEvent,
  type StartsOptions,
  type Trial,
  type TrialRequest,
} from "../../../src/sense/starts.js";
import { classificationTask } from "../../../src/tasks/classification.js";
import { randomPolicy } from "../../../src/tasks/policies.js";
import { problemOf } from "../../../src/tasks/task.js";

const random = new Random(51);

/** Bars in one of ten columns. */
function draw(count: number): DataSet {
  const images = Uint8Array.from({ length: count * 784 }, () => random.integers(60));
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  for (const [index, label] of labels.entries()) {
    for (let row = 4; row < 24; row++) images[index * 784 + row * 28 + 4 + 2 * label] = 255;
  }
  return { count, images, targets: { kind: "classes", labels } };
}

const splits = { fit: draw(600), validation: draw(200) };
const bars = classificationTask({ name: "bars", load: async () => splits, loadTest: async () => draw(10) });
const task = { ...bars, survey: { ...bars.survey, examples: 64 } };
/**
 * Enough for two evaluations after the climb's start: steps of about 31,000 single-weight changes, 20 between
 * evaluations.
 */
const BUDGET = 1_200_000;
const wire = (wiring: number) => randomPolicy(task, 90, 5, wiring);
const options: StartsOptions = {
  ...{
    problem: problemOf(task, splits),
    wire,
    starts: 3,
    layers: ["fc"],
    seed: 5,
    family: 1,
    temperature: 1e-5,
  },
  ...{ objective: "loss", search: "surveys", accept: "annealing" },
  progress: (evaluations) => evaluations / BUDGET,
};

/** All events, up to the first that `isLast` where given. */
async function run(
  more: Partial<StartsOptions> = {},
  isLast?: (event: StartsEvent) => boolean,
): Promise<StartsEvent[]> {
  const events: StartsEvent[] = [];
  for await (const event of improveBest({ ...options, ...more })) {
    events.push(event);
    if (isLast?.(event)) break;
  }
  return events;
}

const judgedIn = (events: readonly StartsEvent[]) =>
  events.filter((event): event is StartsEvent & Evaluated => event.kind === "evaluated");
const trialsIn = (events: readonly StartsEvent[]): readonly Trial[] =>
  events.flatMap((event) => (event.kind === "tried" ? [event.trials] : [])).at(-1) ?? [];
const weightsAtEnd = (events: readonly StartsEvent[]) => judgedIn(events).at(-1)!.state.network.weights;

describe("a search from the best of several wirings", function () {
  this.timeout(30_000);
  let whole: StartsEvent[];
  before(async () => {
    whole = await run();
  });

  it("tries each wiring for its part of a fifth, and climbs from the best one for the rest", () => {
    const trials = trialsIn(whole);
    expect(trials).to.have.length(3);
    const ranks = trials.map(({ evaluation }) => evaluation.rank[0]);
    const [first] = judgedIn(whole);
    expect(first!.state.network.weights).to.deep.equal(
      wire(ranks.indexOf(Math.max(...ranks))).network.weights,
    );
    const tried = trials.reduce((sum, { evaluations }) => sum + evaluations, 0);
    expect(tried / BUDGET).to.be.within(0.2, 0.3);
    expect((tried + judgedIn(whole).at(-1)!.state.evaluations) / BUDGET).to.be.within(1, 1.1);
    const progress = whole.flatMap((event) => (event.kind === "explored" ? [event.progress] : []));
    expect(progress).to.deep.equal(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).to.be.closeTo(1, 1e-12);
  });

  it("wires differently for each number, in the same way each time", () => {
    const [a, b] = [wire(1), wire(2)].map(({ network }) => network.weights);
    expect(wire(1).network.weights).to.deep.equal(a);
    expect(a).not.to.deep.equal(b);
  });

  it("ends at the same network when it is broken off within a trial, or within the climb, and resumed", async () => {
    const tried = await run({}, (event) => event.kind === "tried");
    const afterTrial = await run({ resume: { trials: trialsIn(tried) } });
    expect(weightsAtEnd(afterTrial)).to.deep.equal(weightsAtEnd(whole));

    expect(judgedIn(whole)).to.have.length(3);
    const { state } = judgedIn(whole)[1];
    const afterClimb = await run({ resume: { trials: trialsIn(whole), state } });
    expect(afterClimb.some(({ kind }) => kind === "tried")).to.equal(false);
    expect(weightsAtEnd(afterClimb)).to.deep.equal(weightsAtEnd(whole));
  });

  it("ends at the same network when trials are run elsewhere, all at the same time", async () => {
    const asked: TrialRequest[][] = [];
    const elsewhere: Elsewhere = {
      neighbours: BUDGET,
      async run(requests) {
        asked.push([...requests]);
        const runs = requests.map(async (request) => {
          const steps = runTrial({ ...options, start: wire(request.index) }, request);
          let next = await steps.next();
          while (!next.done) next = await steps.next();
          return next.value!;
        });
        return Promise.all(runs);
      },
    };
    const events = await run({ elsewhere });
    expect(trialsIn(events)).to.deep.equal(trialsIn(whole));
    expect(weightsAtEnd(events)).to.deep.equal(weightsAtEnd(whole));
    // The steps of a trial go beyond its part of the whole, which the first guess does not know.
    expect(asked.map((requests) => requests.map(({ index }) => index))).to.deep.equal([
      [0, 1, 2],
      [1, 2],
    ]);
    const [first] = trialsIn(whole);
    const resumed = await run({ elsewhere, resume: { trials: [first] } });
    expect(weightsAtEnd(resumed)).to.deep.equal(weightsAtEnd(whole));
  });

  it("takes a single network as it is", async () => {
    const events = await run({ starts: 1, progress: (evaluations) => evaluations / 40_000 });
    expect(trialsIn(events)).to.deep.equal([]);
    expect(judgedIn(events)[0].state.network.weights).to.deep.equal(wire(0).network.weights);
  });
});
