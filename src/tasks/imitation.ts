import type { Env } from "../../envs/env.js";
import { adapterOf, openEnv, specOfEnv } from "../adapters/environments.js";
import { encoderOf, readAction } from "../adapters/network-policy.js";
import type { DataSet } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { loadDemonstrations, sampleObservations } from "../imitation/demonstrations.js";
import { openPool } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy-file.js";
import type { ActionDecoder } from "../policies/action-decoder.js";
import { decoderFor } from "../policies/decoders.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import { encoderFor, type ObservationEncoder, observationEncoder } from "../policies/observation-encoder.js";
import { countsOf, kindOf } from "../policies/space-kind.js";
import { ReturnRace } from "../rollout/return-race.js";
import { startEpisode } from "../rollout/rollout.js";
import { ROLLOUT } from "../rollout/rollout-job.js";
import { cvar } from "../sense/imitation.js";
import { mean, minimum, standardDeviation } from "../statistics.js";
import type { Recipe } from "../training/recipe.js";
import { defaultNetwork, SMALL, smallNetwork } from "./default-network.js";
import { recipeFor } from "./recipe-for.js";
import type { EvaluateOptions, Measurement, RolloutOptions, Task } from "./task.js";

const RECIPE: Recipe = {
  batch: 100,
  stages: {
    dense: { epochs: 3, rate: 2e-3, decay: 0.2 },
    sparsify: { epochs: 2, rate: 1e-3, decay: 1 },
    "fine-tune": { epochs: 1, rate: 1e-3, decay: 0.2 },
    ternary: { epochs: 5, rate: 1e-2, decay: 0.01 },
  },
  mask: "dynamic",
  result: "best-epoch",
};

const SURVEY = {
  examples: 512,
  share: 0.1,
  candidates: 256,
  weight: [0.2, 0.02],
  swaps: { hidden: 4, last: 10 },
} as const;

export interface ImitationOptions {
  readonly env: EnvReference;
  /** Name of a decoder that the environment's adapter has; default: its first, or what suits the action space. */
  readonly decoder?: string;
  /** Name of an encoder that the environment's adapter has; default: its first, or what suits the observation space. */
  readonly encoder?: string;
  /** Demonstrations that open ranges of vectors are fitted to; without it, episodes of random actions serve. */
  readonly recordings?: string;
  /** A policy whose encoder and decoder are taken instead. */
  readonly policy?: PolicyFile;
}

/**
 * Imitating demonstrations in an environment: what follows from its spaces, and from its adapter where it has one.
 * @throws InputError when there is no such environment or decoder, or no network can see or act in it
 */
export async function imitationTask(options: ImitationOptions): Promise<Task> {
  const { env: reference, policy } = options;
  const spec = await specOfEnv(reference);
  const adapter = await adapterOf(reference.id);
  const env = await openEnv(reference);
  try {
    const decoder = policy ? readAction(policy, adapter).decoder : chooseDecoder(env, adapter, options);
    const encoder = policy ? encoderOf(policy) : await chooseEncoder(env, adapter, options);
    checkEncoder(env, encoder);
    const action = kindOf(env.actionSpace);
    const actionSize =
      action?.kind === "box"
        ? action.space.size
        : action?.kind === "multi-discrete"
          ? action.space.counts.length
          : undefined;
    return buildTask({ reference, adapter, encoder, decoder, actionSize, solved: spec.rewardThreshold });
  } finally {
    env.close();
  }
}

function chooseDecoder(env: Env, { decoders = {} }: EnvAdapter, { decoder, env: { id } }: ImitationOptions) {
  const named = kindOf(env.actionSpace)?.kind === "box" ? decoders : {};
  if (decoder === undefined) return Object.values(named)[0] ?? decoderFor(env.actionSpace);
  const found = Object.hasOwn(named, decoder) ? named[decoder] : undefined;
  if (found) return found;
  const names = Object.keys(named);
  throw new InputError(
    `option --decoder: expected ${names.length > 0 ? `${names.join(" or ")} for ${id}` : `none for ${id}`}, got ${decoder}`,
  );
}

async function chooseEncoder(
  env: Env,
  adapter: EnvAdapter,
  { env: reference, encoder: name, recordings }: ImitationOptions,
): Promise<ObservationEncoder> {
  const { encoder, encoders = {} } = adapter;
  if (name !== undefined) {
    if (Object.hasOwn(encoders, name)) return observationEncoder(encoders[name]);
    const names = Object.keys(encoders).join(" or ") || "none";
    throw new InputError(`option --encoder: expected ${names} for ${reference.id}, got ${name}`);
  }
  if (encoder) return observationEncoder(encoder);
  const samples = async () => {
    const all: ArrayLike<number>[] = [];
    if (recordings === undefined) return randomObservations(env);
    for await (const observation of sampleObservations(recordings, reference.id)) all.push(observation);
    return all;
  };
  return observationEncoder(await encoderFor(env.observationSpace, samples));
}

/** Episodes of random actions that ranges are fitted to. */
const RANDOM_EPISODES = 20;
/** First of their seeds: nothing else uses these. */
const RANDOM_SEED = 900_000;
const RANDOM_STEPS = 1000;

function randomObservations(env: Env): ArrayLike<number>[] {
  const all: ArrayLike<number>[] = [];
  env.actionSpace.seed(RANDOM_SEED);
  const policy = { predict: () => env.actionSpace.sample() };
  for (let index = 0; index < RANDOM_EPISODES; index++) {
    const { observation, steps } = startEpisode(env, policy, {
      seed: RANDOM_SEED + index,
      maxSteps: RANDOM_STEPS,
    });
    all.push(observation as ArrayLike<number>);
    for (const { next } of steps) all.push(next as ArrayLike<number>);
  }
  return all;
}

/** @throws InputError when an encoder's settings are not for the environment's observations */
function checkEncoder({ observationSpace }: Env, { settings }: ObservationEncoder): void {
  const known = kindOf(observationSpace);
  const fits =
    settings.kind === "image"
      ? known?.kind === "box" &&
        known.space.size === settings.height * settings.width * settings.channels &&
        known.space.dtype === "uint8"
      : settings.kind === "vector"
        ? known?.kind === "box" && known.space.size === settings.low.length
        : countsOf(observationSpace)?.counts.join() === settings.counts.join();
  if (!fits) {
    throw new InputError(
      `expected a policy that observes ${observationSpace}, got one that observes otherwise`,
    );
  }
}

interface Parts {
  readonly reference: EnvReference;
  readonly adapter: EnvAdapter;
  readonly encoder: ObservationEncoder;
  readonly decoder: ActionDecoder;
  readonly actionSize: number | undefined;
  /** The return from which an episode counts as solved. */
  readonly solved: number | undefined;
}

function buildTask(parts: Parts): Task {
  const { reference, adapter, encoder, decoder, actionSize } = parts;
  const { training, survey = SURVEY, races, hidden, small = SMALL } = adapter.hyperparameters ?? {};
  const isImage = encoder.settings.kind === "image";
  const divisorOf = (action: PolicyFile["action"]) => Number(action?.outputDivisor ?? 1);
  const knownDivisor = (action: PolicyFile["action"]) => (action ? divisorOf(action) : undefined);
  return {
    name: reference.id,
    env: reference,
    observation: encoder.settings,
    observes: decoder.observes ?? "the observation alone",
    scoreName: "agreement",
    loss: decoder.loss,
    recipe: (examples) => training ?? (isImage ? RECIPE : recipeFor(RECIPE, examples)),
    survey,
    races,
    augment: adapter.augment?.(decoder, encoder),
    architecture(sparsity) {
      const own = adapter.architecture?.(sparsity, encoder.input);
      if (own && own.layers.at(-1)!.out === decoder.outputs) return own;
      return defaultNetwork(encoder, decoder.outputs, sparsity, hidden);
    },
    ...(!isImage && {
      small: {
        sparsity: small.sparsity,
        architecture: (units = small.hidden) =>
          smallNetwork(encoder, decoder.outputs, { ...small, hidden: units }),
      },
    }),
    returnBound: adapter.returnBound,
    load: ({ recordings, augment, signal, onProgress }) =>
      loadDemonstrations(recordings, {
        ...{ env: reference, adapter, encoder, decoder, actionSize, augment, signal, onProgress },
      }),
    action: (outputDivisor) => ({ ...decoder.settings, outputDivisor }),
    score: (logits, { targets }, action) => decoder.agreement(logits, divisorOf(action), targets),
    rank(logits, { targets }: DataSet, action) {
      const losses = decoder.losses(logits, divisorOf(action), targets);
      const [loss, worst] = [mean(Array.from(losses)), cvar(losses)];
      // The worst twentieth of a network that is sure of classes costs more than that of one that knows nothing.
      return {
        rank: [targets.kind === "classes" ? -loss : -worst],
        scores: { "validation loss": loss, "validation CVaR": worst },
      };
    },
    objective: (kind, { targets }, action) => decoder.objective(kind, targets, knownDivisor(action)),
    openRollouts: ({ seeds, envOptions, threads, cluster }: RolloutOptions) =>
      new ReturnRace({
        ...{ env: withOptions(reference, envOptions), seeds, threads, cluster },
        bound: adapter.returnBound ?? Number.POSITIVE_INFINITY,
      }),
    evaluate: (policy, options) => evaluate(parts, policy, options),
  };
}

const withOptions = (env: EnvReference, options: RolloutOptions["envOptions"] = {}): EnvReference => ({
  ...env,
  options: { ...env.options, ...options } as EnvReference["options"],
});

/** Returns of the policy's own episodes; and its agreement with the expert on the states that the expert gets into. */
async function evaluate(
  { reference, adapter, solved }: Parts,
  policy: PolicyFile,
  { seeds, envOptions, threads, cluster, signal, onProgress }: EvaluateOptions,
): Promise<Measurement> {
  const pool = openPool({ threads: Math.min(threads, seeds.length), cluster });
  const env = withOptions(reference, envOptions);
  const hasExpert = adapter.experts !== undefined;
  // With an expert an episode is done when both have run it.
  const runs = hasExpert ? 2 : 1;
  let done = 0;
  const run = (acting: "policy" | "expert") =>
    pool.run(ROLLOUT, { env, policy, acting }, seeds, {
      signal,
      onResult: ({ return: sum, seed }) => {
        done++;
        onProgress?.(
          done / runs,
          seeds.length,
          acting === "policy" ? `return ${sum.toFixed(1)} with seed ${seed}` : undefined,
        );
      },
    });
  try {
    const episodes = await run("policy");
    const followed = hasExpert ? await run("expert") : [];
    const returns = episodes.map((episode) => episode.return);
    const agreements = followed.flatMap(({ agreement }) => (agreement === undefined ? [] : [agreement]));
    return {
      scores: {
        "mean return": mean(returns),
        "min return": minimum(returns),
        "std return": returns.length > 1 ? standardDeviation(returns) : 0,
        ...(solved !== undefined && {
          [`episodes >= ${solved}`]: returns.filter((value) => value >= solved).length,
        }),
        episodes: seeds.length,
        ...(agreements.length > 0 && { agreement: mean(agreements) }),
      },
      details: {
        episodes: episodes.map(({ agreement, ...episode }) => ({
          ...episode,
          ...(agreement !== undefined && { "agreement on own states": agreement }),
        })),
      },
    };
  } finally {
    await pool.close();
  }
}
