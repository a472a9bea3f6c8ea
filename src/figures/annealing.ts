import { percent } from "../percent.js";
import { mean } from "../statistics.js";
import { bestOf, type ClimbPlan, climbOf, type Station } from "./climbs.js";
import { curveOf, drawCurves } from "./curves.js";
import type { DrawFigure } from "./figure.js";

const COLORS = { annealing: "#d62728", greedy: "#1f77b4" };

/** Beyond the paper (its section 5): simulated annealing against greedy climbs from the same random networks. */
export const annealing: DrawFigure = async (studio) => {
  const subject = await studio.subject("mnist");
  const runs: { accept: ClimbPlan["accept"]; seed: number; stations: Station[]; test: number }[] = [];
  for (const accept of ["greedy", "annealing"] as const) {
    for (let seed = 1; seed <= studio.protocol.climbs; seed++) {
      const stations = await climbOf(studio, { task: "mnist", seed, accept });
      const test = await studio.score(subject, bestOf(stations).policy, subject.test);
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
    panels: [{ title: "Annealing and greedy climbs from random", svg: await drawCurves(curves, labels) }],
    numbers: (["greedy", "annealing"] as const).map((accept) => ({
      what: `${accept}: mean test accuracy of ${studio.protocol.climbs} climbs, the best of each on validation`,
      paper: "future work",
      here: `${percent(mean(testsOf(accept)))} (${testsOf(accept)
        .map((test) => (100 * test).toFixed(2))
        .join(", ")})`,
    })),
    remarks: `Random MNIST networks with 90 % zeros, all layers, ${studio.protocol.climbNeighbours.toLocaleString("en-US")} neighbours each, cross-entropy on ${subject.fit.count.toLocaleString("en-US")} pictures. Annealing has its temperature fall to zero with the budget, so it wins late or not at all.`,
  };
};
