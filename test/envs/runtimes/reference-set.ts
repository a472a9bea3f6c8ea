// Plays Gymnasium's recorded episodes in whatever runtime this is, and prints how many are equal.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gunzipSync } from "node:zlib";
import { type Env, make, type Wrapper } from "../../../envs/index.js";

interface Sequence {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly episodes: readonly Episode[];
}

interface Episode {
  readonly seed: number | null;
  readonly resetOptions?: Readonly<Record<string, unknown>>;
  readonly actions: readonly unknown[];
  readonly observations: readonly unknown[];
  readonly rewards: readonly number[];
  readonly frames: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, "../../../../test/golden/gymnasium");
const camelCase = (options: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, c) => c.toUpperCase()),
      value,
    ]),
  );
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

function text(observation: unknown, like: unknown): string {
  if (!ArrayBuffer.isView(observation)) return JSON.stringify(observation);
  const bytes = new Uint8Array(observation.buffer, observation.byteOffset, observation.byteLength);
  const isPicture = observation instanceof Uint8Array && typeof like === "string" && like.length === 16;
  return JSON.stringify(isPicture ? hash(bytes) : Buffer.from(bytes).toString("base64"));
}

/** The first thing that differs, if any. */
function difference(env: Wrapper<Env>, { seed, resetOptions, ...episode }: Episode): string | undefined {
  const options = camelCase(resetOptions);
  let observation: unknown = env.reset(seed === null ? { options } : { seed, options })[0];
  for (let step = 0; step <= episode.actions.length; step++) {
    const expected = episode.observations[step];
    if (text(observation, expected) !== JSON.stringify(expected)) return `the observation of step ${step}`;
    const frame = episode.frames[step];
    if (frame !== undefined) {
      const isText = !/^[0-9a-f]{16}$/.test(frame);
      if ((isText ? env.render("ansi") : hash(env.render().data)) !== frame)
        return `the frame of step ${step}`;
    }
    if (step === episode.actions.length) return undefined;
    let reward: number;
    [observation, reward] = env.step(episode.actions[step]);
    if (reward !== episode.rewards[step]) return `the reward of step ${step}`;
  }
  return undefined;
}

let count = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json.gz"))) {
  const { id, options, episodes }: Sequence = JSON.parse(
    gunzipSync(readFileSync(join(folder, file))).toString(),
  );
  // Gymnasium computes CarRacing in float32; here that is an option.
  const physics = id.startsWith("CarRacing") ? { physics: "float32" } : {};
  const env: Wrapper<Env> = await make(id, { ...camelCase(options), ...physics });
  for (const [number, episode] of episodes.entries()) {
    const differs = difference(env, episode);
    if (differs !== undefined) throw new Error(`${file}, episode ${number}: ${differs} differs`);
    count++;
  }
  env.close();
}
process.stdout.write(`${count} episodes are equal\n`);
