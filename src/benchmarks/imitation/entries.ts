import { join } from "node:path";
import { Random } from "../../../envs/random.js";
import { adapterOf } from "../../adapters/environments.js";
import { type PolicyFile, readPolicy } from "../../networks/policy-file.js";
import { randomNetwork } from "../../networks/random-network.js";
import { labelsOf, type RecordedAction } from "../../recordings/recording.js";
import { findRecordings, readRecording } from "../../recordings/recording-folder.js";
import { mean } from "../../statistics.js";
import type { Task } from "../../tasks/task.js";
import { loadTask } from "../../tasks/tasks.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import type { Entry } from "./compare.js";
import { trainDense } from "./dense.js";
import type { Actor } from "./entry-policy.js";
import { type MakeOptions, makePolicies } from "./make-policy.js";
import { DEMONSTRATIONS, MAIN_SPARSITY, named, recipes } from "./recipes.js";

/**
 * All who take part: the two ends of the scale, the network before pruning, all policies, and a vote among some.
 * @param decoders names of those to compare, the default first; undefined: the environment's one
 */
export async function makeEntries(
  options: MakeOptions,
  decoders: readonly (string | undefined)[],
): Promise<Entry[]> {
  const { folder, budget, threads, signal, follow } = options;
  await prepareWritableFolder(folder);
  const made = new Map<string, PolicyFile[]>();
  const voters: PolicyFile[] = [];
  const all = recipes(budget, decoders);
  await makePolicies(all, options);
  for (const { name, file, votes } of all) {
    const policy = await readPolicy(join(folder, file));
    if (votes) voters.push(policy);
    made.set(name, [...(made.get(name) ?? []), policy]);
  }
  const recordings = join(folder, DEMONSTRATIONS);
  const task = await loadTask({ env: options.env, recordings });
  const reading = follow("Reading", "episodes");
  const { fit } = await task.load({ recordings, onProgress: reading.onProgress }).finally(reading.stop);
  const seeds = Array.from({ length: budget.trainings }, (_, seed) => seed);
  const dense: Actor[] = [];
  for (const seed of seeds) {
    const training = follow("Training the dense network", "epochs");
    const file = join(folder, `${named("dense", seed)}.training`);
    const trained = trainDense({
      ...{ task, file, fit, epochs: budget.denseEpochs, seed, threads, signal },
      onProgress: training.onProgress,
    });
    dense.push(await trained.finally(training.stop));
  }
  const [like] = voters;
  const random = seeds.map((seed): PolicyFile => {
    const network = randomNetwork(like.network.architecture, MAIN_SPARSITY, new Random(seed));
    return { ...like, network };
  });
  const alone = (policy: PolicyFile): Actor => ({ kind: "policies", policies: [policy] });
  const action = await majorityAction(recordings, task);
  return [
    { name: "majority action", actors: [{ kind: "constant", action }] },
    { name: "random ternary, 90 %", actors: random.map(alone) },
    { name: "dense BC", actors: dense },
    ...Array.from(made, ([name, policies]) => ({ name, actors: policies.map(alone) })),
    { name: `vote of ${voters.length} p-SIREN, 90 %`, actors: [{ kind: "policies", policies: voters }] },
    { name: "expert", actors: [{ kind: "expert" }] },
  ];
}

/** The mean of the actions in the class that the expert chose most often. */
async function majorityAction(folder: string, { name }: Task): Promise<number | number[]> {
  const classOf = (await adapterOf(name)).actionClass?.of ?? String;
  const byClass = new Map<string, RecordedAction[]>();
  for (const file of await findRecordings(folder)) {
    for (const action of labelsOf(await readRecording(file))) {
      const key = String(classOf(action));
      const same = byClass.get(key) ?? [];
      same.push(action);
      byClass.set(key, same);
    }
  }
  const most = [...byClass.values()].reduce((best, each) => (each.length > best.length ? each : best));
  const [first] = most;
  if (typeof first === "number") return first;
  return first!.map((_, element) => mean(most.map((action) => (action as readonly number[])[element])));
}
