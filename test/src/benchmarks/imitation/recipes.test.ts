import { expect } from "chai";
import { adapter } from "../../../../src/adapters/car-racing/adapter.js";
import { BUDGETS, recipes } from "../../../../src/benchmarks/imitation/recipes.js";
import { understand } from "../../../../src/cli/main.js";

describe("the policies of the imitation benchmark", () => {
  for (const [name, budget] of Object.entries(BUDGETS)) {
    it(`are made by commands that there are: ${name}`, async () => {
      const all = recipes(
        "a folder",
        budget,
        { id: "CarRacing-v3", options: { physics: "float32" } },
        ["control", "aim", "turn"],
        adapter,
      );
      for (const { file, commands } of all) {
        for (const words of commands)
          expect(await understand([...words]), words.join(" ")).to.have.property("run");
        expect(commands.at(-1)!.at(-1)).to.equal(`a folder/${file}`);
      }
      expect(new Set(all.map(({ file }) => file)).size).to.equal(all.length);
    });
  }
});
