import { percent } from "../percent.js";
import { openPlots } from "../plots.js";
import { mean, standardDeviation } from "../statistics.js";
import type { DrawFigure, Figure } from "./figure.js";
import { mostFrequent, type Studio } from "./studio.js";
import type { SubjectName } from "./subject.js";

/** The paper's levels for pictures in classes, in percent (section 4.1). */
const LEVELS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 87, 89, 91, 93, 95];

/** And those for driving. */
const DRIVING_LEVELS = [...LEVELS, 96, 97, 98, 99];

/** Figure 2a: MNIST accuracy of p-SIREN networks against their sparsity. */
export const figure2a: DrawFigure = (studio) => accuracyBySparsity(studio, "mnist", LEVELS);

/** Figure 2b: the same for the three classes of driving. */
export const figure2b: DrawFigure = (studio) => accuracyBySparsity(studio, "driving", DRIVING_LEVELS);

/** Figure 12: the same for Fashion-MNIST. */
export const figure12: DrawFigure = (studio) => accuracyBySparsity(studio, "fashion-mnist", LEVELS);

/** Test scores of p-SIREN networks with so many percent of zeros. */
export async function accuracyBySparsity(
  studio: Studio,
  name: SubjectName,
  levels: readonly number[],
): Promise<Figure> {
  const subject = await studio.subject(name);
  const rows: { sparsity: number; net: number; validation: number; test: number }[] = [];
  const nets = Array.from({ length: studio.protocol.nets }, (_, index) => index + 1);
  await studio.trainAll(
    name,
    levels.flatMap((sparsity) => nets.map((seed) => ({ sparsity, seed }))),
  );
  for (const sparsity of levels) {
    for (const net of nets) {
      const policy = await studio.trained(name, sparsity, net);
      const validation = await studio.score(subject, policy, subject.validation);
      rows.push({ sparsity, net, validation, test: await studio.score(subject, policy, subject.test) });
    }
  }
  const means = levels.map((sparsity) => {
    const tests = rows.filter((row) => row.sparsity === sparsity).map(({ test }) => test);
    return { sparsity, test: mean(tests), spread: standardDeviation(tests) };
  });
  const { Plot, draw } = await openPlots();
  const svg = draw({
    width: 720,
    height: 360,
    grid: true,
    x: { label: "sparsity (% zeros)" },
    y: { label: `test ${subject.task.scoreName} (%)` },
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
    panels: [{ title: `Test ${subject.task.scoreName} against sparsity`, svg }],
    numbers: means.map(({ sparsity, test, spread }) => ({
      what: `${sparsity} % zeros`,
      paper: "plot only",
      here: studio.protocol.nets > 1 ? `${percent(test)} ± ${(100 * spread).toFixed(2)}` : percent(test),
    })),
    remarks: `${studio.protocol.nets} p-SIREN network(s) a level, trained on ${subject.fit.count.toLocaleString("en-US")} pictures, tested on ${subject.test.count.toLocaleString("en-US")}. Sparsity is the share of zeros in each layer. Who always says the most frequent class scores ${percent(mostFrequent(subject.test))}.`,
  };
}
