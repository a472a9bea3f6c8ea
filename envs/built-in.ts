import type { BipedalWalker, BipedalWalkerOptions } from "./box2d/bipedal-walker/bipedal-walker.js";
import type { CarRacing, ContinuousActions, DiscreteActions } from "./box2d/car-racing/car-racing.js";
import type { CarRacingOptions } from "./box2d/car-racing/options.js";
import type {
  EngineActions,
  LunarLander,
  LunarLanderOptions,
  ThrottleActions,
} from "./box2d/lunar-lander/lunar-lander.js";
import type { Acrobot } from "./classic-control/acrobot/acrobot.js";
import type { CartPole, CartPoleOptions } from "./classic-control/cart-pole/cart-pole.js";
import type { CartPoleSwingUp } from "./classic-control/cart-pole-swing-up/cart-pole-swing-up.js";
import type { MountainCar, MountainCarOptions } from "./classic-control/mountain-car/mountain-car.js";
import type { MountainCarContinuous } from "./classic-control/mountain-car/mountain-car-continuous.js";
import type { Pendulum, PendulumOptions } from "./classic-control/pendulum/pendulum.js";
import { type GymnasiumEntry, register } from "./registry.js";
import type { Blackjack, BlackjackOptions } from "./toy-text/blackjack.js";
import type { CliffWalking, CliffWalkingOptions } from "./toy-text/cliff-walking.js";
import type { FrozenLake, FrozenLakeOptions } from "./toy-text/frozen-lake.js";
import type { Taxi, TaxiOptions } from "./toy-text/taxi.js";

declare module "./registry.js" {
  interface EnvMap<Options> {
    "CarRacing-v3": { options: CarRacingOptions; env: CarRacing<CarRacingActions<Options>> };
    "CartPole-v0": { options: CartPoleOptions; env: CartPole };
    "CartPole-v1": { options: CartPoleOptions; env: CartPole };
    "CartPoleSwingUp-v0": { options: object; env: CartPoleSwingUp };
    "BipedalWalker-v3": { options: BipedalWalkerOptions; env: BipedalWalker };
    "BipedalWalkerHardcore-v3": { options: BipedalWalkerOptions; env: BipedalWalker };
    "LunarLanderContinuous-v3": {
      options: LunarLanderOptions;
      env: LunarLander<LunarLanderContinuousActions<Options>>;
    };
    "LunarLander-v3": { options: LunarLanderOptions; env: LunarLander<LunarLanderActions<Options>> };
    "Acrobot-v1": { options: object; env: Acrobot };
    "MountainCar-v0": { options: MountainCarOptions; env: MountainCar };
    "MountainCarContinuous-v0": { options: MountainCarOptions; env: MountainCarContinuous };
    "Pendulum-v1": { options: PendulumOptions; env: Pendulum };
    "Blackjack-v1": { options: BlackjackOptions; env: Blackjack };
    "CliffWalking-v1": { options: CliffWalkingOptions; env: CliffWalking };
    "CliffWalkingSlippery-v1": { options: CliffWalkingOptions; env: CliffWalking };
    "FrozenLake-v1": { options: FrozenLakeOptions; env: FrozenLake };
    "FrozenLake8x8-v1": { options: FrozenLakeOptions; env: FrozenLake };
    "Taxi-v4": { options: TaxiOptions; env: Taxi };
  }
}

/** Continuous unless the options say otherwise; either when the options have it but the value is not known here. */
type CarRacingActions<Options> = Options extends { readonly continuous: false }
  ? DiscreteActions
  : Options extends { readonly continuous: true }
    ? ContinuousActions
    : "continuous" extends keyof Options
      ? ContinuousActions | DiscreteActions
      : ContinuousActions;

/** Discrete unless the options say otherwise; either when the options have it but the value is not known here. */
type LunarLanderActions<Options> = Options extends { readonly continuous: true }
  ? ThrottleActions
  : Options extends { readonly continuous: false }
    ? EngineActions
    : "continuous" extends keyof Options
      ? EngineActions | ThrottleActions
      : EngineActions;

/** The same for LunarLanderContinuous-v3, which is continuous unless the options say otherwise. */
type LunarLanderContinuousActions<Options> = Options extends { readonly continuous: false }
  ? EngineActions
  : Options extends { readonly continuous: true }
    ? ThrottleActions
    : "continuous" extends keyof Options
      ? EngineActions | ThrottleActions
      : ThrottleActions;

register<CarRacingOptions>({
  id: "CarRacing-v3",
  entryPoint: async (options) => (await import("./box2d/car-racing/car-racing.js")).CarRacing.create(options),
  maxEpisodeSteps: 1000,
  rewardThreshold: 900,
  // aann-gym 0.1.0 drew as pygame 2.6.1 does and had no option for it.
  formerDefaults: { pictures: "pygame" },
  gymnasium: {
    entryPoint: "gymnasium.envs.box2d.car_racing:CarRacing",
    options: ["lapCompletePercent", "domainRandomize", "continuous"],
    exact: { physics: "float32", pictures: "pygame-ce" },
  },
});

const cartPole = async (options: CartPoleOptions) =>
  new (await import("./classic-control/cart-pole/cart-pole.js")).CartPole(options);

const cartPoleInGymnasium: GymnasiumEntry = {
  entryPoint: "gymnasium.envs.classic_control.cartpole:CartPoleEnv",
  vectorEntryPoint: "gymnasium.envs.classic_control.cartpole:CartPoleVectorEnv",
  options: ["suttonBartoReward"],
};

register({
  id: "CartPole-v0",
  entryPoint: cartPole,
  maxEpisodeSteps: 200,
  rewardThreshold: 195,
  gymnasium: cartPoleInGymnasium,
});
register({
  id: "CartPole-v1",
  entryPoint: cartPole,
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
  gymnasium: cartPoleInGymnasium,
});

register<object>({
  id: "CartPoleSwingUp-v0",
  entryPoint: async (options) =>
    new (await import("./classic-control/cart-pole-swing-up/cart-pole-swing-up.js")).CartPoleSwingUp(options),
  maxEpisodeSteps: 1000,
});

register<MountainCarOptions>({
  id: "MountainCar-v0",
  entryPoint: async (options) =>
    new (await import("./classic-control/mountain-car/mountain-car.js")).MountainCar(options),
  maxEpisodeSteps: 200,
  rewardThreshold: -110,
  gymnasium: {
    entryPoint: "gymnasium.envs.classic_control.mountain_car:MountainCarEnv",
    options: ["goalVelocity"],
  },
});

register<MountainCarOptions>({
  id: "MountainCarContinuous-v0",
  entryPoint: async (options) =>
    new (await import("./classic-control/mountain-car/mountain-car-continuous.js")).MountainCarContinuous(
      options,
    ),
  maxEpisodeSteps: 999,
  rewardThreshold: 90,
  gymnasium: {
    entryPoint: "gymnasium.envs.classic_control.continuous_mountain_car:Continuous_MountainCarEnv",
    options: ["goalVelocity"],
  },
});

register<PendulumOptions>({
  id: "Pendulum-v1",
  entryPoint: async (options) =>
    new (await import("./classic-control/pendulum/pendulum.js")).Pendulum(options),
  maxEpisodeSteps: 200,
  gymnasium: { entryPoint: "gymnasium.envs.classic_control.pendulum:PendulumEnv", options: ["g"] },
});

register<object>({
  id: "Acrobot-v1",
  entryPoint: async (options) => new (await import("./classic-control/acrobot/acrobot.js")).Acrobot(options),
  maxEpisodeSteps: 500,
  rewardThreshold: -100,
  gymnasium: { entryPoint: "gymnasium.envs.classic_control.acrobot:AcrobotEnv" },
});

const lunarLanderInGymnasium: GymnasiumEntry = {
  entryPoint: "gymnasium.envs.box2d.lunar_lander:LunarLander",
  options: ["continuous", "gravity", "enableWind", "windPower", "turbulencePower"],
  exact: { physics: "float32" },
};

const lunarLander = (continuous: boolean) => async (options: LunarLanderOptions) =>
  (await import("./box2d/lunar-lander/lunar-lander.js")).LunarLander.create({ continuous, ...options });

register({
  id: "LunarLander-v3",
  entryPoint: lunarLander(false),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
  gymnasium: lunarLanderInGymnasium,
});
register({
  id: "LunarLanderContinuous-v3",
  entryPoint: lunarLander(true),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
  gymnasium: { ...lunarLanderInGymnasium, kwargs: { continuous: true } },
});

const bipedalWalkerInGymnasium: GymnasiumEntry = {
  entryPoint: "gymnasium.envs.box2d.bipedal_walker:BipedalWalker",
  options: ["hardcore"],
  exact: { keepWorld: true },
};

const bipedalWalker = (hardcore: boolean) => async (options: BipedalWalkerOptions) =>
  (await import("./box2d/bipedal-walker/bipedal-walker.js")).BipedalWalker.create({ hardcore, ...options });

register({
  id: "BipedalWalker-v3",
  entryPoint: bipedalWalker(false),
  maxEpisodeSteps: 1600,
  rewardThreshold: 300,
  gymnasium: bipedalWalkerInGymnasium,
});
register({
  id: "BipedalWalkerHardcore-v3",
  entryPoint: bipedalWalker(true),
  maxEpisodeSteps: 2000,
  rewardThreshold: 300,
  gymnasium: { ...bipedalWalkerInGymnasium, kwargs: { hardcore: true } },
});

register<BlackjackOptions>({
  id: "Blackjack-v1",
  entryPoint: async (options) =>
    new (await import("./toy-text/blackjack.js")).Blackjack({ sab: true, natural: false, ...options }),
  gymnasium: {
    entryPoint: "gymnasium.envs.toy_text.blackjack:BlackjackEnv",
    kwargs: { sab: true, natural: false },
    options: ["natural", "sab"],
  },
});

const frozenLakeInGymnasium = (mapName: "4x4" | "8x8"): GymnasiumEntry => ({
  entryPoint: "gymnasium.envs.toy_text.frozen_lake:FrozenLakeEnv",
  kwargs: { map_name: mapName },
  options: ["desc", "mapName", "isSlippery", "successRate", "rewardSchedule"],
});

const frozenLake = (mapName: "4x4" | "8x8") => async (options: FrozenLakeOptions) =>
  new (await import("./toy-text/frozen-lake.js")).FrozenLake({ mapName, ...options });

register({
  id: "FrozenLake-v1",
  entryPoint: frozenLake("4x4"),
  maxEpisodeSteps: 100,
  rewardThreshold: 0.7,
  gymnasium: frozenLakeInGymnasium("4x4"),
});
register({
  id: "FrozenLake8x8-v1",
  entryPoint: frozenLake("8x8"),
  maxEpisodeSteps: 200,
  rewardThreshold: 0.85,
  gymnasium: frozenLakeInGymnasium("8x8"),
});

const cliffWalkingInGymnasium: GymnasiumEntry = {
  entryPoint: "gymnasium.envs.toy_text.cliffwalking:CliffWalkingEnv",
  options: ["isSlippery"],
};

const cliffWalking = (isSlippery: boolean) => async (options: CliffWalkingOptions) =>
  new (await import("./toy-text/cliff-walking.js")).CliffWalking({ isSlippery, ...options });

register({ id: "CliffWalking-v1", entryPoint: cliffWalking(false), gymnasium: cliffWalkingInGymnasium });
register({
  id: "CliffWalkingSlippery-v1",
  entryPoint: cliffWalking(true),
  gymnasium: { ...cliffWalkingInGymnasium, kwargs: { is_slippery: true } },
});

register<TaxiOptions>({
  id: "Taxi-v4",
  entryPoint: async (options) => new (await import("./toy-text/taxi.js")).Taxi(options),
  maxEpisodeSteps: 200,
  rewardThreshold: 8,
  gymnasium: {
    entryPoint: "gymnasium.envs.toy_text.taxi:TaxiEnv",
    options: ["isRainy", "ficklePassenger", "rainyProbability", "fickleProbability"],
  },
});

/** The environment that commands mean when none is named. */
export const DEFAULT_ENV = "CarRacing-v3";
