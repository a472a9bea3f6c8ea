import { mean } from "../statistics.js";
import { percent } from "../text.js";
import { curveOf, drawCurves } from "./curves.js";
import type { DrawFigure } from "./figure.js";
import { bestOf, type SearchPlan, type Station, searchOf } from "./searches.js";

const COLORS = { annealing: "#d62728", greedy: "#1f77b4" };

/** Beyond the paper (its section 5): simulated annealing against greedy searches from the same random networks. */
export const annealing: DrawFigure = async (experiment) => {
  const dataset = await experiment.dataset("mnist");
  const runs: { accept: SearchPlan["accept"]; seed: number; stations: Station[]; test: number }[] = [];
  for (const accept of ["greedy", "annealing"] as const) {
    for (let seed = 1; seed <= experiment.protocol.searches; seed++) {
      const stations = await searchOf(experiment, { task: "mnist", seed, accept });
      const test = await experiment.score(dataset, bestOf(stations).policy, dataset.test);
      runs.push({ accept, seed, stations, test });
    }
  }
  const curves = runs.map(({ accept, seed, stations }) =>
    curveOf(`${accept} ${seed}`, COLORS[accept], stations),
  );
  const labels = { x: "neighbours looked at", y: "validation accuracy" };
  const testsOf = (which: string) => runs.filter(({ accept }) => accept === which).map(({ test }) => test);
  return {
    rows: runs.flatMap(({ accept, seed, stations }) =>
      stations.map(({ evaluations, validation }) => ({ accept, seed, evaluations, validation })),
    ),
    panels: [{ title: "Annealing and greedy searches from random", svg: await drawCurves(curves, labels) }],
    numbers: (["greedy", "annealing"] as const).map((accept) => ({
      what: `${accept}: mean test accuracy of ${experiment.protocol.searches} searches, the best of each on validation`,
      paper: "future work",
      here: `${percent(mean(testsOf(accept)))} (${testsOf(accept)
        .map((test) => (100 * test).toFixed(2))
        .join(", ")})`,
    })),
    remarks: `Random MNIST networks with 90 % zeros, all layers, ${experiment.protocol.searchNeighbours.toLocaleString("en-US")} neighbours each, cross-entropy on ${dataset.fit.count.toLocaleString("en-US")} images. Annealing has its temperature fall to zero with the budget, so it wins late or not at all.`,
  };
};
