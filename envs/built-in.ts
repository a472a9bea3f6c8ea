import type { CarRacing, ContinuousActions, DiscreteActions } from "./box2d/car-racing/car-racing.js";
import type { CarRacingOptions } from "./box2d/car-racing/options.js";
import type {
  EngineActions,
  LunarLander,
  LunarLanderOptions,
  ThrottleActions,
} from "./box2d/lunar-lander/lunar-lander.js";
import type { CartPole, CartPoleOptions } from "./classic-control/cart-pole/cart-pole.js";
import { register } from "./registry.js";

declare module "./registry.js" {
  interface EnvMap<Options> {
    "CarRacing-v3": { options: CarRacingOptions; env: CarRacing<CarRacingActions<Options>> };
    "CartPole-v1": { options: CartPoleOptions; env: CartPole };
    "LunarLander-v3": { options: LunarLanderOptions; env: LunarLander<LunarLanderActions<Options>> };
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

register<CarRacingOptions>({
  id: "CarRacing-v3",
  entryPoint: async (options) => (await import("./box2d/car-racing/car-racing.js")).CarRacing.create(options),
  maxEpisodeSteps: 1000,
  rewardThreshold: 900,
  // aann-gym 0.1.0 drew as pygame 2.6.1 does and had no option for it.
  formerDefaults: { pictures: "pygame" },
});

register<CartPoleOptions>({
  id: "CartPole-v1",
  entryPoint: async (options) =>
    new (await import("./classic-control/cart-pole/cart-pole.js")).CartPole(options),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
});

register<LunarLanderOptions>({
  id: "LunarLander-v3",
  entryPoint: async (options) =>
    (await import("./box2d/lunar-lander/lunar-lander.js")).LunarLander.create(options),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
});

/** The environment that commands mean when none is named. */
export const DEFAULT_ENV = "CarRacing-v3";
