import type { Env } from "../../envs/env.js";
import { adapterOf, openEnv } from "../adapters/environments.js";
import { networkPolicy } from "../adapters/network-policy.js";
import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import type { Run } from "../sense/return-search.js";
import type { Candidate, CandidatePlan, WeightChange } from "./candidate-job.js";
import { startEpisode } from "./rollout.js";

const kept = keepLast<{ readonly env: Env; readonly policy: NetworkPolicy }>(({ env, policy }) => {
  policy.close();
  env.close();
});

/** Runs a candidate on more and more seeds. */
export default async function raceOne(setting: CandidatePlan, { changes, plan }: Candidate): Promise<Run> {
  const { seeds, present, rounds, slack } = plan;
  const { env, policy } = await open(setting);
  policy.rewire(changed(setting.policy.network.weights, changes));
  const returns: number[] = [];
  let steps = 0;
  let own = 0;
  let theirs = 0;
  for (const [round, end] of rounds.entries()) {
    for (let index = returns.length; index < end; index++) {
      let total = 0;
      for (const { reward } of startEpisode(env, policy, { seed: seeds[index] }).steps) {
        total += reward;
        steps++;
      }
      returns.push(total);
      own += total;
      theirs += present[index];
    }
    if ((own - theirs) / end < -slack[round]) return { steps };
  }
  return { returns, steps };
}

/** A copy of the weights with some changed. @throws RangeError when there is no such place */
function changed(weights: readonly Int8Array[], changes: readonly WeightChange[]): Int8Array[] {
  const copy = weights.map((layer) => layer.slice());
  for (const [layer, index, weight] of changes) {
    if (!(index < (copy[layer]?.length ?? 0))) {
      throw new RangeError(`expected a weight of the network, got number ${index} of layer ${layer}`);
    }
    copy[layer][index] = weight;
  }
  return copy;
}

function open({ env: reference, policy: file }: CandidatePlan) {
  const { observation, action, network } = file;
  return kept(canonicalJson([reference, observation, action, network.architecture]), async () => {
    const env = await openEnv(reference);
    return { env, policy: await networkPolicy(file, await adapterOf(reference.id), env) };
  });
}
