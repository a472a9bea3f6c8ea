/** In which layers neighbourhoods are searched, one after the other (paper figures 5 to 8). */
export interface Schedule {
  /** How the next layer is chosen: first to last and round again, or at random. */
  readonly order: "in-turn" | "random";
  /** Neighbourhoods in one layer before another has its turn. */
  readonly stay: number;
  /** Neighbourhoods in all: as many swaps at most. */
  readonly neighbourhoods: number;
}

/**
 * The schedules that the paper tells of. Figure 6: layers 1.0, 2.0 and fc "for 10 epochs each and then repeat the
 * permutations 3 times"; 7: "we only permuted the fc layer weights", taken to be as long; 8: a layer chosen at random,
 * "for three successive neighborhoods", then another. It does not say how often (100 times here), nor which layers
 * figure 5 with its 6 neighbourhoods changes (each in turn here).
 */
export const PAPER_SCHEDULES = {
  "figure-5": { order: "in-turn", stay: 1, neighbourhoods: 6 },
  "figure-6": { order: "in-turn", stay: 10, neighbourhoods: 90 },
  "figure-7": { order: "in-turn", stay: 10, neighbourhoods: 90 },
  "figure-8": { order: "random", stay: 3, neighbourhoods: 300 },
} as const satisfies Readonly<Record<string, Schedule>>;

export type PaperSchedule = keyof typeof PAPER_SCHEDULES;

/** The layers that a schedule of the paper changes: all, or only the last (figure 7). */
export function layersOfSchedule(schedule: PaperSchedule, names: readonly string[]): readonly string[] {
  return schedule === "figure-7" ? names.slice(-1) : names;
}
