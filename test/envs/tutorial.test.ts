import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/environments/add-an-environment.md"), "utf8");

/** The contents of the page's code blocks in a language. */
const blocksIn = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code]) => code!);

describe("docs/environments/add-an-environment.md", () => {
  let folder: string;
  before(() => {
    // Beside the build, so that the program is compiled against it and finds it.
    folder = mkdtempSync(join(import.meta.dirname, "tutorial-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("adds an environment in under a hundred lines, which compile and print what the page says", function () {
    this.timeout(120_000);
    const [environment, program] = blocksIn("ts") as [string, string];
    expect(environment.split("\n").length + program.split("\n").length).lessThan(100);
    const here = (code: string) => code.replaceAll('"aann-gym/envs"', '"../../../envs/index.js"');
    writeFileSync(join(folder, "grid-world.ts"), here(environment));
    writeFileSync(join(folder, "play.ts"), here(program));
    const config = { extends: join(root, "tsconfig.json"), compilerOptions: { rootDir: ".", outDir: "." } };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ ...config, include: ["*.ts"], exclude: [] }),
    );
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
    expect(status, stdout).equal(0);
    const printed = execFileSync(process.execPath, [join(folder, "play.js")], { encoding: "utf8" });
    expect(printed).equal(blocksIn("text")[0]);
  });
});
