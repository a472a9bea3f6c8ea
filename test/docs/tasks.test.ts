import { expect } from "chai";
import { blocksOf, outputsOf } from "../examples.js";

describe("docs/tasks.md", function () {
  this.timeout(120_000);

  it("has examples that compile, and learn what they say", () => {
    const [outline, program] = blocksOf("tasks.md", "ts") as [string, string];
    const printed = outputsOf({ stamps: outline, quarters: program }, ["quarters"]);
    expect(printed).deep.equal(blocksOf("tasks.md", "text"));
  });
});
