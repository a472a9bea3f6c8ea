import { Random } from "../../envs/random.js";
import { randomNetwork } from "../networks/random-network.js";
import { percent } from "../text.js";
import { type Experiment, mostFrequent } from "./experiment.js";
import type { Comparison, DrawFigure, Figure, Panel, Row } from "./figure.js";
import { drawSteps, legendOf } from "./from-random-drawing.js";
import { baseline, type SearchPlan, type Step, searchFromRandom } from "./from-random-runs.js";

/** What the paper says of a search: accuracies in percent at its start and at its end. */
interface PaperNumbers {
  readonly validation: readonly [start: string, end: string];
  readonly test: readonly [start: string, end: string];
  readonly backPropagation?: string;
}

interface Plan extends SearchPlan {
  readonly paper: PaperNumbers;
}

/** Figure 6: a random MNIST network with 90 % zeros, layer by layer. */
export const figure6: DrawFigure = async (experiment) =>
  joined([
    await partOf(experiment, {
      ...{ name: "mnist", sparsity: 90, schedule: "figure-6" },
      paper: { validation: ["12.34", "33.27"], test: ["10.94", "25.68"], backPropagation: "9.81" },
    }),
  ]);

/** Figure 7: the same network, its last layer only. */
export const figure7: DrawFigure = async (experiment) =>
  joined([
    await partOf(experiment, {
      ...{ name: "mnist", sparsity: 90, schedule: "figure-7" },
      paper: { validation: ["12.34", "35.87"], test: ["10.94", "27.73"], backPropagation: "9.79" },
    }),
  ]);

/** Figure 8: random networks with 80 % zeros, layers at random: (a) MNIST, (b) the two convolutions of the car's. */
export const figure8: DrawFigure = async (experiment) =>
  joined([
    await partOf(experiment, {
      ...{ name: "mnist", sparsity: 80, schedule: "figure-8" },
      paper: { validation: ["13.45", "69.5"], test: ["12.6", "63.4"] },
    }),
    await partOf(experiment, {
      ...{ name: "driving", sparsity: 80, schedule: "figure-8", layers: ["layer1.0", "layer2.0"] },
      paper: { validation: ["19.8", "75.17"], test: ["19.0", "74.0"] },
    }),
  ]);

/** One drawing of a figure, with its numbers. */
interface Part {
  readonly rows: readonly Row[];
  readonly panels: readonly Panel[];
  readonly numbers: readonly Comparison[];
  readonly remarks: string;
}

function joined(parts: readonly Part[]): Figure {
  return {
    rows: parts.flatMap(({ rows }) => rows),
    panels: parts.flatMap(({ panels }) => panels),
    numbers: parts.flatMap(({ numbers }) => numbers),
    remarks: parts.map(({ remarks }) => remarks).join(" "),
  };
}

async function partOf(experiment: Experiment, plan: Plan): Promise<Part> {
  const { name, sparsity, paper } = plan;
  const dataset = await experiment.dataset(name);
  const { task, test, validation } = dataset;
  const { family } = experiment.protocol;
  const network = randomNetwork(task.architecture(sparsity), sparsity, new Random(1));
  const data = experiment.tried(dataset);
  const steps = await searchFromRandom(experiment, plan, network);
  const { backPropagation } = paper;
  const length = steps.at(-1)!.neighbourhood;
  const baselines = backPropagation
    ? {
        kept: await baseline(experiment, plan, network, "wiring-kept", length),
        free: await baseline(experiment, plan, network, "wiring-free", length),
      }
    : undefined;
  const svg = await drawSteps(steps, baselines, network, task.scoreName);
  const [first, last] = [steps[0], steps.at(-1)!];
  const line = (what: string, [start, end]: readonly [string, string], of: (step: Step) => number) => ({
    what: `${name}: ${what}`,
    paper: `${start} → ${end} %`,
    here: `${(100 * of(first)).toFixed(2)} → ${percent(of(last))}`,
  });
  const numbers = [
    line(`validation ${task.scoreName}`, paper.validation, (step) => step.validation),
    line(`test ${task.scoreName}`, paper.test, (step) => step.test),
  ];
  if (baselines && backPropagation) {
    const { kept, free } = baselines;
    numbers.push(
      {
        what: "back-propagation on the same start, its wiring kept: test",
        paper: `10.94 → ${backPropagation} %`,
        here: `${(100 * kept[0].test).toFixed(2)} → ${percent(kept.at(-1)!.test)}`,
      },
      {
        what: "back-propagation that may rewire (p-SIREN's ternary stage): test",
        paper: "not tried",
        here: percent(free.at(-1)!.test),
      },
    );
  }
  const label = (curve: string) => (step: Step) => ({ task: name, curve, ...step });
  return {
    rows: [
      ...steps.map(label("SENSE")),
      ...(baselines?.kept.map(label("back-propagation, wiring kept")) ?? []),
      ...(baselines?.free.map(label("back-propagation, wiring free")) ?? []),
    ],
    panels: [
      { title: `${name}, ${sparsity} % zeros, from random`, svg, legend: legendOf(network, !!baselines) },
    ],
    numbers,
    remarks: `${name}: best of ${family} neighbours in each of ${length} neighbourhoods, taken when it is better on ${data.count.toLocaleString("en-US")} images; validation and test are ${validation.count.toLocaleString("en-US")} and ${test.count.toLocaleString("en-US")} others, of which ${percent(mostFrequent(test), 1)} are in the most frequent class. The paper does not say how many neighbours and images it used${plan.schedule === "figure-8" ? ", nor how many neighbourhoods" : ""}.`,
  };
}
