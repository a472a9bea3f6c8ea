import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Run } from "../../experiments/across-gym/run.js";
import { tables } from "../../experiments/across-gym/tables.js";

const docs = join(import.meta.dirname, "../../../docs");
const page = join(docs, "across-the-gym.md");

describe("docs/across-the-gym.md", () => {
  const runs = readFileSync(join(docs, "results", "across-gym.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Run => JSON.parse(line));

  it("shows the tables that follow from docs/results/across-gym.jsonl", () => {
    let text = readFileSync(page, "utf8");
    for (const [name, table] of Object.entries(tables(runs))) {
      const found = new RegExp(`(<!-- ${name} -->\n\n)[^]*?(\n\n<!-- end -->)`);
      expect(text).to.match(found);
      if (process.env.UPDATE_DOCS) text = text.replace(found, `$1${table}$2`);
      else expect(text.match(found)![0]).to.include(`\n\n${table}\n\n`);
    }
    if (process.env.UPDATE_DOCS) writeFileSync(page, text);
  });

  it("has each network once, with a hundred returns", () => {
    const names = runs.map(({ env, method, seed }) => `${env} ${method} ${seed}`);
    expect(new Set(names).size).to.equal(names.length);
    for (const { returns } of runs) expect(returns).to.have.length(100);
  });
});
