import { expect } from "chai";
import { Box, Discrete } from "../../../envs/index.js";
import { UserEnv } from "../../../src/adapters/user-env.js";
import { InputError } from "../../../src/errors.js";

/** Two numbers and two actions; a test puts something else in the place of `reset` or `step`. */
class Sound {
  metadata = { renderModes: [], renderFps: 10 };
  observationSpace = new Box({ low: -1, high: 1, shape: [2], dtype: "float32" });
  actionSpace = new Discrete(2);
  reset(): unknown {
    return [Float32Array.of(0, 0), {}];
  }
  step(_action: number): unknown {
    return [Float32Array.of(0, 3), 1, false, false, {}];
  }
  render(): never {
    throw new RangeError("not drawn");
  }
  close(): void {}
}

const around = (faulty: Partial<Sound>) => new UserEnv(Object.assign(new Sound(), faulty) as never, "Own-v0");
const step = (...result: unknown[]): Partial<Sound> => ({ step: () => result });
const observation = Float32Array.of(0, 0);

describe("an environment of the user's", () => {
  it("is let through as it is, also beyond its bounds", () => {
    const env = around({});
    expect(env.reset()).to.deep.equal([observation, {}]);
    expect(env.step(1 as never)).to.deep.equal([Float32Array.of(0, 3), 1, false, false, {}]);
  });

  const wrong: readonly [title: string, faulty: Partial<Sound>, message: RegExp][] = [
    [
      "throws an error",
      {
        step: () => {
          throw new Error("boom");
        },
      },
      /step: Error: boom/,
    ],
    ["has a mistake", { step: () => (undefined as never as string).length }, /step: TypeError: Cannot read/],
    [
      "throws nothing at all",
      {
        reset: () => {
          throw null;
        },
      },
      /reset: null/,
    ],
    ["returns nothing", { step: () => undefined }, /expected step to give \[observation, .*, got undefined/],
    ["is asynchronous", { reset: async () => [observation, {}] }, /got a Promise: it is not asynchronous/],
    [
      "gives too short an observation",
      step(Float32Array.of(0), 1, false, false, {}),
      /give 2 numbers, got 1/,
    ],
    [
      "gives NaN in an observation",
      step(Float32Array.of(0, Number.NaN), 1, false, false, {}),
      /finite numbers, got NaN/,
    ],
    ["gives a word as observation", step("here", 1, false, false, {}), /give 2 numbers, got here/],
    [
      "gives NaN as reward",
      step(observation, Number.NaN, false, false, {}),
      /finite number as reward, got NaN/,
    ],
    ["gives a word as reward", step(observation, "1", false, false, {}), /finite number as reward, got 1/],
    [
      "does not say whether it ended",
      step(observation, 1, undefined, false, {}),
      /booleans .*, got undefined/,
    ],
  ];
  for (const [title, faulty, message] of wrong) {
    it(`is told what is wrong when it ${title}`, () => {
      const env = around(faulty);
      const use = () => {
        env.reset();
        env.step(0 as never);
      };
      expect(use).to.throw(InputError, message);
      expect(use).to.throw(/^environment Own-v0: /);
    });
  }

  it("has spaces", () => {
    for (const name of ["observationSpace", "actionSpace"]) {
      expect(() => around({ [name]: "discrete" })).to.throw(
        InputError,
        `expected a space as ${name}, got discrete`,
      );
    }
  });

  it("gets no action that is none", () => {
    for (const action of [2, -1, 0.5, "left", undefined, [0]]) {
      expect(() => around({}).step(action as never)).to.throw(
        InputError,
        /expected an action in Discrete\(2/,
      );
    }
  });
});
