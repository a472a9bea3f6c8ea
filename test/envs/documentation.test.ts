import { expect } from "chai";
import { blocksOf, outputsOf } from "../examples.js";

describe("docs/environments", function () {
  this.timeout(120_000);

  it("add-an-environment.md adds one in under a hundred lines, and it does what the page says", () => {
    const [environment, program] = blocksOf("environments/add-an-environment.md", "ts") as [string, string];
    expect(environment.split("\n").length + program.split("\n").length).lessThan(100);
    const files = { "grid-world": environment, play: program };
    expect(outputsOf(files, ["play"])).deep.equal(blocksOf("environments/add-an-environment.md", "text"));
  });

  it("car-racing.md has examples that compile and run", () => {
    const examples = blocksOf("environments/car-racing.md", "ts").map(
      (code, i) => [`example-${i}`, code] as const,
    );
    const names = examples.map(([name]) => name);
    expect(outputsOf(Object.fromEntries(examples), names)).deep.equal([
      "The scripted expert: over 900\n",
      "nothing right left gas brake\n",
      "true true 4\n",
      "40 × 48 × 3 5760\n0\n",
      "undefined\n",
      "the whole track on 600 × 480 pixels\n",
    ]);
  });
});
