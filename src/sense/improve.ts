import type { Splits } from "../data/data-set.js";
import { Inference } from "../kernels/inference.js";
import type { Policy } from "../networks/policy-file.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Rollouts, Task } from "../tasks/task.js";
import { annealing, greedy } from "./acceptance.js";
import { climb } from "./climb.js";
import type { Judgement } from "./judgement.js";
import { succeed } from "./paper.js";
import type { Schedule } from "./paper-schedules.js";
import type { Explored, Judged, SearchOptions } from "./search-state.js";
import { survey } from "./survey.js";

export interface ImproveOptions
  extends Pick<SearchOptions, "layers" | "seed" | "threads" | "resume" | "signal"> {
  readonly task: Task;
  /** Where to start: a policy out of p-SIREN, or one wired by chance. */
  readonly start: Policy;
  readonly splits: Splits;
  /**
   * What is climbed: `loss`, `score` (accuracy or agreement, as the paper), `tail` (the loss of the worst pictures), or
   * `return`: the loss is climbed, held-out agreement is the screen, and rollouts of the best of each round decide.
   */
  readonly objective: "loss" | "score" | "tail" | "return";
  /** How: surveys of half moves (`survey`), or neighbours that race one after another (`climb`). Default races. */
  readonly search?: "surveys" | "races";
  /** Of races: whether to take what is worse. */
  readonly accept: "greedy" | "annealing";
  /** First temperature of annealing, in units of the mean cost. */
  readonly temperature: number;
  readonly family: number;
  readonly progress: (evaluations: number) => number;
  /** Searches as the paper's Algorithm 2, neighbourhood by neighbourhood, instead; `search`, `accept` and `progress` do not count. */
  readonly schedule?: Schedule;
  /** Drives when the objective is `return`. */
  readonly rollouts?: Rollouts;
}

/** As `SearchEvent`; what was judged comes as a whole policy too. */
export type ImproveEvent = Explored | (Judged & { readonly policy: Policy });

/** A policy whose held-out score falls further than this below the best one's is not worth driving. */
const SCREEN = 0.02;

/** Improves a policy of any task by SENSE, and judges it on validation data as it goes. */
export async function* improve(options: ImproveOptions): AsyncGenerator<ImproveEvent> {
  const { task, start, splits, search, accept, temperature, schedule, rollouts, signal } = options;
  const kind = options.objective === "return" ? "loss" : options.objective;
  const objective = task.objective(kind, splits.fit, start.encoding);
  const inference = await Inference.create(start.network);
  const policyOf = (network: TernaryNetwork): Policy => ({
    ...start,
    network,
    encoding: objective.outputDivisor ? task.encoding?.(objective.outputDivisor) : undefined,
  });
  const judge = async (network: TernaryNetwork, best: Judgement | undefined): Promise<Judgement> => {
    const { validation } = splits;
    const policy = policyOf(network);
    inference.setWeights(network.weights);
    const logits = inference.logits(validation.images, validation.count);
    const score = task.score(logits, validation, policy.encoding);
    const name = `validation ${task.scoreName}`;
    const own = task.judge?.(logits, validation, policy.encoding);
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
      visits: task.races?.visits,
      network: start.network,
      data: splits.fit,
      objective,
      judge,
    };
    const events = schedule
      ? succeed({ ...common, schedule })
      : search === "surveys"
        ? survey({ ...common, recipe: task.survey })
        : climb({ ...common, acceptance: accept === "greedy" ? greedy : annealing(temperature) });
    for await (const event of events) {
      if (event.kind === "explored") yield event;
      else yield { ...event, policy: policyOf(event.state.network) };
    }
  } finally {
    inference.close();
  }
}
