import { dataHash, type Splits } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { keepLast } from "../jobs/keep-last.js";
import { runTrial, type Trial } from "../sense/starts.js";
import { problemOf, type Task } from "./task.js";
import { loadTask, taskNames } from "./tasks.js";
import type { TrialJob, TrialPlan } from "./trial-job.js";

/** The data set of the last trials, with its hash. */
const kept = keepLast<{ readonly task: Task; readonly splits: Splits; readonly hash: string }>(() => {});

/** Climbs for a short while, in one thread. */
export default async function tryOne(plan: TrialPlan, { index, before, start }: TrialJob): Promise<Trial> {
  const { settings, starts, neighbours } = plan;
  const { task, splits, hash } = await kept(plan.task, () => dataOf(plan.task));
  if (hash !== plan.data) {
    throw new InputError(`data set ${plan.task}: expected the command's on all machines, got another one`);
  }
  const steps = runTrial(
    {
      ...{ ...settings, problem: problemOf(task, splits), start, starts, threads: 1 },
      progress: (evaluations) => evaluations / neighbours,
    },
    { index, before },
  );
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value!;
}

async function dataOf(name: string) {
  if (!taskNames.includes(name)) {
    throw new InputError(`expected a data set out of ${taskNames.join(", ")}, got ${name}`);
  }
  const task = await loadTask({ task: name });
  const splits = await task.load({ recordings: "" });
  return { task, splits, hash: dataHash(splits.fit) };
}
