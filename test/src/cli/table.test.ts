import { expect } from "chai";
import { formatBar, formatSparkline, formatTable } from "../../../src/cli/table.js";

describe("tables and bars", () => {
  it("put numbers at the right and words at the left", () => {
    expect(
      formatTable(
        ["name", "steps", "by"],
        [
          ["a", 7, "me"],
          ["longer", 1234, ""],
        ],
      ),
    ).to.equal(["name    steps  by", "a           7  me", "longer   1234"].join("\n"));
  });

  it("draw shares to an eighth of a character", () => {
    expect([0, 0.5, 1, 2, 1 / 16 + 1 / 32].map((share) => formatBar(share, 4))).to.deep.equal([
      "",
      "██",
      "████",
      "████",
      "▍",
    ]);
  });

  it("draw numbers as high as they are against the greatest", () => {
    expect(formatSparkline([0, 1, 4, 8])).to.equal(" ▁▄█");
    expect(formatSparkline([0, 0])).to.equal("  ");
  });
});
