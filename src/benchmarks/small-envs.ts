import { type Env, make } from "../../envs/index.js";
import type { BenchmarkRow } from "./benchmark.js";
import { speedRow } from "./speed-row.js";
import { type Contestant, takeTurns } from "./stopwatch.js";

const STEPS = 1_000;

/** The environments that draw only when asked, with random actions. */
export async function measureSmallEnvs(
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  const [cartPole, lunarLander] = await Promise.all([make("CartPole-v1"), make("LunarLander-v3")]);
  const paces = await takeTurns(
    { "CartPole-v1": episodes(cartPole), "LunarLander-v3": episodes(lunarLander) },
    signal,
  );
  cartPole.close();
  lunarLander.close();
  for (const [name, pace] of Object.entries(paces ?? {})) report(speedRow(name, "random actions", pace));
}

/** Random actions, episode after episode. */
function episodes(env: Env): Contestant {
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
