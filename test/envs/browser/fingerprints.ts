import { type MakeOptions, make } from "../../../envs/index.js";

/** An environment and how to make it. */
export interface Recipe {
  readonly id: string;
  readonly options: MakeOptions & Readonly<Record<string, unknown>>;
}

/** How many steps are driven, how long each action is held, and how often an image for people is drawn. */
const STEPS = 240;
const HOLD = 6;
const PICTURE_INTERVAL = 60;

/**
 * Drives an environment with random actions. Runs the same in Node and in a page.
 * @returns for the reset and for every step the SHA-256 of what came: observation, reward, end, now and then an image
 */
export async function fingerprints({ id, options }: Recipe): Promise<string[]> {
  const env = await make(id, options);
  env.actionSpace.seed(1);
  const prints = [await sha256(env.reset({ seed: 3 })[0])];
  let action = env.actionSpace.sample();
  for (let step = 1; step <= STEPS; step++) {
    if (step % HOLD === 0) action = env.actionSpace.sample();
    const [observation, reward, terminated, truncated] = env.step(action);
    const frame = step % PICTURE_INTERVAL === 0 ? env.render().data : new Uint8Array();
    const numbers = Float64Array.of(reward, Number(terminated), Number(truncated));
    prints.push(await sha256(observation, numbers, frame));
    if (terminated || truncated) env.reset();
  }
  env.close();
  return prints;
}

async function sha256(...parts: readonly unknown[]): Promise<string> {
  const bytes = await new Blob(parts as BlobPart[]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
