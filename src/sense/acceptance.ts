import type { Random } from "../../envs/random.js";

/** Decides how much worse a neighbour may be and still be taken. */
export interface Acceptance {
  readonly name: "greedy" | "annealing";
  /**
   * How much a neighbour's mean cost may exceed the present network's. Drawn before the neighbour is looked at, so that
   * a hopeless one can be dropped early.
   * @param progress share of the search that is over, 0 to 1
   */
  tolerance(progress: number, random: Random): number;
}

/** The paper's rule (Algorithm 2): never take what is worse. Equals are taken, since plateaus are wide. */
export const greedy: Acceptance = { name: "greedy", tolerance: () => 0 };

/**
 * Simulated annealing, the paper's future work: Metropolis' rule with the temperature T₀(1 − progress)².
 * @param initial T₀ in units of the mean cost
 */
export function annealing(initial: number): Acceptance {
  return {
    name: "annealing",
    tolerance(progress, random) {
      const temperature = initial * (1 - progress) ** 2;
      return -temperature * Math.log(1 - random.random());
    },
  };
}
