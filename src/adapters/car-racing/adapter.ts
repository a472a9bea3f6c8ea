import type { CarRacing, CarRacingInfo } from "../../../envs/box2d/car-racing/car-racing.js";
import { Expert, FAST, motionOf, TEACHER } from "../../../envs/box2d/car-racing/expert.js";
import type { Env } from "../../../envs/env.js";
import type { EnvAdapter, Hyperparameters, PrivilegedState } from "../../policies/env-adapter.js";
import type { Policy } from "../../policies/policy.js";
import { kindOf } from "../../policies/space-kind.js";
import { ACTION_CLASSES, actionClass, actionCounts } from "./action-class.js";
import { BURSTS, Bursts } from "./action-noise.js";
import { carNetwork } from "./architecture.js";
import { DECODERS, readDecoder } from "./decoders.js";
import { SIDE } from "./frame.js";
import { mirrorSome } from "./mirror.js";
import { motionSeen, PRIVILEGED_SIZE, packPrivileged } from "./motion.js";

/** The environment below the wrappers, at which experts look. */
const carOf = (env: Env): CarRacing => (env as unknown as { readonly unwrapped: CarRacing }).unwrapped ?? env;

const STYLES = { teacher: TEACHER, fast: FAST } as const;

function expert(style: keyof typeof STYLES) {
  return (env: Env): Policy | undefined => {
    if (kindOf(env.actionSpace)?.kind !== "box") return undefined;
    const driver = new Expert(carOf(env), STYLES[style]);
    return { predict: () => driver.act() };
  };
}

/** Speed, yaw rate, and the aim behind the label where one of the scripted experts chose it. */
const privileged: PrivilegedState = {
  size: PRIVILEGED_SIZE,
  follow(env) {
    const car = carOf(env);
    const experts = Object.values(STYLES).map((style) => new Expert(car, style));
    return (label) => {
      const { speed, yawRate } = motionOf(car.race.world);
      const found =
        label === undefined
          ? undefined
          : experts.find((each) => isSame(each.act(), label as readonly number[]));
      const aim = found?.aim();
      // Experts remember where on the track they are.
      for (const each of experts) each.aim();
      return packPrivileged({ speed, yawRate }, aim);
    };
  },
  seen: (observation) => packPrivileged(motionSeen(observation as Uint8Array)),
};

const isSame = (a: ArrayLike<number>, b: readonly number[]) => b.every((value, index) => value === a[index]);

/** Steering more than this is hard. */
const HARD_STEERING = 0.3;

const HYPERPARAMETERS: Hyperparameters = {
  training: {
    batch: 64,
    stages: {
      dense: { epochs: 3, rate: 8e-4, decay: 0.2 },
      sparsify: { epochs: 2, rate: 6e-4, decay: 1 },
      "fine-tune": { epochs: 1, rate: 6e-4, decay: 0.2 },
      ternary: { epochs: 5, rate: 1e-2, decay: 0.01 },
    },
    mask: "dynamic",
    // The loss on a few held-out episodes says little about how well it drives.
    result: "last-epoch",
  },
  survey: {
    examples: 512,
    share: 0.02,
    candidates: 256,
    weight: [0.2, 0.02],
    swaps: { hidden: 4, last: 40 },
  },
  // The first layer's neighbours cost hundreds of times as much as the last ones', and hardly any is better. Most is to
  // be gained in the second one, for half of the time.
  races: {
    layers: ["layer2.0", "fc1", "fc2"],
    iterations: { "layer2.0": 3000, fc1: 15_000, fc2: 3000 },
    temperature: 3e-6,
  },
  every: 5,
  // On 100 validation tracks 100 episodes were finished instead of 93.
  everyHard: 2,
  isHard: (label) => Math.abs((label as readonly number[])[0]) > HARD_STEERING,
};

/** CarRacing with continuous actions: the paper's dynamic task. */
export const adapter: EnvAdapter = {
  experts: { teacher: expert("teacher"), fast: expert("fast") },
  noise: {
    noise: { create: () => new Bursts(BURSTS.noise), stallLimit: BURSTS.noise.stallLimit },
    recovery: { create: () => new Bursts(BURSTS.recovery), stallLimit: BURSTS.recovery.stallLimit },
  },
  stallWatch: (info) => (info as CarRacingInfo).tilesVisited,
  decoders: DECODERS,
  // Below the road the strip of indicators begins, which always looks the same.
  encoders: {
    contrast: { kind: "image", height: SIDE, width: SIDE, channels: 3, contrast: { rows: 84, gain: 30 } },
  },
  readDecoder,
  privileged,
  architecture: carNetwork,
  hyperparameters: HYPERPARAMETERS,
  augment: mirrorSome,
  replay: {
    options: { observation: "none" },
    observe: (env) => env.render("state_pixels").data,
  },
  // 1000, less 0.1 for each of the 500 steps that not even the fastest car can do without.
  returnBound: 950,
  actionClass: { count: ACTION_CLASSES, of: (action) => actionClass(action as ArrayLike<number>) },
  actionNames: ["steer", "gas", "brake"],
  actionCounts,
  keys: {
    discrete: [
      { keys: ["ArrowRight"], action: 1 },
      { keys: ["ArrowLeft"], action: 2 },
      { keys: ["ArrowUp"], action: 3 },
      { keys: ["ArrowDown"], action: 4 },
    ],
    continuous: [
      { key: "ArrowLeft", element: 0, value: -1 },
      { key: "ArrowRight", element: 0, value: 1 },
      { key: "ArrowUp", element: 1, value: 1 },
      { key: "ArrowDown", element: 2, value: 0.8 },
    ],
    idle: [0, 0, 0],
  },
};
