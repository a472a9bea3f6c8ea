import { expect } from "chai";
import { blocksOf, outputsOf } from "../examples.js";

describe("docs/concepts.md", function () {
  this.timeout(60_000);

  it("has an example that compiles and prints what it says", () => {
    const [example] = blocksOf("concepts.md", "ts") as [string];
    expect(outputsOf({ example }, ["example"])).deep.equal(["Int32Array(1) [ 170 ]\n"]);
  });
});
