import { weightsHash } from "../networks/policy-file.js";
import { heat, openPlots } from "../plots.js";
import { afterSwaps } from "../sense/families/swaps.js";
import { percent } from "../text.js";
import type { DatasetName } from "./dataset.js";
import type { Experiment } from "./experiment.js";
import type { DrawFigure, Figure, Panel, Row, Scene } from "./figure.js";
import { coordinates } from "./manifold/coordinates.js";
import { embed, type Method, type Point } from "./manifold/embed.js";
import { type Neighbourhood, neighbourhoodsOf } from "./neighbourhoods.js";

const FIRST = 0;
const LAST = -1;

/** Figure 4: first neighbours of a 90 % MNIST network, laid out by t-SNE, with their accuracy as height. */
export const figure4: DrawFigure = (experiment) => landscapes(experiment, "mnist", ["t-SNE"], [FIRST, LAST]);

/** Figure 10: the same for driving, its dense layers. */
export const figure10: DrawFigure = (experiment) => landscapes(experiment, "driving", ["t-SNE"], [LAST]);

/** Figure 11: the neighbours of figure 4 by LLE and Isomap. */
export const figure11: DrawFigure = (experiment) =>
  landscapes(experiment, "mnist", ["LLE", "Isomap"], [FIRST, LAST]);

const ORIGINAL_COLOR = "#1f4fff";

async function landscapes(
  experiment: Experiment,
  name: DatasetName,
  methods: readonly Method[],
  layers: readonly number[],
): Promise<Figure> {
  const { scoreName } = (await experiment.dataset(name)).task;
  const { policy, original, neighbourhoods } = await neighbourhoodsOf(experiment, name);
  const panels: Panel[] = [];
  const rows: Row[] = [];
  const numbers: { what: string; paper: string; here: string }[] = [];
  for (const at of layers) {
    const found = neighbourhoods.at(at)!;
    const members = found.members.slice(0, experiment.protocol.embedded);
    const networks = [policy.network, ...members.map(({ swaps }) => afterSwaps(policy.network, swaps))];
    const scores = [original, ...members.map(({ score }) => score)];
    for (const method of methods) {
      const key = {
        task: name,
        layer: found.layer,
        method,
        of: weightsHash(policy.network),
        networks: networks.length,
      };
      const points = await experiment.once(
        { name: "embedding", work: `laying out ${networks.length} networks by ${method}` },
        key,
        () => embed(coordinates(networks), method, 1),
      );
      const title = `${found.layer}, ${method}`;
      panels.push(...(await drawn(title, points, scores, scoreName)));
      rows.push(
        ...points.map(([x, y], member) => ({
          layer: found.layer,
          method,
          member,
          x,
          y,
          score: scores[member],
        })),
      );
    }
    numbers.push({ what: `${found.layer}: test ${scoreName} of the family`, ...rangeOf(found) });
  }
  return {
    rows,
    panels,
    numbers,
    remarks: `A p-SIREN network with 90 % zeros (blue, ${percent(original)}) and up to ${experiment.protocol.embedded} of its first neighbours in one layer. Two neighbours are near each other when they moved the same weight, or to the same place; the axes mean nothing else.`,
  };
}

function rangeOf({ members }: Neighbourhood) {
  const scores = members.map(({ score }) => score);
  const here = `${percent(Math.min(...scores))} to ${percent(Math.max(...scores))}`;
  return { paper: "plot only", here };
}

/** The points from above, from the side, and to turn. */
async function drawn(
  title: string,
  points: readonly Point[],
  scores: readonly number[],
  scoreName: string,
): Promise<Panel[]> {
  const { Plot, draw } = await openPlots();
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const marked = points.map(([x, y], member) => ({
    x,
    y,
    score: scores[member],
    color: member === 0 ? ORIGINAL_COLOR : heat((scores[member] - low) / (high - low || 1)),
    text: `${member === 0 ? "the original" : `neighbour ${member}`}: ${percent(scores[member])}`,
    radius: member === 0 ? 6 : 3,
  }));
  // The original is drawn last, so that nothing hides it.
  const ordered = [...marked.slice(1), marked[0]];
  const dots = (x: "x", y: "y" | "score") => [
    Plot.dot(ordered, {
      x,
      y: y === "score" ? ({ score }) => 100 * score : y,
      fill: "color",
      r: "radius",
      title: "text",
    }),
  ];
  const common = { width: 400, height: 300, r: { type: "identity" }, color: { type: "identity" } } as const;
  const flat = { ticks: [], label: null } as const;
  const top = draw({ ...common, x: flat, y: flat, marginLeft: 15, marks: dots("x", "y") });
  const side = draw({
    ...common,
    x: flat,
    y: { label: `test ${scoreName} (%)`, grid: true },
    marks: dots("x", "score"),
  });
  const scene: Scene = {
    height: `test ${scoreName}`,
    points: marked.map(({ score, ...point }) => ({ ...point, z: score })),
  };
  return [
    { title: `${title}, to turn`, scene },
    { title: `${title}, top view`, svg: top },
    { title: `${title}, side view`, svg: side },
  ];
}
