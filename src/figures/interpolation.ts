import { permutation, streamOf } from "../draws.js";
import { weightsHash } from "../networks/policy-file.js";
import type { Swap, TernaryNetwork } from "../networks/ternary-network.js";
import { afterSwaps, swapsBetween } from "../sense/families/swaps.js";
import { percent } from "../text.js";
import { type Curve, drawCurves } from "./curves.js";
import type { Experiment } from "./experiment.js";
import type { DrawFigure } from "./figure.js";
import { aligned } from "./manifold/align.js";
import { bestOf, searchOf } from "./searches.js";

/** Networks on the way, both ends included. */
const STOPS = 21;

/** Beyond the paper: does the way by swaps from one member of a family to another stay on the manifold? */
export const interpolation: DrawFigure = async (experiment) => {
  const first = await searchOf(experiment, { task: "mnist", seed: 1, accept: "annealing" });
  const second = await searchOf(experiment, { task: "mnist", seed: 2, accept: "annealing" });
  const a = bestOf(first).policy.network;
  const b = bestOf(second).policy.network;
  // Somewhere half-way through the same search.
  const earlier = first[Math.floor(first.indexOf(bestOf(first)) / 2)].policy.network;
  const ways = [
    { name: "another search", color: "#1f77b4", start: a, end: b },
    { name: "another search, aligned", color: "#2ca02c", start: a, end: aligned(b, a) },
    { name: "the same search, earlier", color: "#d62728", start: a, end: earlier },
  ];
  const curves: (Curve & { swaps: number })[] = [];
  for (const { name, color, start, end } of ways) {
    const scores = await scoresAlong(experiment, name, start, end);
    const points = scores.map((y, stop) => ({ x: stop / (STOPS - 1), y }));
    curves.push({ name, color, points, swaps: swapsBetween(start, end).length });
  }
  return {
    rows: curves.flatMap(({ name, points }) =>
      points.map(({ x, y }) => ({ way: name, share: x, validation: y })),
    ),
    panels: [
      {
        title: "Validation accuracy on the way from one network to another",
        svg: await drawCurves(curves, { x: "share of the swaps made", y: "validation accuracy" }),
      },
    ],
    numbers: curves.map(({ name, points, swaps }) => ({
      what: `to ${name}, ${swaps} swaps: lowest on the way, and the lower end`,
      paper: "not asked",
      here: `${percent(Math.min(...points.map(({ y }) => y)), 1)}, ${percent(Math.min(points[0].y, points.at(-1)!.y), 1)}`,
    })),
    remarks: `From the best MNIST network of search 1, swap by swap in random order, ${STOPS} networks on each way. All of them have the same numbers of −1, 0 and +1 in each layer. Aligned: hidden channels in the order that is most alike.`,
  };
};

async function scoresAlong(
  experiment: Experiment,
  way: string,
  start: TernaryNetwork,
  end: TernaryNetwork,
): Promise<number[]> {
  const dataset = await experiment.dataset("mnist");
  return experiment.once(
    { name: "interpolation", work: `${STOPS} networks on the way to ${way}` },
    { way, start: weightsHash(start), end: weightsHash(end), stops: STOPS },
    async () => {
      const swaps = swapsBetween(start, end);
      const shuffled = inRandomOrder(start, swaps);
      const scores: number[] = [];
      for (let stop = 0; stop < STOPS; stop++) {
        const network = afterSwaps(start, shuffled.slice(0, Math.round((swaps.length * stop) / (STOPS - 1))));
        scores.push(await experiment.score(dataset, { network }, dataset.validation));
      }
      return scores;
    },
  );
}

/** Swaps in random order, but none before the place that it moves to is empty. */
function inRandomOrder(start: TernaryNetwork, swaps: readonly Swap[]): Swap[] {
  const weights = start.weights.map((layer) => layer.slice());
  const order: Swap[] = [];
  let waiting: readonly Swap[] = Array.from(
    permutation(swaps.length, streamOf(1, 0)),
    (index) => swaps[index],
  );
  while (waiting.length > 0) {
    waiting = waiting.filter((swap) => {
      const own = weights[swap.layer];
      if (own[swap.from] === 0 || own[swap.to] !== 0) return true;
      own[swap.to] = own[swap.from];
      own[swap.from] = 0;
      order.push(swap);
      return false;
    });
  }
  return order;
}
