import type {
  CarRacing,
  CarRacingOptions,
  ContinuousActions,
  DiscreteActions,
} from "./car-racing/car-racing.js";
import type { CartPole, CartPoleOptions } from "./cart-pole/cart-pole.js";
import { register } from "./registry.js";
import type { Wrapper } from "./wrappers/wrapper.js";

declare module "./registry.js" {
  interface Make {
    (id: "CartPole-v1", options?: CartPoleOptions & MakeOptions): Promise<Wrapper<CartPole>>;
    (
      id: "CarRacing-v3",
      options?: CarRacingOptions & MakeOptions & { readonly continuous?: true },
    ): Promise<Wrapper<CarRacing<ContinuousActions>>>;
    (
      id: "CarRacing-v3",
      options: CarRacingOptions & MakeOptions & { readonly continuous: false },
    ): Promise<Wrapper<CarRacing<DiscreteActions>>>;
    (id: "CarRacing-v3", options: CarRacingOptions & MakeOptions): Promise<Wrapper<CarRacing>>;
  }
}

register<CartPoleOptions>({
  id: "CartPole-v1",
  entryPoint: async (options) => new (await import("./cart-pole/cart-pole.js")).CartPole(options),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
});

register<CarRacingOptions>({
  id: "CarRacing-v3",
  entryPoint: async (options) => (await import("./car-racing/car-racing.js")).CarRacing.create(options),
  maxEpisodeSteps: 1000,
  rewardThreshold: 900,
});
