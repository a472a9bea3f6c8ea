import { availableParallelism } from "node:os";
import { DEFAULT_ENV, type Env, make, SyncVectorEnv, type VectorEnv } from "../../envs/index.js";
import { AsyncVectorEnv } from "../../envs/node.js";
import type { BatchedAction } from "../../envs/vector/vector-env.js";
import type { BenchmarkRow } from "./benchmark.js";
import { speedRow } from "./speed-row.js";
import { type Contestant, takeTurns } from "./stopwatch.js";

const ENVS = 8;
const BATCHES = 25;

/** Eight of the default environment with pixels: in this thread, and in worker threads. */
export async function measureVectorEnvs(
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { physics: "float32" } as const;
  const threads = availableParallelism();
  const here = await SyncVectorEnv.create(ENVS, () => make(DEFAULT_ENV, options), { copy: false });
  const there = await AsyncVectorEnv.create(
    ENVS,
    { id: DEFAULT_ENV, options },
    { copy: false, workers: threads },
  );
  try {
    const contestants = { here: await batches(here), there: await batches(there) };
    const paces = await takeTurns(contestants, signal);
    if (!paces) return;
    const what = `${ENVS} × ${DEFAULT_ENV} with pixels`;
    report(speedRow(what, "this thread", paces.here));
    const baseline = { name: "this thread", pace: paces.here, onClock: true };
    report(speedRow(what, `${threads} worker threads`, paces.there, baseline));
  } finally {
    here.close();
    await there.close();
  }
}

/** Random actions; a unit is one step of one environment. */
async function batches<E extends Env>(vector: VectorEnv<E>): Promise<Contestant> {
  vector.actionSpace.seed(0);
  const actions = Array.from({ length: BATCHES }, () => vector.actionSpace.sample() as BatchedAction<E>);
  await vector.reset({ seed: 0 });
  return {
    async run() {
      for (const batch of actions) await vector.step(batch);
      return BATCHES * vector.numEnvs;
    },
  };
}
