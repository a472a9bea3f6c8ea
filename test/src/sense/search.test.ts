import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { streamOf } from "../../../src/draws.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { forward } from "../../../src/networks/reference.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { annealing, greedy } from "../../../src/sense/acceptance.js";
import { CrossEntropy, Misclassification } from "../../../src/sense/classification.js";
import { ImitationLoss } from "../../../src/sense/imitation.js";
import type { Objective } from "../../../src/sense/objective.js";
import { Race } from "../../../src/sense/race.js";
import { Search } from "../../../src/sense/search.js";
import { argMax } from "../../../src/training/losses.js";

const architecture: Architecture = {
  input: { height: 8, width: 8, channels: 1, crop: null, centred: false },
  layers: [
    {
      name: "conv",
      kind: "conv",
      in: 1,
      out: 4,
      kernel: 3,
      stride: 1,
      padding: 1,
      divisor: 1,
      pool: { size: 2, stride: 2 },
    },
    { name: "fc", kind: "dense", in: 64, out: 3 },
  ],
};
const PICTURES = 600;
const PIXELS = 64;
const random = new Random(11);
const images = Uint8Array.from({ length: PICTURES * PIXELS }, () => random.integers(256));
const teacher = randomNetwork(architecture, 50, random);
const labels = Uint8Array.from({ length: PICTURES }, (_, index) => argMax(logitsOf(teacher, index), 0, 3));

function logitsOf(network: TernaryNetwork, index: number): Int32Array {
  return forward(network, images.subarray(index * PIXELS, (index + 1) * PIXELS));
}

/** The share of images that the network classifies unlike its expert, by the plain forward pass. */
function errors(network: TernaryNetwork): number {
  return (
    labels.reduce(
      (sum, label, index) => sum + (argMax(logitsOf(network, index), 0, 3) === label ? 0 : 1),
      0,
    ) / PICTURES
  );
}

const start = randomNetwork(architecture, 50, new Random(12));
const counts = ({ weights }: TernaryNetwork) =>
  weights.map((layer) => [-1, 0, 1].map((value) => layer.filter((weight) => weight === value).length));

async function search(
  objective: Objective,
  options: { acceptance?: typeof greedy; family?: number; seed?: number } = {},
) {
  const { acceptance = greedy, family = 1, seed = 1 } = options;
  const neighbours = await Neighbours.create(start, images, PICTURES);
  const found = new Search({
    neighbours,
    objective,
    acceptance,
    family,
  });
  const steps = [1, 0, 1, 0].map((layer, iteration) =>
    found.explore({
      layer,
      evaluations: 150,
      progress: (done) => done / 1000,
      random: streamOf(seed, iteration),
    }),
  );
  const network = neighbours.network();
  neighbours.close();
  return { network, steps };
}

describe("search", () => {
  it("climbs, keeps the counts of −1, 0 and +1 in each layer, and knows its own cost exactly", async () => {
    const { network, steps } = await search(new Misclassification(labels));
    expect(counts(network)).to.deep.equal(counts(start));
    expect(steps.at(-1)!.cost).to.equal(errors(network));
    expect(errors(network)).to.be.below(errors(start) - 0.2);
  });

  it("never gets worse when greedy", async () => {
    const { steps } = await search(new Misclassification(labels), { family: 5 });
    const costs = steps.map(({ cost }) => cost);
    expect(costs).to.deep.equal([...costs].sort((a, b) => b - a));
  });

  it("gives the same network for the same seed, and another for another", async () => {
    const run = async (seed: number) => {
      const acceptance = annealing(1e-3);
      return (await search(new CrossEntropy(labels), { acceptance, seed })).network.weights;
    };
    expect(await run(3)).to.deep.equal(await run(3));
    expect(await run(3)).not.to.deep.equal(await run(4));
  });

  it("ends the iteration when the search is over, and looks at no more than was asked", async () => {
    const neighbours = await Neighbours.create(start, images, PICTURES);
    const objective = new Misclassification(labels);
    const found = new Search({
      neighbours,
      objective,
      acceptance: greedy,
      family: 1,
    });
    expect(found.explore({ layer: 1, evaluations: 100, progress: () => 1, random }).evaluations).to.equal(0);
    expect(found.explore({ layer: 1, evaluations: 10, progress: () => 0, random }).evaluations).to.be.within(
      10,
      10 + 64,
    );
    neighbours.close();
  });
});

describe("race", () => {
  it("lets through exactly the neighbours within their tolerance, with the exact change", async () => {
    const neighbours = await Neighbours.create(start, images, PICTURES);
    const race = new Race(neighbours, new Misclassification(labels));
    race.restart(0.7);
    const before = errors(start);
    expect(race.cost).to.equal(before);
    const [own] = [start.weights[1]];
    const candidates = Array.from(own.keys())
      .filter((place) => own[place] !== 0)
      .slice(0, 40)
      .map((from, index) => {
        const empty = Array.from(own.keys()).filter((place) => own[place] === 0);
        return { swap: { layer: 1, from, to: empty[index] }, tolerance: 1 };
      });
    const survivors = [...race.run(candidates)];
    expect(survivors.map(({ candidate }) => candidate)).to.deep.equal(candidates);
    for (const { candidate, change } of survivors) {
      const weights = start.weights.map((layer) => layer.slice());
      weights[1][candidate.swap.to] = weights[1][candidate.swap.from];
      weights[1][candidate.swap.from] = 0;
      expect(change).to.be.closeTo(errors({ architecture, weights }) - before, 1e-12);
    }
    const strict = [...race.run(candidates.map((candidate) => ({ ...candidate, tolerance: 0 })))];
    for (const { change } of strict) expect(change).to.be.at.most(0);
    const dropped = survivors.length - strict.length;
    expect(dropped).to.be.above(0);
    neighbours.close();
  });
});

describe("objectives", () => {
  it("fit a scale for the logits with a lower cost than its neighbours have", async () => {
    const neighbours = await Neighbours.create(teacher, images, PICTURES);
    // Without wrong labels the best scale would be without bound.
    const noisy = labels.map((label, index) => (index % 5 ? label : (label + 1) % 3));
    const objective = new CrossEntropy(noisy);
    neighbours.setTargets(noisy);
    objective.refit(neighbours);
    const { cost } = objective;
    if (cost.kind !== "cross-entropy") throw new Error("expected cross-entropy");
    const at = (factor: number) => neighbours.cost({ ...cost, scale: cost.scale * factor });
    expect(at(1)).to.be.below(at(0.9));
    expect(at(1)).to.be.below(at(1.1));
    neighbours.close();
  });

  it("fit a whole divisor between logits and outputs", async () => {
    const neighbours = await Neighbours.create(teacher, images, PICTURES);
    const targets = Float32Array.from(neighbours.logits, (logit) => Math.max(-1, Math.min(1, logit / 1234)));
    const terms = Array.from({ length: 3 }, () => ({ weight: 1, beta: 0.1 }));
    const objective = new ImitationLoss(targets, terms, 1);
    neighbours.setTargets(targets);
    objective.refit(neighbours);
    expect(objective.outputDivisor).to.be.within(1200, 1270);
    neighbours.close();
  });
});
