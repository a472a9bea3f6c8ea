import { InputError } from "../../errors.js";
import type { Workers } from "../../jobs/job-pool.js";
import type { PolicyFile } from "../../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../../rollout/seeds.js";
import type { ReturnSearchOptions } from "../../sense/return-search.js";
import type { StartsEvent } from "../../sense/starts.js";
import type { Task } from "../../tasks/task.js";
import type { Outcome } from "../command.js";
import { overridesOf } from "../env-option.js";
import { checkLayers } from "../layers-option.js";
import type { Session } from "../session.js";
import { budgetOf, follow, type Search } from "./follow.js";
import type { SenseOptions } from "./options.js";

/** Episodes that candidates race on, and as many others that the best is chosen on. */
const EPISODES = 64;

/** `sense --random --objective return` without demonstrations: by reward alone. */
export async function senseByReturn(
  options: SenseOptions,
  task: Task,
  random: PolicyFile,
  session: Session,
  workers: Workers,
): Promise<Outcome> {
  const { seed, neighbours, episodes = EPISODES } = options;
  if (!task.env) {
    throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
  }
  const { CandidatePool } = await import("../../rollout/candidate-pool.js");
  const env = { ...task.env, options: { ...task.env.options, ...overridesOf(options) } };
  const start: PolicyFile = { ...random, env, action: task.action?.(outputDivisorOf(random)) };
  const names = start.network.architecture.layers.map(({ name }) => name);
  const layers = checkLayers(options.layers, names) ?? names;
  const known = { env, sparsity: start.sparsity };
  const pool = new CandidatePool(env, start, workers);
  const search: Search = {
    ...{ subject: { env }, observes: task.observes, neighbours, hasCost: false, taken: "changes" },
    origin: { start: known, by: "return", seed, episodes, layers, ...budgetOf(neighbours, options) },
    open: (resume, progress) =>
      policiesOf(start, {
        ...{ network: start.network, candidates: pool, layers, seed, progress },
        ...{ resume: resume?.state, signal: session.signal },
        seeds: seedsFrom(FIRST_SEED.validation, episodes),
        validationSeeds: seedsFrom(FIRST_SEED.validation + episodes, episodes),
      }),
    describe: ({ cost, accepted }) => `mean return ${(-cost).toFixed(1)}, ${accepted} changes taken`,
    close: () => pool.close(),
  };
  return follow(search, options, session);
}

/** The search's events, with the networks as policies. */
async function* policiesOf(start: PolicyFile, options: ReturnSearchOptions): AsyncGenerator<StartsEvent> {
  const { searchByReturn } = await import("../../sense/return-search.js");
  for await (const event of searchByReturn(options)) {
    if (event.kind === "explored") yield event;
    else yield { ...event, policy: { ...start, network: event.state.network } };
  }
}

/** Outputs of a random network are of about the size of one input: that is what actions are read from. */
function outputDivisorOf({ network }: PolicyFile): number {
  const { layers } = network.architecture;
  return layers.slice(0, -1).reduce((product, { divisor = 1 }) => product * divisor, 255);
}
