import type { CarRacing, ContinuousActions } from "../../../../envs/box2d/car-racing/car-racing.js";
import { BODIES, BODY_STRIDE, HULL, X, Y } from "../../../../envs/box2d/car-racing/physics/physics.js";
import type { Road, Skid } from "../../../../envs/box2d/car-racing/rendering/view.js";
import type { Track } from "../../../../envs/box2d/car-racing/track.js";
import { type Env, make } from "../../../../envs/index.js";
import { adapter } from "../../../adapters/car-racing/adapter.js";
import { networkPolicy } from "../../../adapters/network-policy.js";
import { InputError } from "../../../errors.js";
import { parsePolicy } from "../../../networks/policy.js";
import { labelsOf, parseRecording, type Recording } from "../../../recordings/recording.js";
import { resetSeed } from "../../../rollout/seeds.js";
import type { Agreement } from "../pages/recordings/agreement.js";
import type { ViewedAgent } from "../protocol.js";
import { isDriven } from "./is-driven.js";

type Car = CarRacing<ContinuousActions>;

/** Numbers of a car's state at one frame: all bodies, as in `World.bodies`. */
export const BODY_NUMBERS = BODIES * BODY_STRIDE;

/** An episode as a line on a map. */
export interface Sketch {
  /** x and y of the road's centre line (m), in turn. */
  readonly road: Float32Array<ArrayBuffer>;
  /** x and y of the car at each frame (m), in turn. */
  readonly path: Float32Array<ArrayBuffer>;
  /** With a policy. */
  readonly agreement?: Agreement;
}

/** An episode with all its images, to be looked at in any order. A frame is what was seen after so many steps. */
export interface EpisodeVideo extends Sketch {
  readonly recording: Recording;
  readonly track: Track;
  readonly polygons: Road;
  /** `BODY_NUMBERS` a frame. */
  readonly bodies: Float32Array<ArrayBuffer>;
  /** All skid marks, whole, and the frame in which each begins. */
  readonly skids: readonly (Skid & { readonly since: number })[];
  /** RGB, in the size that the recording says. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** The first step whose reward in the replay is another one than in the recording; undefined: there is none. */
  readonly difference?: number;
}

/**
 * What was done with steering, gas and brake.
 * @param file for the message
 * @throws InputError when the recording is of another environment, or of discrete actions
 */
export function controlsOf(recording: Recording, file: string) {
  const { actions, environment } = recording;
  if (isDriven(recording)) return actions as readonly (readonly number[])[];
  throw new InputError(
    `${file}: expected a recording of CarRacing with steering and pedals, got ${environment.id}`,
  );
}

/**
 * Drives a recorded episode again.
 * @param text of the recording's file
 * @param video whether to keep the images; without them and without a policy none is drawn, which is much faster
 * @throws InputError when it is not a recording of CarRacing with steering and pedals, or the policy does not drive
 */
export async function replayEpisode(
  text: string,
  name: string,
  { video, policy }: { readonly video: boolean; readonly policy?: ViewedAgent },
): Promise<EpisodeVideo | Sketch> {
  const recording = parseRecording(text, name);
  const actions = controlsOf(recording, name);
  const { id, options } = recording.environment;
  const env = (await make(id, options)) as Env as Env & { readonly unwrapped: Car };
  const { unwrapped: car } = env;
  const network = policy?.policy
    ? await networkPolicy(parsePolicy(policy.policy, policy.name), adapter, env)
    : undefined;
  const unseen = !video && !network;
  const count = actions.length + 1;
  const { width, height } = recording.frame!;
  const frameBytes = width * height * 3;
  const path = new Float32Array(2 * count);
  const bodies = new Float32Array(video ? count * BODY_NUMBERS : 0);
  const frames = new Uint8Array(video ? count * frameBytes : 0);
  const opinions = new Float32Array(network ? 3 * actions.length : 0);
  const skids = new Map<Skid, number>();
  let difference: number | undefined;

  const keep = (index: number, observation: Uint8Array) => {
    const state = car.race.world.bodies;
    path[2 * index] = state[HULL + X];
    path[2 * index + 1] = state[HULL + Y];
    if (network && index < actions.length)
      opinions.set(network.predict(observation) as Float32Array, 3 * index);
    if (!video) return;
    bodies.set(state, index * BODY_NUMBERS);
    frames.set(observation, index * frameBytes);
    for (const skid of car.race.car.skids) if (!skids.has(skid)) skids.set(skid, index);
  };

  try {
    keep(0, env.reset({ seed: resetSeed(recording.seed) })[0] as Uint8Array);
    for (const [index, action] of actions.entries()) {
      const [observation, reward] = env.step(action as never, { unseen });
      keep(index + 1, observation as Uint8Array);
      if (reward !== recording.rewards[index]) difference ??= index + 1;
    }
    const { track, road } = car.race;
    const sketch: Sketch = {
      road: Float32Array.from(track.sections.flatMap(({ x, y }) => [x, y])),
      path,
      ...(network && { agreement: agreementOf(recording, opinions) }),
    };
    if (!video) return sketch;
    const marks = [...skids].map(([skid, since]) => ({ ...skid, since }));
    return { ...sketch, recording, track, polygons: road, bodies, skids: marks, frames, difference };
  } finally {
    network?.close();
    env.close();
  }
}

function agreementOf(recording: Recording, actions: Float32Array<ArrayBuffer>): Agreement {
  const wanted = labelsOf(recording).flat() as number[];
  const differences = Float32Array.from(wanted, (value, at) => Math.abs(value - actions[at]));
  return { controls: 3, actions, differences };
}
