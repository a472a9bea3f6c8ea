import type { CarRacing, ContinuousActions } from "../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../envs/box2d/car-racing/expert.js";
import type { Env } from "../../envs/env.js";
import type { Box } from "../../envs/spaces.js";

/** What `make` gives for car-racing: with its time limit, around the environment that the expert looks at. */
type Race = Env<Box<"uint8">, ContinuousActions> & { readonly unwrapped: CarRacing<ContinuousActions> };

/** Steering −1 to 1, gas and brake 0 to 1. */
type Controls = ArrayLike<number>;

export interface LapOptions {
  readonly seed: number;
  /** The driver's action for an observation. */
  readonly act: (observation: Uint8Array) => Controls | Promise<Controls>;
  /** Whose actions the car follows: with the expert's, the driver only says what it would do. */
  readonly follows: "driver" | "expert";
  /** What becomes of an action on its way to the car. */
  readonly disturb?: (action: Float32Array) => Float32Array;
  /** Told in each step what the driver chose and what the expert would have done. */
  readonly onDecision: (chosen: Controls, wished: Controls) => void;
}

/** Drives one lap with the scripted expert beside the driver. @returns the sum of the rewards, and the steps it took */
export async function driveLap(
  env: Race,
  { seed, act, follows, disturb, onDecision }: LapOptions,
): Promise<{ return: number; steps: number }> {
  const expert = new Expert(env.unwrapped, TEACHER);
  let [observation] = env.reset({ seed });
  let steps = 0;
  let total = 0;
  for (let over = false; !over; steps++) {
    const chosen = await act(observation);
    const wished = expert.act();
    onDecision(chosen, wished);
    const action = Float32Array.from(follows === "driver" ? chosen : wished);
    const [next, reward, terminated, truncated] = env.step(disturb?.(action) ?? action);
    observation = next;
    total += reward;
    over = terminated || truncated;
  }
  return { return: total, steps };
}
