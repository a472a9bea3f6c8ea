import { setImmediate } from "node:timers/promises";

/** Something to time. */
export interface Candidate {
  /** What is not timed, before every run. */
  readonly prepare?: () => void;
  /** Does some work and says how much, in units of the entry's choice. */
  readonly run: () => number | Promise<number>;
}

/** Time for one unit of work. */
export interface Pace {
  /** On the clock (s). */
  readonly seconds: number;
  /** Of the processor: all threads of this process together, the collection of garbage included (s). */
  readonly cpuSeconds: number;
}

/** How long a entry runs before another has its turn (s on the clock). */
const TURN = 0.1;

/**
 * Times entries in turns, round after round after one to warm up, so that a noisy moment hits all of them. Each one's
 * best round counts: other programs only ever make it slower.
 * @returns a pace for each entry, by the same names; undefined once aborted
 */
export async function takeTurns<Name extends string>(
  candidates: Readonly<Record<Name, Candidate>>,
  signal: AbortSignal,
  rounds = 8,
): Promise<Record<Name, Pace> | undefined> {
  const names = Object.keys(candidates) as Name[];
  const never: Pace = { seconds: Infinity, cpuSeconds: Infinity };
  const best = Object.fromEntries(names.map((name) => [name, never])) as Record<Name, Pace>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      // Lets Ctrl-C through.
      await setImmediate();
      if (signal.aborted) return undefined;
      const pace = await time(candidates[name]);
      if (round === 0) continue;
      best[name] = {
        seconds: Math.min(best[name].seconds, pace.seconds),
        cpuSeconds: Math.min(best[name].cpuSeconds, pace.cpuSeconds),
      };
    }
  }
  return best;
}

async function time({ prepare, run }: Candidate): Promise<Pace> {
  let units = 0;
  let seconds = 0;
  let cpuSeconds = 0;
  while (seconds < TURN) {
    prepare?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    units += await run();
    seconds += (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds += (user + system) / 1e6;
  }
  return { seconds: seconds / units, cpuSeconds: cpuSeconds / units };
}
