import type {
  CarRacing,
  CarRacingOptions,
  ContinuousActions,
  DiscreteActions,
} from "./car-racing/car-racing.js";
import type { CartPole, CartPoleOptions } from "./cart-pole/cart-pole.js";
import { register } from "./registry.js";

declare module "./registry.js" {
  interface EnvMap<Options> {
    "CarRacing-v3": { options: CarRacingOptions; env: CarRacing<CarRacingActions<Options>> };
    "CartPole-v1": { options: CartPoleOptions; env: CartPole };
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

register<CarRacingOptions>({
  id: "CarRacing-v3",
  entryPoint: async (options) => (await import("./car-racing/car-racing.js")).CarRacing.create(options),
  maxEpisodeSteps: 1000,
  rewardThreshold: 900,
});

register<CartPoleOptions>({
  id: "CartPole-v1",
  entryPoint: async (options) => new (await import("./cart-pole/cart-pole.js")).CartPole(options),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
});
