import { execFileSync } from "node:child_process";
import { expect } from "chai";

const program = new URL("../../demos/own-data.js", import.meta.url).pathname;

describe("demos/own-data.ts", () => {
  it("learns its shapes, and SENSE adds to what p-SIREN found", () => {
    const printed = execFileSync(process.execPath, [program], { encoding: "utf8" });
    const accuracy = (name: string) => {
      const line = printed.split("\n").find((each) => each.startsWith(`${name}: test accuracy`));
      return Number(/([\d.]+) %$/.exec(line!)![1]);
    };
    expect(accuracy("p-SIREN + SENSE")).to.be.above(accuracy("p-SIREN")).and.above(75);
  });
});
