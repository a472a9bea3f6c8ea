import { Random } from "../../envs/random.js";
import { randomNetwork } from "../networks/random-network.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { LAYER_COLORS, openPlots, percent } from "../plots.js";
import { succeed } from "../sense/paper.js";
import { layersOfSchedule, PAPER_SCHEDULES, type PaperSchedule } from "../sense/paper-schedules.js";
import { slice } from "../tasks/data-set.js";
import { backPropagate } from "./back-propagation.js";
import type { Comparison, DrawFigure, Figure, Panel, Row } from "./figure.js";
import { mostFrequent, type Studio } from "./studio.js";
import type { SubjectName } from "./subject.js";

/** What the paper says of a climb: accuracies in percent at its start and at its end. */
interface PaperNumbers {
  readonly validation: readonly [start: string, end: string];
  readonly test: readonly [start: string, end: string];
  readonly backPropagation?: string;
}

interface Plan {
  readonly name: SubjectName;
  readonly sparsity: number;
  readonly schedule: PaperSchedule;
  /** Layers that may change; all, or as the schedule says, where not given. */
  readonly layers?: readonly string[];
  readonly paper: PaperNumbers;
}

/** Figure 6: a random MNIST network with 90 % zeros, layer by layer. */
export const figure6: DrawFigure = async (studio) =>
  joined([
    await climbFromRandom(studio, {
      ...{ name: "mnist", sparsity: 90, schedule: "figure-6" },
      paper: { validation: ["12.34", "33.27"], test: ["10.94", "25.68"], backPropagation: "9.81" },
    }),
  ]);

/** Figure 7: the same network, its last layer only. */
export const figure7: DrawFigure = async (studio) =>
  joined([
    await climbFromRandom(studio, {
      ...{ name: "mnist", sparsity: 90, schedule: "figure-7" },
      paper: { validation: ["12.34", "35.87"], test: ["10.94", "27.73"], backPropagation: "9.79" },
    }),
  ]);

/** Figure 8: random networks with 80 % zeros, layers by chance: (a) MNIST, (b) the two convolutions of the car's. */
export const figure8: DrawFigure = async (studio) =>
  joined([
    await climbFromRandom(studio, {
      ...{ name: "mnist", sparsity: 80, schedule: "figure-8" },
      paper: { validation: ["13.45", "69.5"], test: ["12.6", "63.4"] },
    }),
    await climbFromRandom(studio, {
      ...{ name: "car-racing", sparsity: 80, schedule: "figure-8", layers: ["layer1.0", "layer2.0"] },
      paper: { validation: ["19.8", "75.17"], test: ["19.0", "74.0"] },
    }),
  ]);

interface Step {
  /** Neighbourhoods searched so far; of back-propagation, where an epoch stands beside them. */
  readonly neighbourhood: number;
  readonly layer: string;
  readonly validation: number;
  readonly test: number;
}

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

async function climbFromRandom(studio: Studio, plan: Plan): Promise<Part> {
  const { name, sparsity, paper } = plan;
  const { task, fit, test, validation } = await studio.subject(name);
  const { family, fitness } = studio.protocol;
  const network = randomNetwork(task.architecture(sparsity), sparsity, new Random(1));
  const data = slice(fit, 0, Math.min(fitness, fit.count));
  const steps = await climbed(studio, plan, network);
  const { backPropagation } = paper;
  const length = steps.at(-1)!.neighbourhood;
  const baselines = backPropagation
    ? {
        kept: await baseline(studio, plan, network, "wiring-kept", length),
        free: await baseline(studio, plan, network, "wiring-free", length),
      }
    : undefined;
  const svg = await drawn(steps, baselines, network, task.scoreName);
  const [first, last] = [steps[0]!, steps.at(-1)!];
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
        here: `${(100 * kept[0]!.test).toFixed(2)} → ${percent(kept.at(-1)!.test)}`,
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
    remarks: `${name}: best of ${family} neighbours in each of ${length} neighbourhoods, taken when it is better on ${data.count.toLocaleString("en-US")} pictures; validation and test are ${validation.count.toLocaleString("en-US")} and ${test.count.toLocaleString("en-US")} others, of which ${percent(mostFrequent(test), 1)} are in the most frequent class. The paper does not say how many neighbours and pictures it used${plan.schedule === "figure-8" ? ", nor how many neighbourhoods" : ""}.`,
  };
}

/** The climb's scores after each neighbourhood. */
async function climbed(studio: Studio, plan: Plan, network: TernaryNetwork): Promise<Step[]> {
  const subject = await studio.subject(plan.name);
  const { task, fit } = subject;
  const { family, fitness, neighbourhoods } = studio.protocol;
  const names = network.architecture.layers.map((layer) => layer.name);
  const layers = plan.layers ?? layersOfSchedule(plan.schedule, names);
  const known = PAPER_SCHEDULES[plan.schedule];
  const schedule = plan.schedule === "figure-8" ? { ...known, neighbourhoods } : known;
  const { name, sparsity } = plan;
  const key = {
    task: name,
    sparsity,
    climb: plan.schedule,
    schedule,
    layers,
    family,
    fitness,
    pictures: fit.count,
  };
  return studio.once("from-random", key, async () => {
    const data = slice(fit, 0, Math.min(fitness, fit.count));
    const encoding = task.encoding?.(1000);
    const objective = task.objective("score", data, encoding);
    const steps: Step[] = [];
    let layer = "";
    const { threads, signal } = studio;
    const judge = async () => ({ rank: [0], scores: {} });
    const options = { network, data, objective, layers, schedule, family, seed: 1, threads, judge, signal };
    for await (const event of succeed(options)) {
      if (event.kind === "explored") {
        layer = event.layerName;
        continue;
      }
      const policy = { task: name, sparsity, encoding, network: event.state.network, provenance: {} };
      steps.push({
        neighbourhood: event.state.visits,
        layer,
        validation: await studio.score(subject, policy, subject.validation),
        test: await studio.score(subject, policy, subject.test),
      });
    }
    signal.throwIfAborted();
    return steps;
  });
}

/** Back-propagation from the same network, its epochs spread over as many neighbourhoods as SENSE had. */
async function baseline(
  studio: Studio,
  { name, sparsity }: Plan,
  network: TernaryNetwork,
  rule: "wiring-kept" | "wiring-free",
  length: number,
): Promise<Step[]> {
  const subject = await studio.subject(name);
  const { task, fit } = subject;
  const epochs = studio.protocol.baselineEpochs;
  const key = { task: name, sparsity, rule, epochs, pictures: fit.count };
  const scores = await studio.once("back-propagation", key, async () => {
    const found: { validation: number; test: number }[] = [];
    const { loss, recipe } = task;
    const options = { network, fit, loss, recipe, epochs, rule, seed: 1, threads: studio.threads };
    for await (const after of backPropagate(options)) {
      studio.signal.throwIfAborted();
      const policy = { task: name, sparsity, network: after, provenance: {} };
      found.push({
        validation: await studio.score(subject, policy, subject.validation),
        test: await studio.score(subject, policy, subject.test),
      });
    }
    return found;
  });
  return scores.map((score, epoch) => ({ ...score, neighbourhood: (epoch / epochs) * length, layer: "" }));
}

const TEST_COLOR = "#ff7f0e";
const BASELINES = {
  kept: { color: "#9467bd", text: "back-propagation, wiring kept: test" },
  free: { color: "#17becf", text: "back-propagation, wiring free: test" },
};

function legendOf({ architecture }: TernaryNetwork, baselines: boolean): NonNullable<Panel["legend"]> {
  const layers = architecture.layers.map(({ name }, index) => ({
    color: LAYER_COLORS[index]!,
    text: `validation, swaps in ${name}`,
  }));
  return [
    ...layers,
    { color: TEST_COLOR, text: "test" },
    ...(baselines ? [BASELINES.kept, BASELINES.free] : []),
  ];
}

async function drawn(
  steps: readonly Step[],
  baselines: { readonly kept: readonly Step[]; readonly free: readonly Step[] } | undefined,
  { architecture }: TernaryNetwork,
  scoreName: string,
): Promise<string> {
  const { Plot, draw } = await openPlots();
  const names = architecture.layers.map(({ name }) => name);
  // A piece of the line for every step, in the colour of the layer that changed.
  const pieces = steps.slice(1).map((step, index) => ({ from: steps[index]!, to: step }));
  const curve = (data: readonly Step[], color: string, title: string) => [
    Plot.lineY(data, { x: "neighbourhood", y: ({ test }) => 100 * test, stroke: "black", strokeWidth: 1 }),
    Plot.dot(data, {
      x: "neighbourhood",
      y: ({ test }) => 100 * test,
      fill: color,
      r: 2.5,
      title: ({ neighbourhood, test }) => `${title}, ${neighbourhood.toFixed(0)}: test ${percent(test)}`,
    }),
  ];
  return draw({
    width: 720,
    height: 400,
    grid: true,
    x: { label: "neighbourhoods" },
    y: { label: `${scoreName} (%)`, domain: [0, 100] },
    marks: [
      Plot.link(pieces, {
        x1: ({ from }) => from.neighbourhood,
        x2: ({ to }) => to.neighbourhood,
        y1: ({ from }) => 100 * from.validation,
        y2: ({ to }) => 100 * to.validation,
        stroke: ({ to }) => LAYER_COLORS[names.indexOf(to.layer)],
        strokeWidth: 4,
        title: ({ to }) => `${to.neighbourhood} (${to.layer}): validation ${percent(to.validation)}`,
      }),
      ...curve(steps, TEST_COLOR, "SENSE"),
      ...(baselines ? curve(baselines.kept, BASELINES.kept.color, BASELINES.kept.text) : []),
      ...(baselines ? curve(baselines.free, BASELINES.free.color, BASELINES.free.text) : []),
    ],
  });
}
