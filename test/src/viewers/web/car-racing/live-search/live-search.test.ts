import { expect } from "chai";
import { Random } from "../../../../../../envs/index.js";
import { carNetwork } from "../../../../../../src/adapters/car-racing/architecture.js";
import { AIM, aim } from "../../../../../../src/adapters/car-racing/decoders/aim.js";
import { FRAME_BYTES } from "../../../../../../src/adapters/car-racing/frame.js";
import { Neighbours } from "../../../../../../src/kernels/neighbours.js";
import { randomNetwork } from "../../../../../../src/networks/random-network.js";
import {
  type DemonstrationProgress,
  giveDemonstrations,
} from "../../../../../../src/viewers/web/car-racing/live-search/demonstrations.js";
import { type Demonstrations, examplesOf } from "../../../../../../src/viewers/web/live/demonstrations.js";
import { LiveSearch } from "../../../../../../src/viewers/web/live/live-search.js";

describe("SENSE live", () => {
  const network = randomNetwork(carNetwork(90), 90, new Random(1));
  const decoder = aim(AIM);
  const driven: DemonstrationProgress[] = [];
  let demonstrations: Demonstrations;

  before(async () => {
    const given = giveDemonstrations({ seed: 3, episodes: 2, every: 12 });
    for (;;) {
      const { done, value } = await given.next();
      if (done) {
        demonstrations = value;
        return;
      }
      driven.push(value);
    }
  });

  const create = () => {
    const examples = examplesOf(demonstrations, decoder);
    const objective = decoder.objective("loss", examples.targets, 1);
    return LiveSearch.create({ network, examples, objective, seed: 0 });
  };

  it("has the expert drive whole laps, a frame and a label each", () => {
    expect(driven.map(({ episodes }) => episodes)).to.deep.equal([1, 2]);
    for (const { path } of driven) expect(path.length / 2).to.be.greaterThan(400);
    expect(demonstrations.images).to.have.length(demonstrations.count * FRAME_BYTES);
    expect(demonstrations.decisions).to.have.length(demonstrations.count);
    expect(demonstrations.count).to.be.closeTo(
      driven.reduce((sum, { path }) => sum + path.length / 24, 0),
      2,
    );
  });

  it("climbs by swaps alone: each layer keeps its counts of −1, 0 and +1", async () => {
    const search = await create();
    const iterations = Array.from({ length: 12 }, () => search.iteration());
    expect(iterations.at(-1)!.cost).to.be.lessThan(0.8 * iterations[0].cost);
    expect([...new Set(iterations.map(({ layer }) => layer))].sort()).to.deep.equal([1, 2, 3]);
    const sorted = (weights: readonly Int8Array[]) => weights.map((own) => own.slice().sort());
    expect(sorted(search.network().weights)).to.deep.equal(sorted(network.weights));
    search.close();
  });

  it("shows the family as it is", async () => {
    const search = await create();
    search.iteration();
    const { layer, changes } = search.family();
    expect(changes).to.have.length(256);
    expect(layer).to.equal(3);
    // A look around changes nothing.
    expect(search.family().changes).to.deep.equal(changes);
    const neighbours = await Neighbours.create(search.network(), demonstrations.images, demonstrations.count);
    const objective = decoder.objective(
      "loss",
      decoder.targetsOf(demonstrations.decisions),
      search.outputDivisor,
    );
    neighbours.setTargets(objective.targets);
    const frames = Math.min(256, demonstrations.count);
    const weights = search.network().weights[layer];
    const layerChanges = [...weights.keys()].flatMap((from) =>
      weights[from] === 0
        ? []
        : [...weights.keys()]
            .filter((to) => weights[to] === 0)
            .map((to) => neighbours.costs([{ layer, from, to }], objective.cost, 0, frames)[0]),
    );
    const present = neighbours.cost(objective.cost, 0, frames);
    const possible = new Set(layerChanges.map((cost) => Math.fround((cost - present) / frames)));
    for (const change of changes) expect(possible.has(change)).to.equal(true);
    search.close();
    neighbours.close();
  });
});
