/**
 * A data set of your own, in one file: pictures 28×28 of ten kinds, which this program draws. Put your own in their
 * place, and the rest stays as it is: p-SIREN trains a network with 90 % zeros, SENSE improves it without gradients,
 * and pictures that neither has seen measure both. `node dist/demos/own-data.js` runs it in seconds; docs/tasks.md
 * explains it.
 */
import { Random } from "../envs/index.js";
import {
  classificationTask,
  type DataSet,
  improve,
  type PolicyFile,
  problemOf,
  pSiren,
} from "../src/index.js";

const SIDE = 28;
const SPARSITY = 90;
const NEIGHBOURS = 10_000;

/** Whether a shape covers a place; its centre is (0, 0), and it reaches to about 1. */
type Shape = (x: number, y: number) => boolean;

const { abs, hypot, max, min } = Math;

const SHAPES: Readonly<Record<string, Shape>> = {
  disc: (x, y) => hypot(x, y) < 1,
  ring: (x, y) => hypot(x, y) < 1 && hypot(x, y) > 0.6,
  square: (x, y) => max(abs(x), abs(y)) < 0.85,
  frame: (x, y) => max(abs(x), abs(y)) < 0.85 && max(abs(x), abs(y)) > 0.5,
  diamond: (x, y) => abs(x) + abs(y) < 1.1,
  plus: (x, y) => min(abs(x), abs(y)) < 0.25 && max(abs(x), abs(y)) < 1,
  cross: (x, y) => min(abs(x + y), abs(x - y)) < 0.35 && max(abs(x), abs(y)) < 0.9,
  stripes: (x, y) => abs(abs(y) - 0.5) < 0.25 && abs(x) < 1,
  "triangle up": (x, y) => abs(y) < 0.9 && abs(x) < (y + 0.9) / 1.8,
  "triangle down": (x, y) => abs(y) < 0.9 && abs(x) < (0.9 - y) / 1.8,
};

/** Draws shapes of any size, place and grey, on noise. Each kind comes as often as the others. */
function draw(count: number, seed: number): DataSet {
  const random = new Random(seed);
  const shapes = Object.values(SHAPES);
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % shapes.length);
  for (const [index, label] of labels.entries()) {
    const radius = random.uniform(5, 9);
    const row = random.uniform(radius, SIDE - radius);
    const column = random.uniform(radius, SIDE - radius);
    const grey = random.uniform(120, 190);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const x = ((pixel % SIDE) - column) / radius;
      const y = (Math.floor(pixel / SIDE) - row) / radius;
      images[index * SIDE * SIDE + pixel] = (shapes[label](x, y) ? grey : 0) + random.integers(50);
    }
  }
  return { count, images, targets: { kind: "classes", labels } };
}

// Three parts that share no picture: to fit to, to choose among networks by, and to measure the result with.
const splits = { fit: draw(3_000, 1), validation: draw(500, 2) };
const shapes = classificationTask({
  name: "shapes",
  load: async () => splits,
  loadTest: async () => draw(1_000, 3),
});

const training = pSiren({
  architecture: shapes.architecture(SPARSITY),
  sparsity: SPARSITY,
  loss: shapes.loss,
  // The few epochs of a large data set: done in seconds, and it leaves something for SENSE to find. With
  // `shapes.recipe(splits.fit.count)` training takes as many steps as 3,000 pictures need.
  recipe: shapes.recipe(60_000),
  ...splits,
  seed: 0,
});
let next = await training.next();
for (; !next.done; next = await training.next()) {
  const { value } = next;
  if (value.kind !== "epoch") continue;
  console.log(
    `${value.stage}, epoch ${value.epoch}: validation accuracy ${percent(value.validation?.accuracy)}`,
  );
}
const trained: PolicyFile = {
  task: shapes.name,
  sparsity: SPARSITY,
  network: next.value.network,
  provenance: { seed: 0 },
};

const climb = improve({
  ...{
    problem: problemOf(shapes, splits),
    start: trained,
    objective: "loss",
    accept: "annealing",
    temperature: 1e-5,
  },
  ...{ family: 1, layers: ["fc", "layer2.0"], seed: 0, progress: (evaluations) => evaluations / NEIGHBOURS },
});
let best = trained;
for await (const event of climb) if (event.kind === "evaluated" && event.best) best = event.policy;

for (const [name, policy] of [
  ["p-SIREN", trained],
  ["p-SIREN + SENSE", best],
] as const) {
  const { scores } = await shapes.evaluate(policy);
  console.log(`${name}: test accuracy ${percent(scores["test accuracy"])}`);
}

function percent(share = Number.NaN): string {
  return `${(100 * share).toFixed(1)} %`;
}
