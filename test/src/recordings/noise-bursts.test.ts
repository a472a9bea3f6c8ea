import { expect } from "chai";
import { type Disturbance, NoiseBursts } from "../../../src/recordings/noise-bursts.js";

const STEPS = 200_000;

/** Runs of equal disturbances: how long each lasted. */
function bursts(noise: NoiseBursts, steps: number): { disturbance: Disturbance; length: number }[] {
  const found: { disturbance: Disturbance; length: number }[] = [];
  let last: Disturbance | undefined;
  for (let step = 0; step < steps; step++) {
    const disturbance = noise.next();
    if (disturbance !== last) found.push({ disturbance, length: 0 });
    found.at(-1)!.length++;
    last = disturbance;
  }
  return found;
}

const isCalm = ({ steering, speed }: Disturbance) => steering === 0 && speed === 0;

describe("NoiseBursts", () => {
  const all = bursts(new NoiseBursts(1), STEPS);
  const noisy = all.filter(({ disturbance }) => !isCalm(disturbance)).slice(0, -1);

  it("last 3 to 12 steps each, all lengths alike", () => {
    const counts = new Map<number, number>();
    for (const { length } of noisy) counts.set(length, (counts.get(length) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).to.deep.equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (const [length, count] of counts)
      expect(count, `${length} steps`).to.be.closeTo(noisy.length / 10, noisy.length / 40);
  });

  it("begin in one of 45 calm steps", () => {
    const calm = all
      .filter(({ disturbance }) => isCalm(disturbance))
      .reduce((sum, { length }) => sum + length, 0);
    // A burst may begin in the step after another one: that step was not calm, but could have been.
    expect(noisy.length / (calm + noisy.length)).to.be.closeTo(1 / 45, 0.002);
  });

  it("steer evenly up to 0.45 either way and change the speed by 8 m/s, normally distributed", () => {
    const steering = noisy.map(({ disturbance }) => disturbance.steering);
    const speed = noisy.map(({ disturbance }) => disturbance.speed);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.max(...steering.map(Math.abs))).to.be.within(0.44, 0.45);
    expect(mean(steering)).to.be.closeTo(0, 0.02);
    expect(mean(speed)).to.be.closeTo(0, 0.5);
    expect(Math.sqrt(mean(speed.map((value) => value ** 2)))).to.be.closeTo(8, 0.4);
    expect(speed.filter((value) => Math.abs(value) < 8).length / speed.length).to.be.closeTo(0.683, 0.03);
  });

  it("are the same for the same seed, and others for another", () => {
    const first = (seed: number) => bursts(new NoiseBursts(seed), 500);
    expect(first(7)).to.deep.equal(first(7));
    expect(first(7)).to.not.deep.equal(first(8));
  });
});
