import { percent } from "../text.js";
import { curveOf, drawCurves } from "./curves.js";
import type { DrawFigure } from "./figure.js";
import { bestOf, type Station, searchOf } from "./searches.js";

/**
 * Beyond the paper (its section 5): a network that learnt digits goes on with clothes, against starting from random.
 */
export const transfer: DrawFigure = async (experiment) => {
  const clothes = await experiment.dataset("fashion-mnist");
  const runs: { from: string; color: string; seed: number; stations: Station[]; test: number }[] = [];
  for (let seed = 1; seed <= experiment.protocol.searches; seed++) {
    const digits = bestOf(await searchOf(experiment, { task: "mnist", seed, accept: "annealing" })).policy;
    const common = { task: "fashion-mnist", seed, accept: "greedy" } as const;
    const searches = [
      { from: "MNIST", color: "#d62728", stations: await searchOf(experiment, { ...common, start: digits }) },
      { from: "random", color: "#1f77b4", stations: await searchOf(experiment, common) },
    ];
    for (const search of searches) {
      const test = await experiment.score(clothes, bestOf(search.stations).policy, clothes.test);
      runs.push({ ...search, seed, test });
    }
  }
  const curves = runs.map(({ from, color, seed, stations }) =>
    curveOf(`from ${from} ${seed}`, color, stations),
  );
  const labels = { x: "neighbours looked at", y: "validation accuracy, Fashion-MNIST" };
  return {
    rows: runs.flatMap(({ from, seed, stations }) =>
      stations.map(({ evaluations, validation }) => ({ from, seed, evaluations, validation })),
    ),
    panels: [{ title: "From digits to clothes", svg: await drawCurves(curves, labels) }],
    numbers: runs.map(({ from, seed, stations, test }) => ({
      what: `from ${from}, ${seed}: test accuracy; validation at the start and at the end`,
      paper: "future work",
      here: `${percent(test)}; ${(100 * stations[0].validation).toFixed(1)} → ${percent(stations.at(-1)!.validation, 1)}`,
    })),
    remarks: `Networks with 90 % zeros, greedy searches of ${experiment.protocol.searchNeighbours.toLocaleString("en-US")} neighbours on Fashion-MNIST, from MNIST networks of the annealed searches and from networks randomly initialised.`,
  };
};
