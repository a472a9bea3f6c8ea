import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { DataSet } from "../../../src/data/data-set.js";
import { InputError } from "../../../src/errors.js";
import { Inference } from "../../../src/kernels/inference.js";
import { weightCount } from "../../../src/networks/architecture.js";
import type { Loss } from "../../../src/networks/gradient-engine.js";
import { countZeros, zeroCounts } from "../../../src/networks/sparsity.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/training/checkpoint.js";
import { withDivisors } from "../../../src/training/divisors.js";
import { accuracy, meanLoss } from "../../../src/training/losses.js";
import {
  type EpochProgress,
  type Progress,
  type PSirenOptions,
  pSiren,
  type Recipe,
  type Trained,
} from "../../../src/training/p-siren.js";
import { architectures, openTfjsCpu } from "./engines.js";
import { quarters } from "./quarters.js";

const fit = quarters(300, 1);
const validation = quarters(200, 2);
const sparsity = { a: 60, b: 80, c: 70 };
const architecture = withDivisors(architectures["like MNIST's"], sparsity, 0.5);
const recipe: Recipe = {
  batch: 20,
  stages: {
    dense: { epochs: 2, rate: 1e-2, decay: 1 },
    sparsify: { epochs: 2, rate: 5e-3, decay: 1 },
    "fine-tune": { epochs: 1, rate: 5e-3, decay: 0.5 },
    ternary: { epochs: 3, rate: 2e-2, decay: 0.01 },
  },
  mask: "dynamic",
  result: "best-epoch",
};
const options: PSirenOptions = {
  architecture,
  sparsity,
  loss: { kind: "cross-entropy" },
  recipe,
  fit,
  validation,
  seed: 5,
  threads: 1,
};
/** round(p/100 · n) of 125, 270 and 144 weights. */
const zeros = [75, 216, 101];

async function train(change: Partial<PSirenOptions> = {}): Promise<{ events: Progress[]; trained: Trained }> {
  const run = pSiren({ ...options, ...change });
  const events: Progress[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { events, trained: value };
    events.push(value);
  }
}

const refused = async (change: Partial<PSirenOptions>) =>
  train(change).then(
    () => expect.fail("not refused"),
    (error) => error,
  );

const epochsOf = (events: Progress[]) =>
  events.filter((event): event is EpochProgress => event.kind === "epoch");

/** Where the bright quarter is: left or right, twice top or bottom, and a constant. */
function asValues({ targets, ...rest }: DataSet): DataSet {
  if (targets.kind !== "classes") throw new TypeError();
  const values = [...targets.labels].flatMap((label) => {
    const row = label < 2 ? -0.6 : 0.6;
    return [label % 2 === 0 ? -1 : 1, row, -row, 0.5];
  });
  return { ...rest, targets: { kind: "values", outputs: 4, values: Float32Array.from(values) } };
}

describe("p-SIREN", () => {
  let events: Progress[];
  let trained: Trained;

  before(async () => {
    ({ events, trained } = await train());
  });

  it("learns: exact integers tell the classes apart, as the best ternary epoch said", async () => {
    const logits = await Inference.logitsOf(trained.network, validation.images, validation.count);
    if (validation.targets.kind !== "classes") throw new TypeError();
    const share = accuracy(logits, validation.count, validation.targets.labels);
    expect(share).to.be.above(0.9);
    const ternary = epochsOf(events).filter(({ stage }) => stage === "ternary");
    expect(Math.max(...ternary.map((epoch) => epoch.validation!.accuracy!))).to.equal(share);
    expect(ternary[trained.epoch - 1].validation!.accuracy).to.equal(share);
  });

  it("takes an earlier epoch when the last one did worse, also after it was resumed", async () => {
    // As fast at the end as at the beginning.
    const stages = { ...recipe.stages, ternary: { epochs: 4, rate: 2e-2, decay: 1 } };
    const wild = { recipe: { ...recipe, stages } };
    const { events: seen, trained: best } = await train(wild);
    const ternary = epochsOf(seen).filter(({ stage }) => stage === "ternary");
    const accuracies = ternary.map((epoch) => epoch.validation!.accuracy!);
    expect(best.epoch - 1).to.equal(accuracies.lastIndexOf(Math.max(...accuracies)));
    expect(best.epoch).to.be.below(4);
    for (const { checkpoint } of ternary) {
      expect((await train({ ...wild, resume: checkpoint })).trained).to.deep.equal(best);
    }
    const { trained: last } = await train({ recipe: { ...wild.recipe, result: "last-epoch" } });
    expect(last.epoch).to.equal(4);
    expect(last.network).to.not.deep.equal(best.network);
  });

  it("prunes dense weights that come from elsewhere, and goes on with them where it was stopped", async () => {
    const weights = architecture.layers.map((layer, index) =>
      Float32Array.from({ length: weightCount(layer) }, (_, place) => Math.sin(place * (index + 2)) / 5),
    );
    const stages = { ...recipe.stages, dense: { ...recipe.stages.dense, epochs: 0 } };
    const change = { recipe: { ...recipe, stages }, start: weights };
    const { events: seen, trained: pruned } = await train(change);
    const [first, second] = epochsOf(seen);
    expect(first.stage).to.equal("sparsify");
    for (const { checkpoint } of [first, second]) {
      expect((await train({ ...change, resume: checkpoint })).trained).to.deep.equal(pruned);
    }
    const others = weights.map((values) => values.map((value) => -value));
    const resumed = await refused({ ...change, start: others, resume: first.checkpoint });
    expect(resumed.message).to.match(/^the checkpoint belongs to a run with other options/);
    const short = await refused({ ...change, start: weights.slice(1) });
    expect(short).to.be.instanceOf(InputError);
    expect(short.message).to.equal(
      "expected 125, 270, 144 dense weights in the layers to begin with, got 270, 144",
    );
  });

  it("has exactly the asked zeros in each layer, and only signs elsewhere", () => {
    for (const [index, weights] of trained.network.weights.entries()) {
      expect(weights.length).to.equal(weightCount(architecture.layers[index]));
      expect(weights.filter((weight) => weight === 0).length).to.equal(zeros[index]);
      expect(weights.every((weight) => weight === 0 || Math.abs(weight) === 1)).to.equal(true);
    }
    expect(trained.outputScale).to.be.above(0);
  });

  it("shows the four steps of the algorithm, in order", () => {
    const stages = epochsOf(events).map(({ stage, epoch, epochs }) => `${stage} ${epoch}/${epochs}`);
    expect(stages).to.deep.equal([
      ...["dense 1/2", "dense 2/2"],
      ...["sparsify 1/2", "sparsify 2/2"],
      "fine-tune 1/1",
      ...["ternary 1/3", "ternary 2/3", "ternary 3/3"],
    ]);
    expect(events.filter(({ kind }) => kind === "step").length).to.equal(8 * 15);
  });

  it("prunes little by little, ends exactly and stays there", () => {
    for (const [layer, target] of zeros.entries()) {
      const counts = events.map((event) => ({ stage: event.stage, count: event.zeros[layer] }));
      expect(counts.filter(({ stage }) => stage === "dense").every(({ count }) => count === 0)).to.equal(
        true,
      );
      const pruning = counts.filter(({ stage }) => stage === "sparsify").map(({ count }) => count);
      expect([...pruning].sort((a, b) => a - b)).to.deep.equal(pruning);
      expect(new Set(pruning).size).to.be.above(10);
      const after = counts.filter(({ stage }) => stage === "fine-tune" || stage === "ternary");
      expect(
        [pruning.at(-1), ...after.map(({ count }) => count)].every((count) => count === target),
      ).to.equal(true);
    }
  });

  it("gives the same bits with two threads", async () => {
    expect((await train({ threads: 2 })).trained).to.deep.equal(trained);
  });

  it("gives another network for another seed", async () => {
    expect((await train({ seed: 6 })).trained.network.weights).to.not.deep.equal(trained.network.weights);
  });

  for (const mask of ["dynamic", "fixed"] as const) {
    it(`goes on from any epoch to the same bits, mask ${mask}`, async () => {
      const change = { recipe: { ...recipe, mask } };
      const whole = await train(change);
      for (const [index, { checkpoint }] of epochsOf(whole.events).entries()) {
        const resume = decodeCheckpoint(encodeCheckpoint(checkpoint), "checkpoint");
        const rest = await train({ ...change, resume });
        expect(rest.trained, `epoch ${index}`).to.deep.equal(whole.trained);
        expect(epochsOf(rest.events)).to.deep.equal(epochsOf(whole.events).slice(index + 1));
      }
    });
  }

  it("goes on to the same bits with a budget over all layers, whose shares it has found before", async () => {
    const change: Partial<PSirenOptions> = {
      sparsity: 80,
      architecture: withDivisors(architectures["like MNIST's"], 80, 0.5),
      allocation: { architecture: (shares) => withDivisors(architectures["like MNIST's"], shares, 0.5) },
    };
    const whole = await train(change);
    const { network, sparsity: shares } = whole.trained;
    const counts = countZeros(network);
    expect(counts.reduce((sum, count) => sum + count)).to.equal(Math.round(0.8 * (125 + 270 + 144)));
    expect(zeroCounts(architecture, shares)).to.deep.equal(counts);
    expect(new Set(Object.values(shares)).size).to.equal(3);
    expect(network.architecture).to.deep.equal(withDivisors(architectures["like MNIST's"], shares, 0.5));
    const epochs = epochsOf(whole.events);
    for (const [index, { checkpoint }] of epochs.entries()) {
      const rest = await train({
        ...change,
        resume: decodeCheckpoint(encodeCheckpoint(checkpoint), "checkpoint"),
      });
      expect(rest.trained, `epoch ${index}`).to.deep.equal(whole.trained);
      expect(epochsOf(rest.events)).to.deep.equal(epochs.slice(index + 1));
    }
  });

  it("changes nothing of what the network computes when a budget changes the divisors", async () => {
    const wide = withDivisors(architectures["like MNIST's"], 0, 2);
    const stages = {
      ...recipe.stages,
      sparsify: { epochs: 1, rate: 1e-9, decay: 1 },
    };
    const narrow = { ...options, recipe: { ...recipe, stages }, sparsity: 0 };
    const losses = await Promise.all(
      [undefined, { architecture: () => wide }].map(
        async (allocation) =>
          epochsOf((await train({ ...narrow, allocation })).events).find(({ stage }) => stage === "sparsify")!
            .loss,
      ),
    );
    expect(losses[1]).to.be.closeTo(losses[0], 1e-4 * losses[0]);
  });

  it("refuses a budget over all layers with a percentage for each", async () => {
    const allocation = { architecture: () => architecture };
    const error = await train({ allocation }).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).to.be.instanceOf(InputError);
    expect(error.message).to.contain("takes one percentage");
  });

  it("keeps what pruning left when the mask is fixed, and not when it is dynamic", async () => {
    for (const mask of ["fixed", "dynamic"] as const) {
      const run = await train({ recipe: { ...recipe, mask } });
      const tuned = epochsOf(run.events).find(({ stage }) => stage === "fine-tune")!;
      const moved = run.trained.network.weights.map((weights, index) =>
        weights.reduce(
          (sum, weight, at) =>
            sum + ((weight === 0) !== (tuned.checkpoint.parameters[index][at] === 0) ? 1 : 0),
          0,
        ),
      );
      if (mask === "fixed") expect(moved).to.deep.equal([0, 0, 0]);
      else expect(Math.max(...moved)).to.be.above(0);
    }
  });

  it("lets layers with few weights learn more slowly in the ternary stage: at the root of their share", async () => {
    const none = { epochs: 0, rate: 0, decay: 1 };
    const latents = async (rate: number, fullRateFrom?: number) => {
      const ternary = { epochs: 1, rate, decay: 1 };
      const stages = { dense: none, sparsify: none, "fine-tune": none, ternary };
      // One step.
      const run = await train({ recipe: { ...recipe, stages, batch: fit.count, fullRateFrom } });
      return epochsOf(run.events)[0].checkpoint.parameters.slice(0, 3);
    };
    const [before, full, slowed] = [await latents(0), await latents(0.1), await latents(0.1, 54)];
    // Kept are 50, 54 and 43 weights.
    for (const [layer, share] of [50 / 54, 1, 43 / 54].entries()) {
      const moved = (after: readonly Float32Array[]) =>
        after[layer].reduce((sum, value, at) => sum + Math.abs(value - before[layer][at]), 0);
      expect(moved(slowed) / moved(full)).to.be.closeTo(Math.sqrt(share), 1e-3);
    }
  });

  it("shows augmentation every batch", async () => {
    let images = 0;
    const stages = { ...recipe.stages, ternary: { ...recipe.stages.ternary, epochs: 1 } };
    await train({
      recipe: { ...recipe, stages },
      augment: (batch) => {
        images += batch.count;
      },
    });
    expect(images).to.equal(6 * 300);
  });

  it("learns values as well as classes", async () => {
    const loss: Loss = { kind: "smooth-l1", terms: [8, 1, 1, 1].map((weight) => ({ weight, beta: 0.2 })) };
    const { events: steps } = await train({ loss, fit: asValues(fit), validation: asValues(validation) });
    const nothing = meanLoss(loss, new Float32Array(4 * 200), 1, 200, asValues(validation).targets);
    expect(epochsOf(steps).at(-1)!.validation!.loss).to.be.below(nothing / 4);
    expect(epochsOf(steps).at(-1)!.validation).to.not.have.property("accuracy");
  });

  it("trains with tfjs through the same interface, to like results", async () => {
    const { dense, sparsify, ternary } = recipe.stages;
    const stages = {
      dense: { ...dense, epochs: 1 },
      sparsify: { ...sparsify, epochs: 1 },
      "fine-tune": { ...dense, epochs: 0 },
      ternary: { ...ternary, epochs: 0 },
    };
    const small = { ...options, recipe: { ...recipe, stages }, fit: quarters(40, 3), validation: undefined };
    const kernels = epochsOf((await train(small)).events).map(({ loss }) => loss);
    const tfjs = epochsOf((await train({ ...small, engine: openTfjsCpu })).events).map(({ loss }) => loss);
    for (const [index, loss] of kernels.entries()) expect(tfjs[index]).to.be.closeTo(loss, 0.05 * loss);
  });

  it("keeps its state in a file after every epoch, and goes on from there to the same bits", async () => {
    const folder = await mkdtemp(join(tmpdir(), "p-siren-"));
    const checkpoint = join(folder, "run.training");
    const missing = await refused({ checkpoint, resume: true });
    expect(missing.message).to.equal(`option resume: expected an interrupted run in ${checkpoint}, got none`);
    expect((await refused({ resume: true })).message).to.match(/^option resume: expected a checkpoint file/);
    const run = pSiren({ ...options, checkpoint });
    let epochs = 0;
    for await (const event of run) {
      if (event.kind === "epoch") epochs++;
      // Leaves in the middle of an epoch, which is done again.
      if (epochs === 4 && event.kind === "step" && event.step === 2) break;
    }
    const rest = await train({ checkpoint, resume: true });
    expect(rest.events.filter(({ kind }) => kind === "epoch")).to.have.length(epochsOf(events).length - 4);
    expect(rest.trained).to.deep.equal(trained);
    const again = await train({ checkpoint, resume: true });
    expect(again.events).to.deep.equal([]);
    expect(again.trained).to.deep.equal(trained);
    await rm(folder, { recursive: true });
  });

  it("refuses another run's checkpoint, and says when training diverges", async () => {
    const { checkpoint } = epochsOf(events)[0];
    const other = await refused({ resume: checkpoint, seed: 6 });
    expect(other).to.be.instanceOf(InputError);
    expect(other.message).to.contain("other options, another seed or other data");
    const stages = { ...recipe.stages, dense: { epochs: 2, rate: 1e38, decay: 1 } };
    const diverged = await refused({ recipe: { ...recipe, stages } });
    expect(diverged).to.be.instanceOf(InputError);
    expect(diverged.message).to.match(/diverged in the dense stage/);
  });
});
