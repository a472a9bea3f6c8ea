import { expect } from "chai";
import { blocksOf, outputsOf } from "../examples.js";

/** What the page imports from the package, which is not installed: an environment in its place. */
const STAND_IN = 'export { Corridor as FrozenLake } from "../envs/gym-js/stand-in.js";\n';

describe("docs/gym-js.md", function () {
  this.timeout(120_000);

  it("has examples that compile and run", () => {
    const [from, to] = blocksOf("docs/gym-js.md", "ts") as [string, string];
    const files = { "gym-js": STAND_IN, from: from.replace('"gym-js"', '"./gym-js.js"'), to };
    const [printed, raced] = outputsOf(files, ["from", "to"]);
    expect(printed).to.match(/0 Discrete\(2\)\n$/);
    expect(raced).to.match(/Box: 3 \[ 96, 96, 3 \] int32\n$/);
  });
});
