import type { DataSet } from "../../data/data-set.js";
import type { PolicyFile } from "../../networks/policy.js";
import type { Swap } from "../../networks/ternary-network.js";
import type { Problem } from "../problem.js";
import type { FamilyBuilder } from "./family.js";
import { neighbourhood } from "./neighbourhood.js";
import { Vote } from "./vote.js";

export interface GatherOptions {
  readonly problem: Pick<Problem, "score" | "objective">;
  /** Policies of one task and architecture, and the swaps to each from where the family is seen. */
  readonly policies: readonly { readonly policy: PolicyFile; readonly way: readonly Swap[] }[];
  /** What networks are scored on. */
  readonly validation: DataSet;
  /** Numbers of the layers in which neighbours are tried around each policy, and how many in each. */
  readonly layers: readonly number[];
  readonly neighbours: number;
  /** Swaps from a policy to its neighbours. */
  readonly distance: number;
  readonly seed: number;
  /** Results do not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/** Offers policies and their neighbours to a family. Yields after each network that was tried. */
export async function* gather(builder: FamilyBuilder, options: GatherOptions): AsyncGenerator<void> {
  const {
    problem,
    policies,
    validation,
    layers,
    neighbours: count,
    distance,
    seed,
    threads,
    signal,
  } = options;
  for (const [index, { policy, way }] of policies.entries()) {
    const { network, action } = policy;
    builder.offer(way, await scoreOfVote(problem, [policy], validation), action);
    yield;
    const objective = problem.objective("score", validation, action);
    const around = {
      network,
      data: validation,
      objective,
      count,
      distance,
      seed: seed + index,
      threads,
      signal,
    };
    for (const layer of layers) {
      for await (const { swaps, score } of neighbourhood({ ...around, layer })) {
        builder.offer([...way, ...swaps], score, action);
        yield;
      }
    }
  }
}

/** What policies score together, with summed logits read as the first one's are. */
export async function scoreOfVote(
  problem: Pick<Problem, "score">,
  policies: readonly Pick<PolicyFile, "network" | "action">[],
  data: DataSet,
): Promise<number> {
  const vote = await Vote.create(policies.map(({ network }) => network));
  try {
    return problem.score(vote.logits(data.images, data.count), data, policies[0].action);
  } finally {
    vote.close();
  }
}
