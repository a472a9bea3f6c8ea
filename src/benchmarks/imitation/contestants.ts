import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "../../../envs/random.js";
import { ACTION_CLASSES, actionClass } from "../../adapters/car-racing/action-class.js";
import { ENCODINGS } from "../../adapters/car-racing/decoders.js";
import { type DataSet, valuesOf } from "../../data/data-set.js";
import { type Policy, readPolicy } from "../../networks/policy-file.js";
import { randomNetwork } from "../../networks/random-network.js";
import { OUTPUTS } from "../../policies/action-decoder.js";
import { mean } from "../../statistics.js";
import { carRacing } from "../../tasks/imitation.js";
import type { ProgressListener } from "../../tasks/task.js";
import type { Contestant } from "./compare.js";
import { trainDense } from "./dense.js";
import { type Budget, MAIN_SPARSITY, recipes } from "./recipes.js";

export interface MakeOptions {
  /** Where everything that is made stays, so that a stopped run goes on. */
  readonly folder: string;
  readonly budget: Budget;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Runs a command of this program, given the words after `aann-gym`; rejects when it fails or is stopped. */
  readonly command: (words: readonly string[]) => Promise<void>;
  /** Begins to show how far a longer piece of work is. */
  readonly follow: (title: string, unit: string) => { readonly onProgress: ProgressListener; stop(): void };
}

/** All who take part: the two ends of the scale, the network before pruning, all policies, and a vote among some. */
export async function makeContestants(options: MakeOptions): Promise<Contestant[]> {
  const { folder, budget, threads, signal, command, follow } = options;
  await mkdir(folder, { recursive: true });
  const made: (Contestant & { policy: Policy })[] = [];
  const voters: Policy[] = [];
  for (const { name, file, votes, commands } of recipes(folder, budget)) {
    const path = join(folder, file);
    if (!isFinished(path)) {
      for (const words of commands) await command(isInterrupted(words) ? [...words, "--resume"] : words);
    }
    const policy = await readPolicy(path);
    if (votes) voters.push(policy);
    made.push({ name, policy, wheel: { kind: "policies", policies: [policy] } });
  }
  const reading = follow("Reading", "episodes");
  const { fit } = await carRacing
    .load({ recordings: join(folder, "laps"), onProgress: reading.onProgress })
    .finally(reading.stop);
  const training = follow("Training the dense network", "epochs");
  const dense = await trainDense({
    ...{ file: join(folder, "dense.training"), fit, epochs: budget.denseEpochs, threads, signal },
    onProgress: training.onProgress,
  }).finally(training.stop);
  const [like] = made.filter(({ policy }) => policy.sparsity === MAIN_SPARSITY);
  const network = randomNetwork(like.policy.network.architecture, MAIN_SPARSITY, new Random(0));
  return [
    { name: "majority action", wheel: { kind: "constant", action: majorityAction(fit) } },
    { name: "random ternary, 90 %", wheel: { kind: "policies", policies: [{ ...like.policy, network }] } },
    { name: "dense, real weights", wheel: dense },
    ...made,
    { name: `vote of ${voters.length} p-SIREN, 90 %`, wheel: { kind: "policies", policies: voters } },
    { name: "expert", wheel: { kind: "expert" } },
  ];
}

/** Training and search leave a file beside their output until they are through. */
const SIDE_FILES = [".training", ".search"];

const isFinished = (file: string) => existsSync(file) && !SIDE_FILES.some((end) => existsSync(file + end));

function isInterrupted(words: readonly string[]): boolean {
  const out = words[words.indexOf("--out") + 1];
  return SIDE_FILES.some((end) => existsSync(out + end));
}

/** The mean of the actions in the class that the demonstrator chose most often. */
function majorityAction({ count, targets }: DataSet): number[] {
  const values = valuesOf(targets);
  const actions = Array.from({ length: count }, (_, frame) =>
    ENCODINGS.control.decode(values.subarray(frame * OUTPUTS, (frame + 1) * OUTPUTS), undefined),
  );
  const byClass = Array.from({ length: ACTION_CLASSES }, (_, own) =>
    actions.filter((action) => actionClass(action) === own),
  );
  const most = byClass.reduce((best, each) => (each.length > best.length ? each : best));
  return [0, 1, 2].map((index) => mean(most.map((action) => action[index])));
}
