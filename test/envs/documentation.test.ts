import { expect } from "chai";
import { blocksOf, outputsOf } from "../examples.js";

/** What the examples of each page print. */
const examples: Readonly<Record<string, readonly string[]>> = {
  "README.md": [
    "Pushing where the pole leans lasts 41 steps\n",
    "4 × 96 × 96 50\n",
    "110592 4 4 4 271\n110592 4 4 4 271\n",
  ],
  "car-racing.md": [
    "The scripted expert: over 900\n",
    "nothing right left gas brake\n",
    "true true 4\n",
    "40 × 48 × 3 5760\n0\n",
    "v3: round and round until the time is over\nfixed: the lap is finished\n",
    "102 159\n",
    "rgb_array 600 400 720015\ntrack 600 480 864015\n",
  ],
};

describe("docs/environments", function () {
  this.timeout(120_000);

  it("add-an-environment.md adds one in under a hundred lines, and it does what the page says", () => {
    const [environment, program] = blocksOf("environments/add-an-environment.md", "ts") as [string, string];
    expect(environment.split("\n").length + program.split("\n").length).lessThan(100);
    const files = { "grid-world": environment, play: program };
    expect(outputsOf(files, ["play"])).deep.equal(blocksOf("environments/add-an-environment.md", "text"));
  });

  for (const [page, printed] of Object.entries(examples)) {
    it(`${page} has examples that compile, run and print what they should`, () => {
      const programs = blocksOf(`environments/${page}`, "ts").map(
        (code, i) => [`example-${i}`, code] as const,
      );
      const names = programs.map(([name]) => name);
      expect(outputsOf(Object.fromEntries(programs), names)).deep.equal(printed);
    });
  }
});
