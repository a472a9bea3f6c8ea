import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../..");

/** The contents of the code blocks in a language, on a page of the documentation. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code]) => code!);
}

/** Compiles TypeScript files against this build, and runs some of them. @returns What each of those printed. */
export function outputsOf(files: Readonly<Record<string, string>>, programs: readonly string[]): string[] {
  // Beside the build, so that the programs find it.
  const folder = mkdtempSync(join(import.meta.dirname, "examples-"));
  try {
    for (const [name, code] of Object.entries(files)) {
      const local = code
        .replaceAll('"aann-gym/envs/node"', '"../../envs/node.js"')
        .replaceAll('"aann-gym/envs"', '"../../envs/index.js"')
        .replaceAll('"aann-gym"', '"../../src/index.js"');
      writeFileSync(join(folder, `${name}.ts`), local);
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
