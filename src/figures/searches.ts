import { formatPolicy, type PolicyFile, parsePolicy, weightsHash } from "../networks/policy-file.js";
import { improve } from "../sense/improve.js";
import { randomPolicy } from "../tasks/policies.js";
import { problemOf } from "../tasks/task.js";
import type { DatasetName } from "./dataset.js";
import type { Experiment } from "./experiment.js";

/** The sparsity of the figures beyond the paper: its own favourite. */
export const SEARCH_SPARSITY = 90;

/** First temperature of annealing that works from random, in units of the mean cost. */
const TEMPERATURE = 4e-5;

/** A search by SENSE's own modes: the loss, layers in turn. */
export interface SearchPlan {
  readonly task: DatasetName;
  readonly seed: number;
  readonly accept: "annealing" | "greedy";
  /** Where to begin; by default with a randomly initialised network. */
  readonly start?: PolicyFile;
}

/** Where a search was after a round through the layers. */
export interface Station {
  /** Neighbours looked at until then. */
  readonly evaluations: number;
  readonly validation: number;
  /** Of drivers, by which they are compared: held-out imitation loss. Agreement says little of how well one drives. */
  readonly loss?: number;
  readonly policy: PolicyFile;
}

/** The stations of a search, the start first. */
export async function searchOf(experiment: Experiment, plan: SearchPlan): Promise<Station[]> {
  const { task: name, seed, accept, start } = plan;
  const dataset = await experiment.dataset(name);
  const { task } = dataset;
  const { searchNeighbours, drivingNeighbours } = experiment.protocol;
  const neighbours = task.races ? drivingNeighbours : searchNeighbours;
  const key = {
    task: name,
    seed,
    accept,
    from: start ? weightsHash(start.network) : "random",
    neighbours,
    images: dataset.fit.count,
  };
  const work = `searching on ${name}, ${accept}, seed ${seed}`;
  const kept = await experiment.once({ name: "climb", work }, key, async (tell) => {
    const stations: (Omit<Station, "policy"> & { policy: string })[] = [];
    const policy = start ?? randomPolicy(task, SEARCH_SPARSITY, seed);
    const { layers, temperature } = task.races ?? {
      layers: policy.network.architecture.layers.map((layer) => layer.name).reverse(),
      temperature: TEMPERATURE,
    };
    const { threads, signal } = experiment;
    const events = improve({
      ...{ problem: problemOf(task, dataset), start: policy, objective: "loss", accept },
      ...{ temperature, family: 1, layers, seed, threads, signal },
      progress: (evaluations) => evaluations / neighbours,
    });
    for await (const event of events) {
      if (event.kind !== "evaluated") continue;
      await tell("neighbour", event.state.evaluations, neighbours);
      stations.push({
        evaluations: event.state.evaluations,
        validation: event.evaluation.scores[`validation ${task.scoreName}`],
        loss: event.evaluation.scores["validation loss"],
        policy: formatPolicy(event.policy),
      });
    }
    signal.throwIfAborted();
    return stations;
  });
  return kept.map((station) => ({ ...station, policy: parsePolicy(station.policy, "a kept run") }));
}

/** The station that did best on validation, the first of equals: what a search would have written. */
export function bestOf(stations: readonly Station[]): Station {
  return stations.reduce((best, station) => (merit(station) > merit(best) ? station : best));
}

const merit = ({ validation, loss }: Station) => (loss === undefined ? validation : -loss);
