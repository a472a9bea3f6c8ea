import { expect } from "chai";
import { BURSTS, Bursts } from "../../../../src/adapters/car-racing/action-noise.js";

const STEPS = 200_000;

interface Burst {
  /** What steering straight on without pedals becomes; undefined between bursts. */
  readonly action: readonly number[] | undefined;
  length: number;
}

/** Runs of equal disturbances of a driver who does nothing. */
function runs(noise: Bursts, steps: number): Burst[] {
  const found: Burst[] = [];
  const idle = new Float32Array(3);
  for (let step = 0; step < steps; step++) {
    const disturbed = noise.apply(idle);
    const action = disturbed === idle ? undefined : Array.from(disturbed);
    const last = found.at(-1);
    if (last && last.action?.join() === action?.join()) last.length++;
    else found.push({ action, length: 1 });
  }
  return found;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

for (const name of ["noise", "recovery"] as const) {
  const style = BURSTS[name];
  const seeded = (seed: number) => {
    const noise = new Bursts(style);
    noise.reset(seed);
    return noise;
  };
  describe(`bursts of ${name}`, () => {
    const all = runs(seeded(1), STEPS);
    const bursts = all.slice(0, -1).flatMap(({ action, length }) => (action ? [{ action, length }] : []));

    it("last as long as they should, all lengths alike", () => {
      const counts = new Map<number, number>();
      for (const { length } of bursts) counts.set(length, (counts.get(length) ?? 0) + 1);
      const lengths = style.longest - style.shortest + 1;
      expect(counts.size).to.equal(lengths);
      expect(Math.min(...counts.keys())).to.equal(style.shortest);
      expect(Math.max(...counts.keys())).to.equal(style.longest);
      const early = bursts.filter(({ length }) => length < style.shortest + lengths / 2);
      expect(early.length / bursts.length).to.be.closeTo(Math.ceil(lengths / 2) / lengths, 0.06);
    });

    it("begin as often as they should", () => {
      const calm = all.filter(({ action }) => !action).reduce((sum, { length }) => sum + length, 0);
      // A burst may begin in the step after another one: that step was not calm, but could have been.
      const chance = bursts.length / (calm + bursts.length);
      expect(chance / style.chance).to.be.closeTo(1, 0.1);
    });

    it("steer evenly either way, and press the pedals normally distributed", () => {
      const steering = bursts.map(({ action }) => action[0]);
      expect(mean(steering)).to.be.closeTo(0, 0.06);
      expect(Math.max(...steering.map(Math.abs))).to.be.closeTo(Math.min(1, style.steering), 0.01);
      const gentle = steering.filter((value) => Math.abs(value) < 0.2);
      expect(gentle.length / steering.length).to.be.closeTo(0.2 / style.steering, 0.04);
      const pressed = bursts.map(({ action }) => action[1] - action[2]);
      const little = pressed.filter((value) => Math.abs(value) < 0.7);
      // The share of a normal distribution within 0.7.
      expect(little.length / pressed.length).to.be.closeTo({ noise: 0.44, recovery: 0.274 }[name], 0.04);
    });

    it("keep actions in the action space", () => {
      const noise = seeded(3);
      for (let step = 0; step < 5000; step++) {
        const [steer, gas, brake] = noise.apply(Float32Array.of(0.9, 0, 0.8)) as Float32Array;
        expect(steer).to.be.within(-1, 1);
        expect(gas).to.be.within(0, 1);
        expect(brake).to.be.within(0, 1);
        expect(gas! * brake!).to.equal(0);
      }
    });

    it("are the same for the same seed, and others for another", () => {
      const first = (seed: number) => runs(seeded(seed), 2000);
      expect(first(7)).to.deep.equal(first(7));
      expect(first(7)).to.not.deep.equal(first(8));
    });
  });
}
