import type { PolicyFile } from "../../../networks/policy.js";
import type { EpisodeSeed } from "../../../rollout/seeds.js";
import type { Outcome } from "../live/learning.js";
import type { Searcher } from "../live/messages.js";
import type { LearnSetting, PlayView } from "../protocol.js";

/**
 * Where the learn page's environment is stepped, and its search is run: in the page itself, or in the command behind
 * it.
 */
export interface LearnStage extends LearnSetting {
  /** What the page says of the environment. */
  readonly about: string;
  /** The environments that the page can go to. */
  readonly others: readonly string[];
  /** Starts a worker that makes clips, where the environment runs in the page. */
  readonly clipWorker?: () => Worker;
  /**
   * Begins with the policy of a file, where the page can.
   * @returns what comes of it
   * @throws InputError when it is none
   */
  open(file: File): Promise<string>;
  /** Begins a search. @param sparsity percent of zeros, where the net is random */
  begin(seed: number, sparsity: number): Promise<StageRun>;
  /** Settles with a sentence when it is over. */
  readonly lost: Promise<string>;
}

/** One search, and what acts with its net of the moment. */
export interface StageRun {
  /** The policy that the search begins with. */
  readonly start: PolicyFile;
  readonly searcher: Searcher;
  /** What is beside the image. */
  readonly view: Pick<PlayView, "return" | "observation" | "gauges"> & { readonly seed: EpisodeSeed };
  /** The bytes that the network reads now. */
  readonly input: Uint8Array;
  /** Draws the environment. */
  draw(): void;
  /** Acts with another net from now on. */
  rewire(policy: PolicyFile): void;
  /** @param isFrozen whether one net acts to the end */
  reset(seed: EpisodeSeed, isFrozen: boolean): void;
  /** Makes steps of the episode. @returns how it went, when it is over */
  advance(steps: number): Outcome | undefined;
  close(): void;
}
