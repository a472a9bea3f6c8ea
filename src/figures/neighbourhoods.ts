import { type PolicyFile, weightsHash } from "../networks/policy-file.js";
import type { Member } from "../sense/families/family.js";
import { neighbourhood } from "../sense/families/neighbourhood.js";
import type { DatasetName } from "./dataset.js";
import type { Experiment } from "./experiment.js";

/** The network whose neighbours the paper looks at: 90 % zeros. */
export const NEIGHBOURS_SPARSITY = 90;

/** A network, and first neighbours of it in each layer with their exact test scores (paper section 4.2). */
export interface Neighbourhood {
  readonly layer: string;
  readonly index: number;
  readonly members: readonly Member[];
}

/** First neighbours of a p-SIREN network, layer by layer. Nothing is chosen by them. */
export async function neighbourhoodsOf(
  experiment: Experiment,
  name: DatasetName,
): Promise<{ policy: PolicyFile; original: number; neighbourhoods: Neighbourhood[] }> {
  const dataset = await experiment.dataset(name);
  const policy = await experiment.trained(name, NEIGHBOURS_SPARSITY, 1);
  const original = await experiment.score(dataset, policy, dataset.test);
  const { task, test } = dataset;
  const { network, action } = policy;
  const count = experiment.protocol.neighbours;
  const neighbourhoods: Neighbourhood[] = [];
  for (const [index, { name: layer }] of network.architecture.layers.entries()) {
    const key = { task: name, layer, count, of: weightsHash(network), tests: test.count };
    const members = await experiment.once(
      { name: "neighbours", work: `neighbours in ${layer} on ${name}` },
      key,
      async (tell) => {
        const found: Member[] = [];
        const { threads, signal } = experiment;
        const objective = task.objective("score", test, action);
        const around = { network, data: test, objective, layer: index, count, seed: 1, threads, signal };
        for await (const member of neighbourhood(around)) {
          found.push(member);
          await tell("neighbour", found.length, count);
        }
        signal.throwIfAborted();
        return found;
      },
    );
    neighbourhoods.push({ layer, index, members });
  }
  return { policy, original, neighbourhoods };
}
