import { type Env, make, SyncVectorEnv, type Wrapper } from "../../envs/index.js";
import type { BenchmarkRow } from "./benchmark.js";
import { speedRow } from "./speed-row.js";
import { type Candidate, takeTurns } from "./stopwatch.js";

const STEPS = 1_000;

const IDS = [
  "CartPole-v1",
  "MountainCar-v0",
  "MountainCarContinuous-v0",
  "Acrobot-v1",
  "Pendulum-v1",
  "LunarLander-v3",
  "FrozenLake-v1",
  "CliffWalking-v1",
  "Taxi-v4",
  "Blackjack-v1",
] as const;

/** How many CartPoles are stepped together. */
const CART_POLES = 64;

/**
 * The environments that draw only when asked, with random actions: one of each, and many CartPoles in a vector
 * environment.
 * @param rounds How often each is timed; the best counts.
 */
export async function measureSmallEnvs(
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
  rounds?: number,
): Promise<void> {
  const envs: Wrapper<Env>[] = [];
  const candidates: Record<string, Candidate> = {};
  for (const id of IDS) {
    const env: Wrapper<Env> = await make(id as string);
    envs.push(env);
    candidates[id] = episodes(env);
  }
  const cartPoles = await SyncVectorEnv.create(CART_POLES, () => make("CartPole-v1"), { copy: false });
  candidates[`${CART_POLES} × CartPole-v1`] = batches(cartPoles);
  const paces = await takeTurns(candidates, signal, rounds);
  for (const env of [...envs, cartPoles]) env.close();
  for (const [name, pace] of Object.entries(paces ?? {})) report(speedRow(name, "random actions", pace));
}

/** Random actions, episode after episode. */
function episodes(env: Env): Candidate {
  env.actionSpace.seed(0);
  const actions = Array.from({ length: STEPS }, () => env.actionSpace.sample());
  env.reset({ seed: 0 });
  return {
    run() {
      for (const action of actions) {
        const [, , terminated, truncated] = env.step(action);
        if (terminated || truncated) env.reset();
      }
      return STEPS;
    },
  };
}

/** Random actions; a unit is one step of one environment. */
function batches(vector: SyncVectorEnv<Env>): Candidate {
  vector.actionSpace.seed(0);
  const actions = Array.from({ length: 20 }, () => vector.actionSpace.sample() as Int32Array);
  vector.reset({ seed: 0 });
  return {
    run() {
      for (const batch of actions) vector.step(batch);
      return actions.length * vector.numEnvs;
    },
  };
}
