import { setTimeout as pause } from "node:timers/promises";
import type { Env } from "../../../../envs/env.js";
import { encoderOf, networkPolicy } from "../../../adapters/network-policy.js";
import type { Splits } from "../../../data/data-set.js";
import type { PolicyFile } from "../../../networks/policy.js";
import type { EnvAdapter } from "../../../policies/env-adapter.js";
import type { NetworkPolicy } from "../../../policies/network-policy.js";
import type { ActionNames } from "../../../recordings/statistics.js";
import { LiveEpisode } from "../../../rollout/rollout.js";
import { type EpisodeSeed, FIRST_SEED } from "../../../rollout/seeds.js";
import type { Task } from "../../../tasks/task.js";
import type { LiveEvent } from "../live/messages.js";
import { packEvent } from "../live/packed-event.js";
import { searchLive } from "../live/search-loop.js";
import { viewOf } from "../play.js";
import type { LearnState } from "../protocol.js";

/** A net that agrees with the expert more than any before, and what the search has done until then. */
export interface BetterPolicy {
  readonly policy: PolicyFile;
  readonly evaluations: number;
  readonly accepted: number;
}

export interface LearningSessionOptions {
  /** Of an environment. */
  readonly task: Task;
  readonly env: Env;
  readonly adapter: EnvAdapter;
  readonly names: ActionNames;
  readonly splits: Splits;
  /** The policy to begin with. @param sparsity percent of zeros, where it is random */
  readonly start: (sparsity: number, seed: number) => PolicyFile;
  readonly onBetter: (better: BetterPolicy) => Promise<void>;
}

/**
 * Milliseconds of an iteration, and of the rest after it, in which the environment is stepped. In one go small networks
 * would have learned before anybody saw it; those that read images take longer.
 */
const PACE = { iteration: 8, rest: 60 };
const IMAGE_PACE = { iteration: 25, rest: 5 };

/** Events that wait to be heard, at most: while no page asks, the search rests. */
const MOST_EVENTS = 200;

/** A net that learns in the command while it acts, in any environment, for a page that watches. */
export class LearningSession {
  readonly #options: LearningSessionOptions;
  #acting: { readonly live: LiveEpisode; readonly policy: NetworkPolicy } | undefined;
  #policy: PolicyFile | undefined;
  #isFrozen = false;
  #isPaused = false;
  #events: LiveEvent[] = [];
  /** The search under way: whether it is wanted still, and when it has ended. */
  #search: { isWanted: boolean; readonly ended: Promise<void> } | undefined;
  #failure: unknown;

  constructor(options: LearningSessionOptions) {
    this.#options = options;
  }

  /** Begins another search, from the beginning. @returns the policy that it begins with */
  async start(sparsity: number, seed: number): Promise<PolicyFile> {
    await this.#stop();
    const { adapter, env } = this.#options;
    const start = this.#options.start(sparsity, seed);
    const policy = await networkPolicy(start, adapter, env);
    this.#acting = { policy, live: new LiveEpisode(env, policy, FIRST_SEED.validation) };
    this.#policy = start;
    this.#isFrozen = false;
    this.#isPaused = false;
    const search = { isWanted: true, ended: Promise.resolve() };
    search.ended = this.#run(search, start, seed).catch((error) => {
      this.#failure = error;
    });
    this.#search = search;
    return start;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  /** Begins an episode. @param isFrozen whether one net acts in it to its end */
  begin(seed: EpisodeSeed, isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
    this.#acting?.live.reset(seed);
  }

  step(count: number): void {
    const live = this.#acting?.live;
    for (let i = 0; i < count && live && !live.state.ended; i++) live.advance();
  }

  /**
   * How things stand, and what the search has done since the last call.
   * @throws what has ended the search
   */
  state(): Omit<LearnState, "start"> {
    if (this.#failure !== undefined) throw this.#failure;
    const { task, names } = this.#options;
    const { live } = this.#acting!;
    const { seed, observation } = live.state;
    const encoder = encoderOf(this.#policy!);
    const input = new Uint8Array(encoder.bytes);
    encoder.encode(observation, input, 0);
    const events = this.#events.map(packEvent);
    this.#events = [];
    return {
      ...{ seed, events, view: viewOf({ name: "the net", live }, task.name, names) },
      input: Buffer.from(input).toString("base64"),
    };
  }

  async close(): Promise<void> {
    await this.#stop();
  }

  async #stop(): Promise<void> {
    if (this.#search) this.#search.isWanted = false;
    await this.#search?.ended;
    this.#search = undefined;
    this.#events = [];
    this.#acting?.policy.close();
    this.#acting = undefined;
  }

  async #run(search: { readonly isWanted: boolean }, start: PolicyFile, seed: number): Promise<void> {
    const { task, splits, onBetter } = this.#options;
    const { iteration, rest } = task.observation?.kind === "image" ? IMAGE_PACE : PACE;
    let [evaluations, accepted, best] = [0, 0, 0];
    let better: BetterPolicy | undefined;
    // The page is answered first.
    await pause(0);
    await searchLive({
      ...{ seed, start, iteration, examples: splits.fit, heldOut: splits.validation },
      objective: task.objective("loss", splits.fit, start.action),
      agreement: (logits, outputDivisor) =>
        task.score(logits, splits.validation, { ...start.action!, outputDivisor }),
      tell: (event) => {
        this.#events.push(event);
        if (event.kind === "iteration") {
          evaluations += event.evaluations;
          accepted += event.accepted;
        }
        if (event.kind !== "network") return;
        const { weights, outputDivisor, agreement } = event;
        const { architecture } = start.network;
        const action = { ...start.action!, outputDivisor };
        const scores = { "validation agreement": agreement };
        const policy = { ...start, action, network: { architecture, weights }, provenance: { seed, scores } };
        if (agreement > best) {
          best = agreement;
          better = { policy, evaluations, accepted };
        }
        if (this.#isFrozen) return;
        this.#policy = policy;
        this.#acting?.policy.rewire(weights, outputDivisor);
      },
      turn: async () => {
        if (better) await onBetter(better);
        better = undefined;
        do await pause(rest);
        while (search.isWanted && (this.#isPaused || this.#events.length >= MOST_EVENTS));
        return search.isWanted;
      },
    });
  }
}
