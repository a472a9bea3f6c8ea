import { Random } from "../../envs/random.js";
import { randomNetwork } from "../networks/random-network.js";
import { countNonZeros } from "../networks/sparsity.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { openPlots } from "../plots.js";
import { swapDistance } from "../sense/families/swaps.js";
import { mean } from "../statistics.js";
import type { DrawFigure } from "./figure.js";
import { aligned } from "./manifold/align.js";
import { bestOf, SEARCH_SPARSITY, searchOf } from "./searches.js";

/** Beyond the paper: how many swaps the members of a family are apart, symmetric copies laid over each other. */
export const distances: DrawFigure = async (experiment) => {
  const searches: TernaryNetwork[][] = [];
  for (let seed = 1; seed <= experiment.protocol.searches; seed++) {
    const stations = await searchOf(experiment, { task: "mnist", seed, accept: "annealing" });
    searches.push([stations[0].policy.network, bestOf(stations).policy.network]);
  }
  const ends = searches.map(([, end]) => end!);
  const { architecture } = ends[0];
  const chance = ends.map((_, index) =>
    randomNetwork(architecture, SEARCH_SPARSITY, new Random(1000 + index)),
  );
  const pairsOf = (networks: readonly TernaryNetwork[]) =>
    networks.flatMap((a, index) => networks.slice(index + 1).map((b) => [a, b] as const));
  const groups = [
    { group: "start and end of one search", pairs: searches.map(([start, end]) => [start!, end!] as const) },
    { group: "two independent searches", pairs: pairsOf(ends) },
    { group: "two networks randomly initialised", pairs: pairsOf(chance) },
  ];
  const rows = groups.flatMap(({ group, pairs }) =>
    pairs.flatMap(([a, b]) => [
      { group, channels: "as they are", swaps: swapDistance(a, b) },
      { group, channels: "aligned", swaps: swapDistance(a, aligned(b, a)) },
    ]),
  );
  const most = countNonZeros(ends[0]);
  const { Plot, draw } = await openPlots();
  const svg = draw({
    width: 720,
    height: 260,
    marginLeft: 190,
    grid: true,
    x: { label: "swaps apart", domain: [0, most] },
    y: { label: null },
    color: { domain: ["as they are", "aligned"], range: ["#1f77b4", "#d62728"] },
    marks: [
      Plot.dot(rows, {
        x: "swaps",
        y: "group",
        stroke: "channels",
        r: 5,
        title: ({ group, channels, swaps }) => `${group}, channels ${channels}: ${swaps} swaps`,
      }),
      Plot.ruleX([most], { strokeDasharray: "4 3", title: () => `all ${most} weights elsewhere` }),
    ],
  });
  return {
    rows,
    panels: [
      { title: "Swaps apart (blue: as they are, red: hidden channels aligned; dashed: all weights)", svg },
    ],
    numbers: groups.map(({ group }) => {
      const of = (channels: string) =>
        mean(
          rows.filter((row) => row.group === group && row.channels === channels).map(({ swaps }) => swaps),
        );
      return {
        what: `${group}: mean distance, and with channels aligned`,
        paper: "not measured",
        here: `${of("as they are").toFixed(0)}, ${of("aligned").toFixed(0)} of ${most.toLocaleString("en-US")} weights`,
      };
    }),
    remarks: `The distance is the number of swaps from one network to the other, half their Hamming distance. MNIST networks with ${SEARCH_SPARSITY} % zeros out of the annealed searches. Aligning is greedy, so aligned distances are upper bounds.`,
  };
};
