import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";

/** How each runtime runs a program that may read files. The npm packages `bun` and `deno` bring the commands. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  [process.execPath]: [],
  bun: ["run"],
  deno: ["run", "--allow-read", "--allow-env", "--no-prompt"],
};

const golden = join(import.meta.dirname, "../../../../test/golden/gymnasium");
const program = join(import.meta.dirname, "reference-set.js");

/** How many episodes are recorded. */
function recorded(): number {
  const files = readdirSync(golden).filter((name) => name.endsWith(".json.gz"));
  const counts = files.map(
    (file) => JSON.parse(gunzipSync(readFileSync(join(golden, file))).toString()).episodes.length,
  );
  return counts.reduce((sum: number, count: number) => sum + count, 0);
}

const nameOf = (command: string) => (command === process.execPath ? "node" : command);

function isHere(command: string): boolean {
  return spawnSync(command, ["--version"], { timeout: 20_000 }).status === 0;
}

const missing = Object.keys(runtimes)
  .filter((command) => !isHere(command))
  .map(nameOf);
const hint =
  missing.length > 0 ? ` (not in ${missing.join(" and ")}: npm install --no-save ${missing.join(" ")})` : "";

describe(`Gymnasium's episodes are equal${hint}`, function () {
  this.timeout(240_000);
  for (const [command, options] of Object.entries(runtimes)) {
    if (missing.includes(nameOf(command))) continue;
    it(`in ${nameOf(command)}`, () => {
      const said = execFileSync(command, [...options, program], { encoding: "utf8", timeout: 220_000 });
      expect(said).equal(`${recorded()} episodes are equal\n`);
    });
  }
});
