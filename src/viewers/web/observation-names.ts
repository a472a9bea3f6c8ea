/** What the numbers of an observation are called, by environment, as Gymnasium's documentation has them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  CartPole: ["position", "velocity", "pole angle", "pole angular velocity"],
  Acrobot: ["cos θ1", "sin θ1", "cos θ2", "sin θ2", "angular velocity of θ1", "angular velocity of θ2"],
  MountainCar: ["position", "velocity"],
  MountainCarContinuous: ["position", "velocity"],
  Pendulum: ["x", "y", "angular velocity"],
  LunarLander: [
    "x",
    "y",
    "velocity x",
    "velocity y",
    "angle",
    "angular velocity",
    "left leg on ground",
    "right leg on ground",
  ],
  Blackjack: ["player's sum", "dealer's card", "usable ace"],
};

/** @param count how many numbers there are; those that are not known are numbered */
export function observationNames(id: string, count: number): string[] {
  const known = NAMES[id.replace(/(Continuous)?-v\d+$/, "")] ?? NAMES[id.replace(/-v\d+$/, "")] ?? [];
  return Array.from({ length: count }, (_, index) =>
    known.length === count ? known[index] : `observation ${index}`,
  );
}
