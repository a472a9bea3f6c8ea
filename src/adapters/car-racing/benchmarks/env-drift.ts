import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { Expert } from "../../../../envs/box2d/car-racing/expert.js";
import { Random } from "../../../../envs/random.js";

/** A race to drive: actions without eyes, the same whatever happens. */
export interface BlindDrive {
  readonly name: string;
  readonly seed: number;
  readonly actions: readonly (number | Float32Array)[];
  readonly options: { readonly continuous: boolean; readonly domainRandomize?: boolean };
}

/** How far box2d-wasm strays from the float32 engine, which is to say from Gymnasium. */
export interface Drift {
  readonly name: string;
  readonly steps: number;
  /** Distance (m) between the two cars after so many steps; undefined beyond the end. */
  readonly distances: readonly { readonly step: number; readonly metres: number | undefined }[];
  /** The greatest distance of all (m). */
  readonly greatest: number;
  /** The first step with another reward; undefined when all are the same. */
  readonly otherReward: number | undefined;
  /** Difference between the returns. */
  readonly returnDifference: number;
}

const CHECKPOINTS = [50, 100, 200, 400, 600, 1000];

/**
 * Drives the two engines side by side with the same actions. Nothing corrects the drift, so it is the worst case: a
 * driver who sees where the car is steers back.
 */
export async function measureDrift({ actions, name, options, seed }: BlindDrive): Promise<Drift> {
  const [exact, other] = await Promise.all(
    (["float32", "box2d-wasm"] as const).map((physics) =>
      CarRacing.create({ ...options, physics, observation: "none" }),
    ) as [Promise<CarRacing>, Promise<CarRacing>],
  );
  exact.reset({ seed });
  other.reset({ seed });
  const metres: number[] = [];
  let returnDifference = 0;
  let otherReward: number | undefined;
  for (const [i, action] of actions.entries()) {
    const [, exactReward, exactEnd, , exactInfo] = exact.step(action);
    const [, reward, , , info] = other.step(action);
    metres.push(Math.hypot(info.x - exactInfo.x, info.y - exactInfo.y));
    returnDifference += reward - exactReward;
    if (reward !== exactReward) otherReward ??= i + 1;
    if (exactEnd) break;
  }
  exact.close();
  other.close();
  return {
    name,
    steps: metres.length,
    distances: CHECKPOINTS.map((step) => ({ step, metres: metres[step - 1] })),
    greatest: Math.max(...metres),
    otherReward,
    returnDifference,
  };
}

/** Five ways of driving, the same on every machine. */
export async function blindDrives(): Promise<BlindDrive[]> {
  const random = new Random(0);
  /** A new random action every `hold` steps. */
  const held = (steps: number, hold: number, draw: () => number[]) => {
    const drawn = Array.from({ length: Math.ceil(steps / hold) }, () => Float32Array.from(draw()));
    return Array.from({ length: steps }, (_, i) => drawn[Math.floor(i / hold)]);
  };
  const options = { continuous: true };
  return [
    { name: "expert", seed: 0, options, actions: await expertActions(0) },
    {
      name: "gentle",
      seed: 0,
      options,
      actions: held(1000, 8, () => [random.uniform(-0.3, 0.3), random.uniform(0, 0.4), 0]),
    },
    {
      name: "harsh",
      seed: 0,
      options,
      actions: held(1000, 8, () => [random.uniform(-1, 1), random.random(), random.integers(2)]),
    },
    { name: "straight", seed: 3, options, actions: held(400, 400, () => [0, 0.25, 0]) },
    {
      name: "discrete",
      seed: 2,
      options: { continuous: false },
      actions: Array.from({ length: 400 }, () => random.integers(5)),
    },
  ];
}

/** What the expert does on a track with the float32 engine. */
async function expertActions(seed: number): Promise<Float32Array[]> {
  const env = await CarRacing.create({ physics: "float32", observation: "none" });
  env.reset({ seed });
  const expert = new Expert(env);
  const actions: Float32Array[] = [];
  for (let terminated = false; !terminated && actions.length < 1000; ) {
    const action = expert.act();
    actions.push(action);
    [, , terminated] = env.step(action);
  }
  env.close();
  return actions;
}
