import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { forward } from "../../../src/networks/reference.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import { Misclassification } from "../../../src/sense/classification.js";
import { type SucceedOptions, succeed } from "../../../src/sense/paper.js";
import { layersOfSchedule, PAPER_SCHEDULES } from "../../../src/sense/paper-schedules.js";
import type { Evaluated, Explored, SearchEvent } from "../../../src/sense/search-state.js";
import { argMax } from "../../../src/training/losses.js";

const architecture: Architecture = {
  input: { height: 6, width: 6, channels: 1, crop: null, centred: true },
  layers: [
    { name: "conv", kind: "conv", in: 1, out: 4, kernel: 3, stride: 1, padding: 0, divisor: 1 },
    { name: "fc", kind: "dense", in: 64, out: 3 },
  ],
};
const PICTURES = 90;
const random = new Random(31);
const images = Uint8Array.from({ length: PICTURES * 36 }, () => random.integers(256));
const labels = Uint8Array.from({ length: PICTURES }, (_, index) =>
  Math.min(2, Math.floor(images[36 * index] / 86)),
);

/** Wrongly classified images, by the plain forward pass. */
function errors(network: TernaryNetwork): number {
  return labels.reduce((sum, label, index) => {
    const logits = forward(network, images.subarray(36 * index, 36 * (index + 1)));
    return sum + Number(argMax(logits, 0, 3) !== label);
  }, 0);
}

function options(more: Partial<SucceedOptions> = {}): SucceedOptions {
  return {
    network: randomNetwork(architecture, 60, new Random(32)),
    data: { count: PICTURES, images, targets: { kind: "classes", labels } },
    objective: new Misclassification(labels),
    layers: ["conv", "fc"],
    schedule: { order: "in-turn", stay: 2, neighbourhoods: 8 },
    family: 12,
    seed: 5,
    evaluate: async (network) => ({ rank: [-errors(network)], scores: { errors: errors(network) } }),
    ...more,
  };
}

async function run(given: SucceedOptions): Promise<SearchEvent[]> {
  const events: SearchEvent[] = [];
  for await (const event of succeed(given)) events.push(event);
  return events;
}

const explored = (events: readonly SearchEvent[]) =>
  events.filter((event): event is Explored => event.kind === "explored");
const evaluated = (events: readonly SearchEvent[]) =>
  events.filter((event): event is Evaluated => event.kind === "evaluated");
const weightsOf = (events: readonly SearchEvent[]) => evaluated(events).at(-1)!.state.network.weights;

describe("the paper's SENSE", () => {
  it("moves to the best of n neighbours when it is better, by the exact number of errors", async () => {
    const events = await run(options());
    const networks = evaluated(events).map(({ state }) => state.network);
    for (const [index, { cost, evaluations, accepted }] of explored(events).entries()) {
      const [before, after] = [errors(networks[index]), errors(networks[index + 1])];
      expect(cost).to.be.closeTo(after / PICTURES, 1e-12);
      expect(evaluations).to.equal(12 * (index + 1));
      const moved = networks[index].weights.flatMap((layer, at) =>
        [...layer].filter((weight, place) => weight !== networks[index + 1].weights[at][place]),
      );
      if (after < before) expect(moved).to.have.length(2);
      else expect(moved).to.deep.equal([]);
      expect(accepted).to.be.at.most(index + 1);
    }
    expect(errors(networks.at(-1)!)).to.be.below(errors(networks[0]) - 3);
  });

  it("iterations layers in turn, staying as long as the schedule says", async () => {
    const names = explored(await run(options())).map(({ layerName }) => layerName);
    expect(names).to.deep.equal(["conv", "conv", "fc", "fc", "conv", "conv", "fc", "fc"]);
  });

  it("iterations layers by chance, staying as long as the schedule says", async () => {
    const schedule = { order: "random", stay: 3, neighbourhoods: 60 } as const;
    const names = explored(await run(options({ schedule, family: 1 }))).map(({ layerName }) => layerName);
    const turns = Array.from({ length: 20 }, (_, turn) => names.slice(3 * turn, 3 * turn + 3));
    for (const turn of turns) expect(new Set(turn).size).to.equal(1);
    expect(turns.map(([name]) => name)).to.include.members(["conv", "fc"]);
    expect(turns.map(([name]) => name)).not.to.deep.equal(turns.map((_, turn) => ["conv", "fc"][turn % 2]));
  });

  it("ends at the same network on any number of threads, and when it is stopped and resumed", async () => {
    const whole = await run(options());
    expect(weightsOf(await run(options({ threads: 2 })))).to.deep.equal(weightsOf(whole));
    expect(weightsOf(await run(options({ seed: 6 })))).not.to.deep.equal(weightsOf(whole));
    for (const stop of [0, 3, 7]) {
      const rest = await run(options({ resume: evaluated(whole)[stop].state }));
      expect(rest).to.deep.equal(whole.slice(2 * stop + 1));
    }
  });

  it("stops after the neighbourhood in which the signal came", async () => {
    const controller = new AbortController();
    const events: string[] = [];
    for await (const event of succeed(options({ signal: controller.signal }))) {
      events.push(event.kind);
      if (event.kind === "explored") controller.abort();
    }
    expect(events).to.deep.equal(["evaluated", "explored", "evaluated"]);
  });

  it("knows the schedules of the paper's figures", () => {
    const names = ["layer1.0", "layer2.0", "fc"];
    expect(layersOfSchedule("figure-6", names)).to.deep.equal(names);
    expect(layersOfSchedule("figure-7", names)).to.deep.equal(["fc"]);
    expect(PAPER_SCHEDULES["figure-5"].neighbourhoods).to.equal(6);
    const { stay, neighbourhoods } = PAPER_SCHEDULES["figure-6"];
    expect(neighbourhoods).to.equal(3 * 3 * stay);
  });
});
