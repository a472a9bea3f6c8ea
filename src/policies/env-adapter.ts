import type { Env } from "../../envs/env.js";
import type { Architecture, Input } from "../networks/architecture.js";
import type { Sparsity } from "../networks/sparsity.js";
import type { RaceRecipe } from "../sense/problem.js";
import type { SurveyRecipe } from "../sense/survey.js";
import type { Augment } from "../training/p-siren.js";
import type { Recipe } from "../training/recipe.js";
import type { ActionDecoder, DecoderSettings } from "./action-decoder.js";
import type { EncoderSettings, ObservationEncoder } from "./observation-encoder.js";
import type { ActionNoise, Policy } from "./policy.js";

/**
 * What is special about one environment, beyond its spaces. All of it is optional: an environment without an adapter is
 * recorded, learned, searched and evaluated with what follows from its spaces. A user's module exports one as `adapter`
 * beside its `spec`.
 */
export interface EnvAdapter {
  /**
   * Options, unless others are asked for, with which an episode follows from its seed and actions alone, not from the
   * episodes before it: so that it can be replayed, and does not depend on the thread that runs it. Default: none are
   * needed.
   */
  readonly independent?: Readonly<Record<string, unknown>>;
  /**
   * Scripted experts by the name that `--style` takes, the default first. Each is made for one environment object;
   * undefined where it cannot act in it, for instance with other actions.
   */
  readonly experts?: Readonly<Record<string, (env: Env) => Policy | undefined>>;
  /** What changes actions while recording, by the option that asks for it: `noise`, `recovery`. */
  readonly noise?: Readonly<Record<string, NoiseRecipe>>;
  /** Watches for episodes that get nowhere, made for each recorded episode that has a stall limit. */
  readonly stallWatch?: StallWatch;
  /**
   * Ways to read outputs as continuous actions, by the name that `--decoder` takes, the default first. Default, and
   * always for discrete actions: by the action space.
   */
  readonly decoders?: Readonly<Record<string, ActionDecoder>>;
  /** The decoder that a policy file names. @throws InputError when its constants are wrong */
  readonly readDecoder?: (settings: DecoderSettings) => ActionDecoder;
  /** The state that decoders and their targets may use beside observations. */
  readonly privileged?: PrivilegedState;
  /** How observations become bytes. Default: by the observation space. */
  readonly encoder?: EncoderSettings;
  /** Other ways to read observations, by the name that `--encoder` takes. */
  readonly encoders?: Readonly<Record<string, EncoderSettings>>;
  /** The network, for what an encoder gives. Default: by the spaces. */
  readonly architecture?: (sparsity: Sparsity, input?: Input) => Architecture;
  readonly hyperparameters?: Hyperparameters;
  /** Changes batches in place while training, so that more is seen than was recorded. */
  readonly augment?: (decoder: ActionDecoder, encoder: ObservationEncoder) => Augment;
  /** How recorded episodes are replayed where nobody looks at most observations. */
  readonly replay?: LazyObservation;
  /** No episode returns more: lets searches by return give up early, exactly. */
  readonly returnBound?: number;
  /** The class of an action: two policies agree on a step when their actions are of one class. */
  readonly actionClass?: ActionClasses;
  /** Names of the action's elements, for people: "steer". */
  readonly actionNames?: readonly string[];
  /** How many of some continuous actions do what, in words of the environment: "left", "brake". They may overlap. */
  readonly actionCounts?: (
    actions: readonly (readonly number[])[],
  ) => { readonly name: string; readonly steps: number }[];
  /** Keys that a person holds to act, as Gymnasium's `keys_to_action`. */
  readonly keys?: KeyBindings;
}

/** Settings of training and search that suit an environment; what is left out follows from spaces and data. */
export interface Hyperparameters {
  /** Units of each hidden layer of networks that read vectors. Default: one layer of 64. */
  readonly hidden?: readonly number[];
  /** The same for searches by reward alone, and their percentage of zeros. Default: one layer of 16, and 30. */
  readonly small?: { readonly hidden: readonly number[]; readonly sparsity: number };
  readonly training?: Recipe;
  readonly survey?: SurveyRecipe;
  readonly races?: RaceRecipe;
  /** One recorded frame in so many is learned from, since neighbours look much the same. Default: all of vectors. */
  readonly every?: number;
  /** The same for frames that `isHard`. */
  readonly everyHard?: number;
  /** Whether what was wanted on a frame shows that the frame matters more than most. */
  readonly isHard?: (label: number | readonly number[]) => boolean;
}

/** Action noise, and when an episode that it has led astray is given up. */
export interface NoiseRecipe {
  readonly create: () => ActionNoise;
  /** Steps without progress (see `StallWatch`) after which an episode is given up. */
  readonly stallLimit: number;
}

/** A figure of `info` that grows as long as an episode gets anywhere. */
export type StallWatch = (info: object) => number;

/** Reads what is known of the state beside the observation. */
export interface PrivilegedState {
  /** Numbers in `read`'s result. */
  readonly size: number;
  /**
   * Follows an environment through an episode.
   * @returns called once for each step, before the action: the state, where `label` is given
   */
  readonly follow: (env: Env) => (label?: number | readonly number[]) => Float32Array;
  /** What an observation alone shows of it. */
  readonly seen: (observation: unknown) => Float32Array;
}

/** An environment that can be stepped without observing, and asked for an observation when one is wanted. */
export interface LazyObservation {
  /** Options that leave the observation out. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly observe: (env: Env) => Uint8Array;
}

export interface ActionClasses {
  readonly count: number;
  readonly of: (action: number | ArrayLike<number>) => number;
}

/** Which action the held keys mean. Keys are `KeyboardEvent.key` values: "ArrowLeft", "a". */
export interface KeyBindings {
  /**
   * For discrete actions: the action of a set of keys held together; the first entry whose keys are all held counts.
   */
  readonly discrete?: readonly { readonly keys: readonly string[]; readonly action: number }[];
  /** For continuous actions: what each held key adds to an element of the action. */
  readonly continuous?: readonly { readonly key: string; readonly element: number; readonly value: number }[];
  /** The action while no key is held. Without it the environment waits for a key. */
  readonly idle?: number | readonly number[];
}
