import { checkDataSet } from "../data/data-set.js";
import { Inference } from "../kernels/inference.js";
import { dataShapeOf } from "../networks/architecture.js";
import type { PolicyFile } from "../networks/policy-file.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { annealing, greedy } from "./acceptance.js";
import type { Evaluation } from "./evaluation.js";
import { localSearch } from "./local-search.js";
import { succeed } from "./paper.js";
import type { Schedule } from "./paper-schedules.js";
import type { ObjectiveKind, Problem, Rollouts } from "./problem.js";
import type { Evaluated, Explored, SearchOptions } from "./search-state.js";
import { survey } from "./survey.js";

export interface ImproveOptions
  extends Pick<SearchOptions, "layers" | "seed" | "threads" | "resume" | "signal"> {
  readonly problem: Problem;
  /** Where to start: a policy out of p-SIREN, or a random one. */
  readonly start: PolicyFile;
  /**
   * What is improved: `loss`, `score` (accuracy or agreement, as the paper), `cvar` (the CVaR of the loss), or
   * `return`: the loss is made small, held-out agreement is the screen, and rollouts of the best of each round decide.
   */
  readonly objective: ObjectiveKind | "return";
  /**
   * How: surveys of single-weight changes (`survey`), or neighbours that race one after another (`localSearch`).
   * Default races.
   */
  readonly search?: "surveys" | "races";
  /** Of races: whether to take what is worse. */
  readonly accept: "greedy" | "annealing";
  /** First temperature of annealing, in units of the mean cost. */
  readonly temperature: number;
  readonly family: number;
  readonly progress: (evaluations: number) => number;
  /**
   * Searches as the paper's Algorithm 2, neighbourhood by neighbourhood, instead; `search`, `accept` and `progress` do
   * not count.
   */
  readonly schedule?: Schedule;
  /** Runs policies when the objective is `return`. */
  readonly rollouts?: Rollouts;
}

/** As `SearchEvent`; what was evaluated comes as a whole policy too. */
export type ImproveEvent = Explored | (Evaluated & { readonly policy: PolicyFile });

/** A policy whose held-out score falls further than this below the best one's is not worth a rollout. */
const SCREEN = 0.02;

/** Improves a policy by SENSE, and evaluates it on validation data as it goes. */
export async function* improve(options: ImproveOptions): AsyncGenerator<ImproveEvent> {
  const { problem, start, search, accept, temperature, schedule, rollouts, signal } = options;
  const { fit, validation } = problem.splits;
  const shape = dataShapeOf(start.network.architecture);
  checkDataSet(fit, shape, "the images to fit to");
  checkDataSet(validation, shape, "the validation images");
  const kind = options.objective === "return" ? "loss" : options.objective;
  const objective = problem.objective(kind, fit, start.action);
  const inference = await Inference.create(start.network);
  const policyOf = (network: TernaryNetwork): PolicyFile => ({
    ...start,
    network,
    action: objective.outputDivisor ? problem.action?.(objective.outputDivisor) : undefined,
  });
  const evaluate = async (network: TernaryNetwork, best: Evaluation | undefined): Promise<Evaluation> => {
    const policy = policyOf(network);
    inference.setWeights(network.weights);
    const logits = inference.logits(validation.images, validation.count);
    const score = problem.score(logits, validation, policy.action);
    const name = `validation ${problem.scoreName}`;
    const own = problem.rank?.(logits, validation, policy.action);
    const scores = { [name]: score, ...own?.scores };
    if (!rollouts) return { rank: own?.rank ?? [score], scores };
    if (best && score < best.scores[name] - SCREEN) return { rank: [-Infinity, score], scores };
    const meanReturn = await rollouts.meanReturn(policy, { above: best?.scores["mean return"], signal });
    if (meanReturn === undefined) return { rank: [-Infinity, score], scores };
    return { rank: [meanReturn, score], scores: { "mean return": meanReturn, ...scores } };
  };
  try {
    const common = {
      ...options,
      iterations: problem.races?.iterations,
      network: start.network,
      data: fit,
      objective,
      evaluate,
    };
    const events = schedule
      ? succeed({ ...common, schedule })
      : search === "surveys"
        ? survey({ ...common, recipe: problem.survey })
        : localSearch({ ...common, acceptance: accept === "greedy" ? greedy : annealing(temperature) });
    for await (const event of events) {
      if (event.kind === "explored") yield event;
      else yield { ...event, policy: policyOf(event.state.network) };
    }
  } finally {
    inference.close();
  }
}
