import { expect } from "chai";
import { jsonLines } from "../../src/json.js";

describe("JSON Lines", () => {
  it("are one value a line, each line ended, and none for nothing", () => {
    const values = [{ step: 1, text: "two\nlines" }, { step: 2 }];
    const text = jsonLines(values);
    expect(text.endsWith("\n")).to.equal(true);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).to.deep.equal(values);
    expect(jsonLines([])).to.equal("");
  });
});
