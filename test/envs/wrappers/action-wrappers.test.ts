import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Box, ClipAction, Discrete, RescaleAction, TransformAction } from "../../../envs/index.js";
import { Echo, pedals } from "../echo.js";

type Pairs = readonly (readonly [given: number[], passedOn: number[]])[];
const path = join(import.meta.dirname, "../../../../test/golden/wrappers/values.json");
const golden: Record<"rescaled" | "clipped", Pairs> = JSON.parse(readFileSync(path, "utf8"));

/** What an environment got for an action, as float32. */
const received = (echo: Echo) => Array.from(echo.calls.at(-1)!.action as number[], Math.fround);

describe("TransformAction", () => {
  it("hands on what the function makes of the action, and has the new space", () => {
    const echo = new Echo(new Discrete(2));
    const space = new Discrete(2, { names: ["stay", "go"] });
    const env = new TransformAction(echo, (action: number) => 1 - action, space);
    expect(env.actionSpace.named("go")).equal(1);
    env.reset();
    env.step(env.actionSpace.named("go"), { unseen: true });
    expect(echo.calls).deep.equal([{ action: 0, unseen: true }]);
  });
});

describe("ClipAction", () => {
  it("clips as Gymnasium does", () => {
    const echo = new Echo(pedals());
    const env = new ClipAction(echo);
    for (const [given, passedOn] of golden.clipped) {
      expect(env.actionSpace.contains(given)).equal(true);
      env.step(given);
      expect(received(echo)).deep.equal(passedOn);
    }
  });

  it("wants a box", () => {
    expect(() => new ClipAction(new Echo(new Discrete(2)) as never)).throws(TypeError, "got Discrete(2)");
  });
});

describe("RescaleAction", () => {
  it("rescales as Gymnasium does, to the bit", () => {
    const echo = new Echo(pedals());
    const env = new RescaleAction(echo, -0.7, 0.9);
    expect(String(env.actionSpace)).equal(
      String(new Box({ low: -0.7, high: 0.9, shape: [3], dtype: "float32" })),
    );
    for (const [given, passedOn] of golden.rescaled) {
      env.step(given);
      expect(received(echo)).deep.equal(passedOn);
    }
  });

  it("maps bounds to bounds", () => {
    const echo = new Echo(pedals());
    const env = new RescaleAction(echo, -1, 1);
    env.step([-1, -1, -1]);
    expect(received(echo)).deep.equal([...echo.actionSpace.low]);
    env.step([1, 1, 1]);
    expect(received(echo)).deep.equal([...echo.actionSpace.high]);
  });

  it("refuses spaces without bounds, and bounds without a range", () => {
    const free = new Box({ low: -Infinity, high: Infinity, dtype: "float32" });
    expect(() => new RescaleAction(new Echo(free), 0, 1)).throws(TypeError, "bounded");
    expect(() => new RescaleAction(new Echo(pedals()), 1, 1)).throws(RangeError, "low < high");
  });
});
