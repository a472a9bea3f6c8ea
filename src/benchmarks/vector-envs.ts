import { availableParallelism } from "node:os";
import { DEFAULT_ENV, type Env, make, SyncVectorEnv, type VectorEnv } from "../../envs/index.js";
import { AsyncVectorEnv } from "../../envs/node.js";
import type { BatchedAction } from "../../envs/vector/vector-env.js";
import type { BenchmarkRow } from "./benchmark.js";
import { speedRow } from "./speed-row.js";
import { type Candidate, takeTurns } from "./stopwatch.js";

/** What is stepped: how many environments together, and how many steps in one turn. */
interface Work {
  readonly id: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly what: string;
  readonly envs: number;
  readonly steps: number;
  /** Whether a turn is one message to each thread. */
  readonly batched?: boolean;
}

const WORK: readonly Work[] = [
  {
    id: DEFAULT_ENV,
    options: { physics: "float32" },
    what: `${DEFAULT_ENV} with pixels`,
    envs: 8,
    steps: 25,
  },
  { id: "LunarLander-v3", what: "LunarLander-v3", envs: 16, steps: 50 },
  { id: "LunarLander-v3", what: "LunarLander-v3, 50 steps a message", envs: 16, steps: 50, batched: true },
  { id: "CartPole-v1", what: "CartPole-v1, 250 steps a message", envs: 64, steps: 250, batched: true },
];

/** Vector environments: in this thread, in one worker thread, and in as many as there are processors. */
export async function measureVectorEnvs(
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const work of WORK) {
    if (signal.aborted) return;
    await measure(work, report, signal);
  }
}

async function measure(work: Work, report: (row: BenchmarkRow) => void, signal: AbortSignal): Promise<void> {
  const threads = availableParallelism();
  const here: VectorEnv<Env> = await SyncVectorEnv.create<Env>(work.envs, () => make(work.id, work.options), {
    copy: false,
  });
  const one = await inThreads(work, 1);
  const all = await inThreads(work, threads);
  try {
    const candidates = {
      here: await turns(here, work),
      one: await turns(one, work),
      all: await turns(all, work),
    };
    const paces = await takeTurns(candidates, signal);
    if (!paces) return;
    const what = `${work.envs} × ${work.what}`;
    report(speedRow(what, "this thread", paces.here));
    report(speedRow(what, "1 worker thread", paces.one));
    const baseline = { name: "1 worker thread", pace: paces.one, onClock: true };
    report(speedRow(what, `${threads} worker threads`, paces.all, baseline));
  } finally {
    await here.close();
    await one.close();
    await all.close();
  }
}

async function inThreads({ id, options, envs }: Work, workers: number): Promise<VectorEnv<Env>> {
  // Which environment it is does not matter here, so its types are left out.
  const source = { id, options } as { id: "CartPole-v1" };
  return (await AsyncVectorEnv.create(envs, source, { copy: false, workers })) as unknown as VectorEnv<Env>;
}

/** Random actions; a unit is one step of one environment. */
async function turns(vector: VectorEnv<Env>, { steps, batched = false }: Work): Promise<Candidate> {
  vector.actionSpace.seed(0);
  const actions = Array.from({ length: steps }, () => vector.actionSpace.sample() as BatchedAction<Env>);
  await vector.reset({ seed: 0 });
  return {
    async run() {
      if (batched) await vector.rollout(actions);
      else for (const batch of actions) await vector.step(batch);
      return steps * vector.numEnvs;
    },
  };
}
