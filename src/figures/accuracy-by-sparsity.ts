import { openPlots } from "../plots.js";
import { mean, standardDeviation } from "../statistics.js";
import { percent } from "../text.js";
import type { DatasetName } from "./dataset.js";
import { type Experiment, mostFrequent } from "./experiment.js";
import type { DrawFigure, Figure } from "./figure.js";

/** The paper's levels for images in classes, in percent (section 4.1). */
const LEVELS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 87, 89, 91, 93, 95];

/** And those for driving. */
const DRIVING_LEVELS = [...LEVELS, 96, 97, 98, 99];

/** Figure 2a: MNIST accuracy of p-SIREN networks against their sparsity. */
export const figure2a: DrawFigure = (experiment) => accuracyBySparsity(experiment, "mnist", LEVELS);

/** Figure 2b: the same for the three classes of driving. */
export const figure2b: DrawFigure = (experiment) => accuracyBySparsity(experiment, "driving", DRIVING_LEVELS);

/** Figure 12: the same for Fashion-MNIST. */
export const figure12: DrawFigure = (experiment) => accuracyBySparsity(experiment, "fashion-mnist", LEVELS);

/** Test scores of p-SIREN networks with so many percent of zeros. */
export async function accuracyBySparsity(
  experiment: Experiment,
  name: DatasetName,
  levels: readonly number[],
): Promise<Figure> {
  const dataset = await experiment.dataset(name);
  const rows: { sparsity: number; net: number; validation: number; test: number }[] = [];
  const nets = Array.from({ length: experiment.protocol.nets }, (_, index) => index + 1);
  await experiment.trainAll(
    name,
    levels.flatMap((sparsity) => nets.map((seed) => ({ sparsity, seed }))),
  );
  for (const sparsity of levels) {
    for (const net of nets) {
      const policy = await experiment.trained(name, sparsity, net);
      const validation = await experiment.score(dataset, policy, dataset.validation);
      rows.push({ sparsity, net, validation, test: await experiment.score(dataset, policy, dataset.test) });
    }
  }
  const means = levels.map((sparsity) => {
    const tests = rows.filter((row) => row.sparsity === sparsity).map(({ test }) => test);
    return { sparsity, test: mean(tests), std: standardDeviation(tests) };
  });
  const { Plot, draw } = await openPlots();
  const svg = draw({
    width: 720,
    height: 360,
    grid: true,
    x: { label: "sparsity (% zeros)" },
    y: { label: `test ${dataset.task.scoreName} (%)` },
    marks: [
      Plot.lineY(means, { x: "sparsity", y: ({ test }) => 100 * test, stroke: "#1f77b4" }),
      Plot.dot(rows, {
        x: "sparsity",
        y: ({ test }) => 100 * test,
        fill: "#1f77b4",
        title: ({ sparsity, net, test }) => `${sparsity} % zeros, net ${net}: ${percent(test)}`,
      }),
    ],
  });
  return {
    rows,
    panels: [{ title: `Test ${dataset.task.scoreName} against sparsity`, svg }],
    numbers: means.map(({ sparsity, test, std }) => ({
      what: `${sparsity} % zeros`,
      paper: "plot only",
      here: experiment.protocol.nets > 1 ? `${percent(test)} ± ${(100 * std).toFixed(2)}` : percent(test),
    })),
    remarks: `${experiment.protocol.nets} p-SIREN network(s) a level, trained on ${dataset.fit.count.toLocaleString("en-US")} images, tested on ${dataset.test.count.toLocaleString("en-US")}. Sparsity is the share of zeros in each layer. Who always says the most frequent class scores ${percent(mostFrequent(dataset.test))}.`,
  };
}
