import { type Env, make, type Wrapper } from "../../../envs/index.js";

/** Episodes of one environment object of Gymnasium's, one after the other. See golden/gymnasium/README.md. */
export interface Sequence {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The array's type and shape, or the space in Python. */
  readonly observation: { readonly dtype: string; readonly shape: readonly number[] } | string;
  readonly episodes: readonly Episode[];
}

export interface Episode {
  /** null: reset without a seed. */
  readonly seed: number | null;
  readonly resetOptions?: Readonly<Record<string, unknown>>;
  readonly actions: readonly (number | number[])[];
  /** The reset's first. Base64 of little-endian bytes, numbers, or the beginning of an image's hash. */
  readonly observations: readonly (string | number | number[])[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** The reset's first. */
  readonly infos?: readonly unknown[];
  /** By step: the beginning of the image's hash, or the text. */
  readonly frames: Readonly<Record<string, string>>;
}

/** What an episode gives here, in the recorded form. */
export type Played = Required<Omit<Episode, "seed" | "resetOptions" | "actions">>;

/** Options with which an environment equals Gymnasium's, where its own defaults are others. */
const EXACT: Readonly<Record<string, object>> = { "CarRacing-v3": { physics: "float32" } };

/** Plays the recorded episodes. Runs the same in Node and in a page. An episode stops where it ends. */
export async function replay({ id, options, episodes }: Sequence): Promise<Played[]> {
  const env: Wrapper<Env> = await make(id as string, { ...EXACT[id], ...camelCase(options) });
  const played: Played[] = [];
  for (const episode of episodes) played.push(await play(env, episode));
  env.close();
  return played;
}

async function play(env: Wrapper<Env>, episode: Episode): Promise<Played> {
  const [first, firstInfo] = env.reset({
    ...(episode.seed === null ? {} : { seed: episode.seed }),
    options: camelCase(episode.resetOptions),
  });
  const like = episode.observations[0];
  const observations = [await written(first, like)];
  const rewards: number[] = [];
  const infos: unknown[] = [firstInfo];
  const frames: Record<string, string> = {};
  const look = async (step: number) => {
    const frame = episode.frames[step];
    if (frame !== undefined) frames[step] = await shown(env, frame);
  };
  await look(0);
  let [terminated, truncated] = [false, false];
  for (const [step, action] of episode.actions.entries()) {
    if (terminated || truncated) break;
    const result = env.step(action);
    observations.push(await written(result[0], like));
    rewards.push(result[1]);
    [terminated, truncated] = [result[2], result[3]];
    infos.push(result[4]);
    await look(step + 1);
  }
  return { observations, rewards, terminated, truncated, infos: plain(infos), frames };
}

/** Names as they are in JavaScript. */
export function camelCase(options: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const rename = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [rename(name), value]));
}

async function written(observation: unknown, like: Episode["observations"][number] | undefined) {
  if (!ArrayBuffer.isView(observation)) return observation as number | number[];
  const bytes = new Uint8Array(observation.buffer, observation.byteOffset, observation.byteLength);
  const isPicture = observation instanceof Uint8Array && typeof like === "string" && like.length === 16;
  return isPicture ? hash(bytes) : btoa(String.fromCharCode(...bytes));
}

async function shown(env: Wrapper<Env>, like: string): Promise<string> {
  return /^[0-9a-f]{16}$/.test(like) ? hash(env.render("rgb_array").data) : env.render("ansi");
}

async function hash(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** As JSON, typed arrays as lists. */
function plain(infos: readonly unknown[]): unknown[] {
  const list = (_: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Int8Array) : value;
  return JSON.parse(JSON.stringify(infos, list));
}
