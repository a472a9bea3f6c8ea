import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../../..");

/** The contents of a page's code blocks in a language. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(root, "docs/environments", page), "utf8");
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code]) => code!);
}

/** Compiles TypeScript files against this build, and runs some of them. @returns What each of those printed. */
function outputsOf(files: Readonly<Record<string, string>>, programs: readonly string[]): string[] {
  // Beside the build, so that the programs find it.
  const folder = mkdtempSync(join(import.meta.dirname, "examples-"));
  try {
    for (const [name, code] of Object.entries(files)) {
      writeFileSync(
        join(folder, `${name}.ts`),
        code.replaceAll('"aann-gym/envs"', '"../../../envs/index.js"'),
      );
    }
    const compilerOptions = { rootDir: ".", outDir: "." };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
    expect(status, stdout).equal(0);
    return programs.map((name) =>
      execFileSync(process.execPath, [join(folder, `${name}.js`)], { encoding: "utf8" }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("docs/environments", function () {
  this.timeout(120_000);

  it("add-an-environment.md adds one in under a hundred lines, and it does what the page says", () => {
    const [environment, program] = blocksOf("add-an-environment.md", "ts") as [string, string];
    expect(environment.split("\n").length + program.split("\n").length).lessThan(100);
    const files = { "grid-world": environment, play: program };
    expect(outputsOf(files, ["play"])).deep.equal(blocksOf("add-an-environment.md", "text"));
  });

  it("car-racing.md has examples that compile and run", () => {
    const examples = blocksOf("car-racing.md", "ts").map((code, i) => [`example-${i}`, code] as const);
    const names = examples.map(([name]) => name);
    expect(outputsOf(Object.fromEntries(examples), names)).deep.equal([
      "The scripted expert: over 900\n",
      "nothing right left gas brake\n",
      "true true 4\n",
      "40 × 48 × 3 5760\n0\n",
      "undefined\n",
      "the whole track on 600 × 480 pixels\n",
    ]);
  });
});
