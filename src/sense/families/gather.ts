import type { DataSet } from "../../data/data-set.js";
import type { Policy } from "../../networks/policy.js";
import type { Swap } from "../../networks/ternary-network.js";
import type { Task } from "../../tasks/task.js";
import type { FamilyBuilder } from "./family.js";
import { neighbourhood } from "./neighbourhood.js";
import { Vote } from "./vote.js";

export interface GatherOptions {
  readonly task: Task;
  /** Policies of one task and architecture, and the swaps to each from where the family is seen. */
  readonly policies: readonly { readonly policy: Policy; readonly way: readonly Swap[] }[];
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
  const { task, policies, validation, layers, neighbours: count, distance, seed, threads, signal } = options;
  for (const [index, { policy, way }] of policies.entries()) {
    const { network, encoding } = policy;
    builder.offer(way, await scoreOfVote(task, [policy], validation), encoding);
    yield;
    const objective = task.objective("score", validation, encoding);
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
        builder.offer([...way, ...swaps], score, encoding);
        yield;
      }
    }
  }
}

/** What policies score together, with summed logits read as the first one's are. */
export async function scoreOfVote(
  task: Task,
  policies: readonly Pick<Policy, "network" | "encoding">[],
  data: DataSet,
): Promise<number> {
  const vote = await Vote.create(policies.map(({ network }) => network));
  try {
    return task.score(vote.logits(data.images, data.count), data, policies[0]!.encoding);
  } finally {
    vote.close();
  }
}
