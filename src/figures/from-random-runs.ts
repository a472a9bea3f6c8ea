import type { TernaryNetwork } from "../networks/ternary-network.js";
import { succeed } from "../sense/paper.js";
import { layersOfSchedule, PAPER_SCHEDULES, type PaperSchedule } from "../sense/paper-schedules.js";
import { type BackPropagationOptions, backPropagate } from "./back-propagation.js";
import type { DatasetName } from "./dataset.js";
import type { Experiment } from "./experiment.js";

/** A search from a randomly initialised network, as the paper describes it. */
export interface SearchPlan {
  readonly name: DatasetName;
  readonly sparsity: number;
  readonly schedule: PaperSchedule;
  /** Layers that may change; all, or as the schedule says, where not given. */
  readonly layers?: readonly string[];
}

/** What a network is worth on the way. */
export interface Step {
  /** Neighbourhoods searched so far; of back-propagation, where an epoch stands beside them. */
  readonly neighbourhood: number;
  readonly layer: string;
  readonly validation: number;
  readonly test: number;
}

/** The search's scores after each neighbourhood. */
export async function searchFromRandom(
  experiment: Experiment,
  plan: SearchPlan,
  network: TernaryNetwork,
): Promise<Step[]> {
  const dataset = await experiment.dataset(plan.name);
  const { task, fit } = dataset;
  const { family, fitness, neighbourhoods } = experiment.protocol;
  const names = network.architecture.layers.map((layer) => layer.name);
  const layers = plan.layers ?? layersOfSchedule(plan.schedule, names);
  const known = PAPER_SCHEDULES[plan.schedule];
  const schedule = plan.schedule === "figure-8" ? { ...known, neighbourhoods } : known;
  const { name, sparsity } = plan;
  const key = {
    task: name,
    sparsity,
    climb: plan.schedule,
    schedule,
    layers,
    family,
    fitness,
    images: fit.count,
  };
  const work = `searching from random wiring on ${name}`;
  return experiment.once({ name: "from-random", work }, key, async (tell) => {
    const data = experiment.tried(dataset);
    const action = task.action?.(1000);
    const objective = task.objective("score", data, action);
    const steps: Step[] = [];
    let layer = "";
    const { threads, signal } = experiment;
    const evaluate = async () => ({ rank: [0], scores: {} });
    const options = {
      network,
      data,
      objective,
      layers,
      schedule,
      family,
      seed: 1,
      threads,
      evaluate,
      signal,
    };
    for await (const event of succeed(options)) {
      if (event.kind === "explored") {
        layer = event.layerName;
        continue;
      }
      const policy = { network: event.state.network, action };
      steps.push({
        neighbourhood: event.state.iterations,
        layer,
        validation: await experiment.score(dataset, policy, dataset.validation),
        test: await experiment.score(dataset, policy, dataset.test),
      });
      await tell("neighbourhood", event.state.iterations, schedule.neighbourhoods);
    }
    signal.throwIfAborted();
    return steps;
  });
}

/** Back-propagation from the same network, its epochs spread over as many neighbourhoods as SENSE had. */
export async function baseline(
  experiment: Experiment,
  { name, sparsity }: SearchPlan,
  network: TernaryNetwork,
  rule: BackPropagationOptions["rule"],
  length: number,
): Promise<Step[]> {
  const dataset = await experiment.dataset(name);
  const { task, fit } = dataset;
  const epochs = experiment.protocol.baselineEpochs;
  const key = { task: name, sparsity, rule, epochs, images: fit.count };
  const work = `back-propagation on ${name}, ${rule.replace("-", " ")}`;
  const scores = await experiment.once({ name: "back-propagation", work }, key, async (tell) => {
    const found: { validation: number; test: number }[] = [];
    const { loss } = task;
    const recipe = task.recipe(fit.count);
    const options = { network, fit, loss, recipe, epochs, rule, seed: 1, threads: experiment.threads };
    for await (const after of backPropagate(options)) {
      experiment.signal.throwIfAborted();
      const policy = { network: after, action: task.action?.(1000) };
      found.push({
        validation: await experiment.score(dataset, policy, dataset.validation),
        test: await experiment.score(dataset, policy, dataset.test),
      });
      await tell("epoch", found.length - 1, epochs);
    }
    return found;
  });
  return scores.map((score, epoch) => ({ ...score, neighbourhood: (epoch / epochs) * length, layer: "" }));
}
