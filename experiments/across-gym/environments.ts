/** How an environment is measured. */
export interface Measured {
  /** Steps of the environment for a search by reward alone. */
  readonly steps: number;
  /** The target of issue and docs: the mean return from which it counts as reached. */
  readonly target: number;
}

/** All that is measured, in the order of the page. */
export const ENVIRONMENTS = {
  "CartPole-v1": { steps: 4e6, target: 500 },
  "Acrobot-v1": { steps: 4e6, target: -80 },
  "MountainCar-v0": { steps: 4e6, target: -105 },
  "MountainCarContinuous-v0": { steps: 2e6, target: 90 },
  "Pendulum-v1": { steps: 6e6, target: -170 },
  "LunarLander-v3": { steps: 3e6, target: 270 },
  "LunarLanderContinuous-v3": { steps: 3e6, target: 260 },
  "BipedalWalker-v3": { steps: 3e6, target: 300 },
  "CartPoleSwingUp-v0": { steps: 6e6, target: 800 },
} as const satisfies Readonly<Record<string, Measured>>;

export type EnvironmentName = keyof typeof ENVIRONMENTS;
