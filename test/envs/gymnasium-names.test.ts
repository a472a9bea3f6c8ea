import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as gym from "../../envs/index.js";
import * as node from "../../envs/node.js";

const root = join(import.meta.dirname, "../../..");
const names: Record<string, string[]> = JSON.parse(
  readFileSync(join(root, "test/golden/names/gymnasium.json"), "utf8"),
);
const page = readFileSync(join(root, "docs/environments/gymnasium.md"), "utf8");

/** What has a name only for the compiler. */
const TYPES = ["Env", "VectorEnv", "AutoresetMode"];

/** The rows of a module's table: what is said of each name. */
function tableOf(module: string): Map<string, string> {
  const [, section] = page.split(`\n## ${module}\n`);
  const rows = [...(section ?? "").split("\n## ")[0].matchAll(/^\| (\w+) \| (.+) \|$/gm)];
  return new Map(
    rows.map(([, name, here]) => [name!, here!] as const).filter(([name]) => name !== "Gymnasium"),
  );
}

describe("docs/environments/gymnasium.md", () => {
  for (const [module, expected] of Object.entries(names)) {
    it(`says of every name of ${module} where it is`, () => {
      expect([...tableOf(module).keys()].sort()).deep.equal([...expected].sort());
    });
  }

  it("names what there is", () => {
    let count = 0;
    for (const module of Object.keys(names)) {
      for (const [name, here] of tableOf(module)) {
        const [, claimed] = /^`(\w+)`/.exec(here) ?? [];
        if (claimed === undefined) {
          expect(here, name).match(/^(no|elsewhere|inside|part of|wrap each|extend|the option|not needed)\b/);
          continue;
        }
        count++;
        const where = here.includes("envs/node") ? node : gym;
        if (!TYPES.includes(claimed)) expect(where, `${name}: ${claimed}`).property(claimed);
      }
    }
    expect(count).greaterThan(60);
  });
});
