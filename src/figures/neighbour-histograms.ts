import { openPlots } from "../plots.js";
import { percent } from "../text.js";
import type { DatasetName } from "./dataset.js";
import type { Experiment } from "./experiment.js";
import type { DrawFigure, Figure } from "./figure.js";
import { neighbourhoodsOf } from "./neighbourhoods.js";

/** Figure 3: how many first neighbours of a 90 % MNIST network are better, by layer. */
export const figure3: DrawFigure = (experiment) => histograms(experiment, "mnist");

/** Figure 9: the same for driving. */
export const figure9: DrawFigure = (experiment) => histograms(experiment, "driving");

async function histograms(experiment: Experiment, name: DatasetName): Promise<Figure> {
  const { scoreName } = (await experiment.dataset(name)).task;
  const { original, neighbourhoods } = await neighbourhoodsOf(experiment, name);
  const { Plot, draw } = await openPlots();
  const panels = neighbourhoods.map(({ layer, members }) => {
    const svg = draw({
      width: 360,
      height: 280,
      x: { label: `test ${scoreName} (%)`, ticks: 5 },
      y: { label: "first neighbours", grid: true },
      marks: [
        Plot.rectY(
          members,
          Plot.binX<{ fill: string }>(
            {
              y: "count",
              title: (bin: readonly { score: number }[]) =>
                `${bin.length} neighbours, ${percent(Math.min(...bin.map(({ score }) => score)))} to ${percent(Math.max(...bin.map(({ score }) => score)))}`,
            },
            { x: ({ score }) => 100 * score, thresholds: 40, fill: "#7f9fc4" },
          ),
        ),
        Plot.ruleX([100 * original], {
          stroke: "#d62728",
          strokeWidth: 2,
          title: () => `the original: ${percent(original)}`,
        }),
        Plot.ruleY([0]),
      ],
    });
    return { title: layer, svg };
  });
  return {
    rows: neighbourhoods.flatMap(({ layer, members }) => members.map(({ score }) => ({ layer, score }))),
    panels,
    numbers: neighbourhoods.map(({ layer, members }) => ({
      what: `${layer}: neighbours better than the original`,
      paper: "more in deeper layers (plot only)",
      here: percent(members.filter(({ score }) => score > original).length / members.length, 1),
    })),
    remarks: `The original scores ${percent(original)} (red line). ${experiment.protocol.neighbours.toLocaleString("en-US")} different first neighbours in each layer (all there are, where fewer), each scored exactly on all test images.`,
  };
}
