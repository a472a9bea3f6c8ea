import type { ClimbPoint } from "../../sense/climb-file.js";
import type { SearchState } from "../../sense/search-state.js";

/** Counts time on from where a search was. */
export function stopwatch(from: ClimbPoint | undefined) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  return {
    seconds: () => (from?.seconds ?? 0) + (performance.now() - began) / 1000,
    cpuSeconds() {
      const { user, system } = process.cpuUsage(cpu);
      return (from?.cpuSeconds ?? 0) + (user + system) / 1e6;
    },
  };
}

/** How far a search is. `tried`: neighbours that trials have looked at before. */
export function pointOf(
  { evaluations, accepted }: SearchState,
  tried: number,
  clock: ReturnType<typeof stopwatch>,
  cost: number | undefined,
  scores: ClimbPoint["scores"],
): ClimbPoint {
  const times = { seconds: clock.seconds(), cpuSeconds: clock.cpuSeconds() };
  return { neighbours: tried + evaluations, swaps: accepted, ...times, cost, scores };
}
