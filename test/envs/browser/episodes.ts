import { MaxAndSkipObservation, make, SyncVectorEnv } from "../../../envs/index.js";

/** Environments whose episodes are compared, with their options. */
const COMPARED = [
  ["CarRacing-v3", { physics: "float32" }],
  ["CarRacing-v3", { physics: "box2d-wasm", continuous: false }],
  ["CarRacing-v3", { domainRandomize: true, picture: { width: 120, height: 80, indicators: false } }],
  ["CartPole-v1", {}],
  ["LunarLander-v3", {}],
  ["LunarLander-v3", { continuous: true, enableWind: true }],
] as const;

/**
 * Plays 60 steps of each environment with seeded random actions.
 * @returns By environment, the SHA-256 of its observations, rewards, ends and a picture of each render mode.
 */
export async function hashEpisodes(): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [id, options] of COMPARED) {
    const env = await make(id as string, options);
    const parts: Uint8Array[] = [];
    const add = (...values: readonly unknown[]) => parts.push(...values.map(bytesOf));
    env.actionSpace.seed(1);
    for (let seed: number | undefined = 1, step = 0; step < 60; seed = undefined) {
      add(env.reset({ seed })[0]);
      for (let ended = false; !ended && step < 60; step++) {
        const [observation, reward, terminated, truncated] = env.step(env.actionSpace.sample());
        ended = terminated || truncated;
        add(observation, reward, ended);
      }
    }
    for (const mode of env.metadata.renderModes) add(env.render(mode).data);
    env.close();
    hashes[`${id} ${JSON.stringify(options)}`] = await sha256(parts);
  }
  hashes["wrapped, and several at once"] = await hashOfSeveral();
  return hashes;
}

async function hashOfSeveral(): Promise<string> {
  const envs = await SyncVectorEnv.create(2, async () => {
    return new MaxAndSkipObservation(await make("CarRacing-v3", { continuous: false }), 4);
  });
  envs.actionSpace.seed(2);
  const parts = [bytesOf(envs.reset({ seed: 5 })[0])];
  for (let step = 0; step < 5; step++) {
    const [observations, rewards] = envs.step(envs.actionSpace.sample());
    parts.push(bytesOf(observations), bytesOf(rewards));
  }
  envs.close();
  return sha256(parts);
}

/** The bytes of a typed array, or of a number or boolean as float64. */
function bytesOf(value: unknown): Uint8Array {
  const array = ArrayBuffer.isView(value) ? value : Float64Array.of(Number(value));
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

async function sha256(parts: readonly Uint8Array[]): Promise<string> {
  const bytes = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
