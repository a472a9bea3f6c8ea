import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { type Env, make, type Picture, type Wrapper } from "../../envs/index.js";

/** Episodes of one environment object of Gymnasium's, one after the other. See golden/gymnasium/README.md. */
interface Sequence {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The array's type and shape, or the space in Python. */
  readonly observation: { readonly dtype: string; readonly shape: readonly number[] } | string;
  readonly episodes: readonly Episode[];
}

interface Episode {
  /** null: reset without a seed. */
  readonly seed: number | null;
  readonly resetOptions?: Readonly<Record<string, unknown>>;
  readonly actions: readonly (number | number[])[];
  /** The reset's first. Base64 of little-endian bytes, numbers, or the beginning of a picture's hash. */
  readonly observations: readonly (string | number | number[])[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** The reset's first. */
  readonly infos?: readonly unknown[];
  /** By step: the beginning of the picture's hash, or the text. */
  readonly frames: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, "../../../test/golden/gymnasium");

const camelCase = (options: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, c) => c.toUpperCase()),
      value,
    ]),
  );

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

function written(observation: unknown, like: string | number | number[] | undefined): unknown {
  if (!ArrayBuffer.isView(observation)) return observation;
  const bytes = new Uint8Array(observation.buffer, observation.byteOffset, observation.byteLength);
  const isPicture = observation instanceof Uint8Array && typeof like === "string" && like.length === 16;
  return isPicture ? hash(bytes) : Buffer.from(bytes).toString("base64");
}

function drawn(env: Wrapper<Env>, text: string): string {
  if (!/^[0-9a-f]{16}$/.test(text)) return env.render("ansi");
  const { data } = env.render("rgb_array") as Picture;
  return hash(data);
}

describe("Gymnasium's episodes", function () {
  this.timeout(120_000);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json.gz"))) {
    it(`${file}: observations, rewards, ends, infos and frames are equal`, async () => {
      const sequence: Sequence = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString());
      const env: Wrapper<Env> = await make(sequence.id as string, camelCase(sequence.options));
      const { observationSpace } = env;
      if (typeof sequence.observation !== "string") {
        expect(observationSpace).property("dtype", sequence.observation.dtype);
        expect(observationSpace).property("shape").deep.equal(sequence.observation.shape);
      }
      for (const [number, episode] of sequence.episodes.entries()) {
        const where = `episode ${number}`;
        const [first, firstInfo] = env.reset({
          ...(episode.seed === null ? {} : { seed: episode.seed }),
          options: camelCase(episode.resetOptions),
        });
        const observations = [written(first, episode.observations[0])];
        const rewards: number[] = [];
        const infos: unknown[] = [firstInfo];
        const frames: Record<string, string> = {};
        const look = (step: number) => {
          const frame = episode.frames[step];
          if (frame !== undefined) frames[step] = drawn(env, frame);
        };
        look(0);
        let [terminated, truncated] = [false, false];
        for (const [step, action] of episode.actions.entries()) {
          expect(terminated || truncated, `${where} goes on at step ${step}`).equal(false);
          let [observation, reward, info]: [unknown, number, unknown] = [undefined, 0, undefined];
          [observation, reward, terminated, truncated, info] = env.step(action);
          observations.push(written(observation, episode.observations[0]));
          rewards.push(reward);
          infos.push(info);
          look(step + 1);
        }
        expect(observations, `${where}, observations`).deep.equal(episode.observations);
        expect(rewards, `${where}, rewards`).deep.equal(episode.rewards);
        expect({ terminated, truncated }, where).deep.equal({
          terminated: episode.terminated,
          truncated: episode.truncated,
        });
        if (episode.infos)
          expect(plain(infos), `${where}, infos`).deep.equal(plain(camelKeys(episode.infos)));
        expect(frames, `${where}, frames`).deep.equal(episode.frames);
      }
      env.close();
    });
  }
});

const camelKeys = (infos: readonly unknown[]) =>
  infos.map((info) => camelCase(info as Record<string, unknown>));

/** As JSON, typed arrays as lists. */
const plain = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_, inner) =>
      ArrayBuffer.isView(inner) ? Array.from(inner as Uint8Array) : inner,
    ),
  );
