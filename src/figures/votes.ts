import type { DataSet } from "../data/data-set.js";
import { weightsHash } from "../networks/policy-file.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { neighbourhood } from "../sense/families/neighbourhood.js";
import { afterSwaps } from "../sense/families/swaps.js";
import { Vote } from "../sense/families/vote.js";
import { percent } from "../text.js";
import { type Curve, drawCurves } from "./curves.js";
import type { Dataset, Experiment } from "./experiment.js";
import type { DrawFigure } from "./figure.js";
import { bestOf, searchOf } from "./searches.js";

/** Near relatives that vote, and how many first neighbours of a layer are tried for them. */
const MEMBERS = 15;
const TRIED = 300;

/** Beyond the paper (its section 5): how much families gain by voting, near relatives and far ones. */
export const votes: DrawFigure = async (experiment) => {
  const dataset = await experiment.dataset("mnist");
  const searches: TernaryNetwork[] = [];
  for (let seed = 1; seed <= experiment.protocol.searches; seed++) {
    searches.push(
      bestOf(await searchOf(experiment, { task: "mnist", seed, accept: "annealing" })).policy.network,
    );
  }
  const families = [
    {
      name: "neighbours, fc",
      color: "#1f77b4",
      networks: () => relatives(experiment, dataset, searches[0], -1),
    },
    {
      name: "neighbours, layer1.0",
      color: "#2ca02c",
      networks: () => relatives(experiment, dataset, searches[0], 0),
    },
    { name: "independent searches", color: "#d62728", networks: async () => searches },
  ];
  const results: { name: string; best: number; vote: number; curve: Curve }[] = [];
  for (const { name, color, networks } of families) {
    const key = { family: name, searches: searches.map(weightsHash), tests: dataset.test.count };
    const { single, growing } = await experiment.once(
      { name: "votes", work: `a vote of ${name}` },
      key,
      async () => growingVote(experiment, dataset, await networks()),
    );
    results.push({
      name,
      best: single,
      vote: growing.at(-1)!,
      curve: { name, color, points: growing.map((y, index) => ({ x: index + 1, y })) },
    });
  }
  const curves = results.map(({ curve }) => curve);
  return {
    rows: curves.flatMap(({ name, points }) =>
      points.map(({ x, y }) => ({ family: name, members: x, test: y })),
    ),
    panels: [
      {
        title: "Test accuracy of growing families",
        svg: await drawCurves(curves, { x: "members that vote", y: "test accuracy" }),
      },
    ],
    numbers: results.map(({ name, best, vote }) => ({
      what: `${name}: best member on validation → vote of all, test`,
      paper: "future work",
      here: `${(100 * best).toFixed(2)} → ${percent(vote)} (${vote < best ? "−" : "+"}${Math.abs(100 * (vote - best)).toFixed(2)})`,
    })),
    remarks: `Summed logits. Near: the ${MEMBERS} best on validation of ${TRIED} first neighbours of one search's network, and it. Far: ${experiment.protocol.searches} searches from other random networks. Members come in the order of their validation scores.`,
  };
};

/** A network and the best of its first neighbours in a layer, on validation, best first. */
async function relatives(
  experiment: Experiment,
  { task, validation }: Dataset,
  network: TernaryNetwork,
  at: number,
): Promise<TernaryNetwork[]> {
  const objective = task.objective("score", validation, undefined);
  const layer = (at + network.weights.length) % network.weights.length;
  const { threads, signal } = experiment;
  const around = { network, data: validation, objective, layer, count: TRIED, seed: 1, threads, signal };
  const found: { network: TernaryNetwork; score: number }[] = [];
  for await (const { swaps, score } of neighbourhood(around)) {
    found.push({ network: afterSwaps(network, swaps), score });
  }
  signal.throwIfAborted();
  const best = found.sort((a, b) => b.score - a.score).slice(0, MEMBERS);
  return [network, ...best.map((each) => each.network)];
}

/** Test accuracy of the votes of 1, 2, … members, best on validation first, and of the first alone. */
async function growingVote(
  experiment: Experiment,
  dataset: Dataset,
  networks: readonly TernaryNetwork[],
): Promise<{ single: number; growing: number[] }> {
  const { task, validation, test } = dataset;
  const ranked: { network: TernaryNetwork; score: number }[] = [];
  for (const network of networks) {
    ranked.push({ network, score: await experiment.score(dataset, { network }, validation) });
  }
  const ordered = ranked.sort((a, b) => b.score - a.score).map(({ network }) => network);
  const sums = await partialSums(ordered, test);
  const growing = sums.map((logits) => task.score(logits, test, undefined));
  return { single: growing[0], growing };
}

/** The votes of 1, 2, … networks. */
async function partialSums(
  networks: readonly TernaryNetwork[],
  { images, count }: DataSet,
): Promise<Int32Array[]> {
  const sums: Int32Array[] = [];
  const vote = await Vote.create(networks);
  vote.logits(images, count, (own) => {
    const before = sums.at(-1);
    sums.push(own.map((logit, place) => logit + (before?.[place] ?? 0)));
  });
  vote.close();
  return sums;
}
