import { z } from "zod";
import type { Env, Seed } from "../../../envs/env.js";
import { encodePng } from "../../png.js";
import type { KeyBindings } from "../../policies/env-adapter.js";
import type { ExpertTakeover } from "../../policies/expert-takeover.js";
import { describeKeys, heldAction } from "../../policies/keys.js";
import type { Policy } from "../../policies/policy.js";
import { kindOf } from "../../policies/space-kind.js";
import { observationHash, type RecordedAction, recordedAction } from "../../recordings/recording.js";
import { type ActionNames, namedAction } from "../../recordings/statistics.js";
import type { Action, LiveEpisode } from "../../rollout/rollout.js";
import { nextSeed } from "../../rollout/seeds.js";
import { observationNames } from "./observation-names.js";
import type { Bar, PlayRequest, PlayState, PlayView } from "./protocol.js";
import { RecordingSession, type RecordingSessionOptions } from "./record/recording-session.js";
import { type Serving, serve } from "./server.js";
import type { Finished } from "./viewer.js";

/** Steps in one request, at most: a page that was hidden for long does not catch up. */
const MOST_STEPS = 100;

/** What the play page may ask: to step, and these. */
export const playRequest = (kinds: readonly Exclude<PlayRequest["kind"], "step">[]): z.ZodType<PlayRequest> =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(kinds) }),
    z.strictObject({
      kind: z.literal("step"),
      count: z.int().min(0).max(MOST_STEPS),
      held: z.array(z.string().max(20)).max(20),
    }),
  ]);

const requestSchema = playRequest(["look", "next", "save", "again", "skip", "undo", "finish"]);

/** One who acts on the page, in an environment of their own. */
export interface PlayAgent {
  readonly name: string;
  readonly live: LiveEpisode;
}

interface PageOptions {
  readonly names: ActionNames;
  /** 1 is natural. */
  readonly speed: number;
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

export interface WatchPlayOptions extends PageOptions {
  /** The environment's id, for people. */
  readonly env: string;
  /** One, or two side by side. Their episodes have begun with one seed. */
  readonly agents: readonly PlayAgent[];
  /** Ends the server after so many episodes of the first agent. Without it the signal does. */
  readonly episodes?: number;
  readonly onFinished?: (episode: Finished) => void;
}

/** Serves the play page for any environment: agents act in the command, and the page shows it. */
export async function servePlay(options: WatchPlayOptions): Promise<Serving> {
  const { agents, episodes = Number.POSITIVE_INFINITY, onFinished } = options;
  const told: Finished[] = [];
  const serving = await serve({
    ...{ page: "play", request: requestSchema, signal: options.signal, port: options.port },
    answer(request) {
      if (request.kind === "step") for (const agent of agents) advance(agent, request.count);
      if (request.kind === "next") {
        const seed = nextSeed(agents[0].live.state.seed);
        for (const { live } of agents) live.reset(seed);
      }
      return {
        ...{ env: options.env, speed: options.speed, rate: rateOf(agents[0].live) },
        seed: agents[0].live.state.seed,
        views: agents.map((agent) => viewOf(agent, options.env, options.names)),
        episodes: told,
      } satisfies PlayState;
    },
  });
  return serving;

  function advance({ name, live }: PlayAgent, count: number): void {
    for (let i = 0; i < count && !live.state.ended; i++) {
      live.advance();
      if (!live.state.ended) continue;
      const finished = { agent: name, ...live.finished.at(-1)! };
      told.push(finished);
      onFinished?.(finished);
      // After the answer, so that the page is not cut off in the middle.
      if (agents.every((each) => each.live.finished.length >= episodes)) setImmediate(serving.close);
    }
  }
}

export interface RecordPlayOptions extends PageOptions {
  /** Its environment replays what was done; the person's is another. */
  readonly recording: Omit<RecordingSessionOptions, "policy">;
  /** The episode that the person sees, with a `Hands` as its policy. */
  readonly live: LiveEpisode;
  readonly hands: Hands;
}

/**
 * Serves the play page for a person who acts, or corrects a policy, in any environment. Every step goes into a journal
 * on disk; an episode that is saved is replayed first: see `RecordingSession`.
 */
export async function serveRecordPlay(options: RecordPlayOptions): Promise<Serving> {
  const { recording, live, hands, names, speed, signal, port } = options;
  const { environment, agent: whom } = recording;
  const session = await RecordingSession.open(recording);
  takeUp();
  const serving = await serve({ page: "play", request: requestSchema, answer, signal, port });
  if (session.finished) serving.close();
  return serving;

  async function answer(request: PlayRequest): Promise<PlayState> {
    const { id } = session.state();
    if (request.kind === "step") await act(request.count, new Set(request.held));
    else if (request.kind !== "look") await session.leave(request.kind === "next" ? "save" : request.kind);
    if (session.state().id !== id || request.kind === "undo") takeUp();
    // After the answer, which says so.
    if (session.finished) setImmediate(serving.close);
    const { saved, folder, wanted, canUndo, trouble, finished, seed } = session.state();
    const agent = hands.policy ? whom.name : "you";
    const help = hands.describe(names);
    return {
      ...{ env: environment.id, speed, rate: rateOf(live) },
      ...{ seed, views: [viewOf({ name: agent, live }, environment.id, names, hands.last?.corrected)] },
      ...(help && { keys: { help, waits: hands.waits } }),
      episodes: saved.map((episode) => ({ agent, ...episode })),
      record: { folder, wanted, canUndo, trouble, finished },
    };
  }

  async function act(count: number, held: ReadonlySet<string>): Promise<void> {
    if (session.finished || !hands.hold(held)) return;
    const { id, held: from } = session.state();
    // What the disk did not take is told to the person, who goes on when it does.
    if (live.state.step !== from) return;
    const steps = [];
    for (let i = 0; i < count && !live.state.ended; i++) {
      live.advance();
      const { observation, reward } = live.state;
      const { label, ...done } = hands.last!;
      steps.push({
        ...done,
        reward,
        frame: observationHash(observation),
        ...(label !== undefined && { label }),
      });
    }
    await session.drive(id, from, steps);
    // The person sees what is on disk, and nothing else.
    if (session.state().held !== live.state.step) takeUp();
  }

  /** Brings the episode to where its journal is. */
  function takeUp(): void {
    const { seed, driven = [] } = session.state(true);
    live.reset(seed);
    for (const step of driven) {
      hands.again(step);
      live.advance();
    }
    hands.again(undefined);
  }
}

/** What a person's hands do in one step. */
interface Done {
  readonly action: RecordedAction;
  readonly label?: RecordedAction;
  readonly corrected?: true;
}

/** Who may overrule the policy: whoever holds keys, or the expert. */
type Overruling =
  | { readonly keys: KeyBindings; readonly expert?: undefined }
  | { readonly keys?: undefined; readonly expert: ExpertTakeover };

/**
 * A policy that does what the held keys mean: always, or where it stands beside another policy, while keys are held. Or
 * another policy, which the expert overrules where it errs.
 */
export class Hands implements Policy {
  readonly policy: Policy | undefined;
  readonly #bindings: KeyBindings | undefined;
  readonly #expert: ExpertTakeover | undefined;
  #held: ReadonlySet<string> = new Set();
  #again: Done | undefined;
  #last: Done | undefined;

  constructor({ keys, expert }: Overruling, policy?: Policy) {
    this.#bindings = keys;
    this.#expert = expert;
    this.policy = policy;
  }

  /** What was done in the last step. */
  get last(): Done | undefined {
    return this.#last;
  }

  /** Whether time stands still while no key is held. */
  get waits(): boolean {
    return !this.policy && this.#bindings?.idle === undefined;
  }

  /** The keys for the next steps. @returns whether there is anything to do with them */
  hold(held: ReadonlySet<string>): boolean {
    this.#held = held;
    return this.policy !== undefined || this.#heldAction() !== undefined;
  }

  /** Does in the next step what was done before, whatever is held. */
  again(done: Done | undefined): void {
    this.#again = done;
  }

  reset(seed: Seed): void {
    this.#last = undefined;
    this.policy?.reset?.(seed);
    this.#expert?.reset(seed);
  }

  predict(observation: unknown, info?: object): RecordedAction {
    const chosen = this.policy && recordedAction(this.policy.predict(observation, info) as Action);
    // The expert follows the episode, also where it is taken up again.
    const overruled = chosen !== undefined && this.#expert?.decide(chosen, observation, info);
    this.#last = this.#again ?? (overruled ? overrule(chosen, overruled) : this.#choose(chosen));
    return this.#last.action;
  }

  #heldAction() {
    return this.#bindings && heldAction(this.#bindings, this.#held);
  }

  #choose(chosen: RecordedAction | undefined): Done {
    const held = this.#heldAction();
    if (chosen === undefined) return { action: held!.action };
    if (!held || held.isIdle) return { action: chosen, label: chosen };
    return { action: held.action, label: held.action, corrected: true };
  }

  /** What the keys do; undefined where nobody presses any. */
  describe(names: ActionNames): string[] | undefined {
    if (!this.#bindings) return undefined;
    const nameOf = (action: number) => String(namedAction(action, names).action);
    return describeKeys(
      this.#bindings,
      nameOf,
      names.elements.map(({ name }) => name),
    );
  }
}

function overrule(action: RecordedAction, { label, takesOver }: ReturnType<ExpertTakeover["decide"]>): Done {
  const wanted = recordedAction(label as Action);
  return takesOver ? { action: wanted, label: wanted, corrected: true } : { action, label: wanted };
}

/** Steps a second at natural speed. */
export const rateOf = ({ env }: LiveEpisode) => env.metadata.renderFps;

/** What the page shows of an episode. */
export function viewOf(
  { name, live }: PlayAgent,
  env: string,
  names: ActionNames,
  corrected = false,
): PlayView {
  const { step, return: sum, ended, action, observation } = live.state;
  const bars = barsOf(live.env, observation, env);
  return {
    ...{ agent: name, step, return: sum, ended, corrected },
    action: action === undefined ? "" : inWords(action, names),
    ...(bars && { observation: bars }),
    gauges: gaugesOf(live.env, names, action),
    ...drawn(live.env),
  };
}

/** Longer observations are not shown as bars. */
const MOST_BARS = 64;

function numbersOf({ observationSpace }: Env, observation: unknown): readonly number[] | undefined {
  const known = kindOf(observationSpace);
  if (known?.kind === "discrete") return [Number(observation)];
  const isRow = known?.kind === "multi-discrete" || (known?.kind === "box" && known.space.shape.length === 1);
  if (!isRow) return undefined;
  const numbers = Array.from(observation as ArrayLike<number>, Number);
  return numbers.length <= MOST_BARS ? numbers : undefined;
}

/**
 * An observation as bars; undefined where it is not a short row of numbers.
 * @param id the environment's
 */
export function barsOf(env: Env, observation: unknown, id: string): Bar[] | undefined {
  const numbers = numbersOf(env, observation);
  if (!numbers) return undefined;
  const names = observationNames(id, numbers.length);
  return numbers.map((value, index) => ({ name: names[index], value }));
}

/** More discrete actions are not shown as bars. */
const MOST_GAUGES = 12;

/** Controls and gauges follow from the action space. */
export function gaugesOf({ actionSpace }: Env, names: ActionNames, action: Action | undefined): Bar[] {
  const known = kindOf(actionSpace);
  if (known?.kind === "box") {
    const values = action === undefined ? [] : [recordedAction(action)].flat();
    return names.elements.map((element, index) => ({ ...element, value: values[index] ?? 0 }));
  }
  if (known?.kind !== "discrete" || known.space.n > MOST_GAUGES) return [];
  return Array.from({ length: known.space.n }, (_, index) => ({
    name: names.values[index] ?? `action ${names.start + index}`,
    ...{ value: Number(action === names.start + index), minimum: 0, maximum: 1 },
  }));
}

function inWords(action: Action, names: ActionNames): string {
  return Object.entries(namedAction(recordedAction(action), names))
    .map(([name, value]) => (name === "action" ? value : `${name} ${Number(value).toFixed(2)}`))
    .join(", ");
}

/** What an environment shows of its state: an image where it draws, else text. */
export function drawn(env: Env): Pick<PlayView, "image" | "text"> {
  const { renderModes } = env.metadata;
  if (renderModes.includes("rgb_array"))
    return { image: encodePng(env.render("rgb_array"), "fast").toString("base64") };
  if (renderModes.includes("ansi")) return { text: String(env.render("ansi")) };
  return { text: "This environment draws nothing." };
}
