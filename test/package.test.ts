import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../..");
const dist = join(root, "dist");

/** Pages with programs that need nothing but the package, and the names that the programs know each other by. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "README.md": [],
  "docs/concepts.md": [],
  "docs/tasks.md": [],
  "docs/environments/README.md": [],
  "docs/environments/car-racing.md": [],
  "docs/environments/add-an-environment.md": ["grid-world"],
};

/** Programs that say how something looks, and do nothing by themselves. */
const OUTLINES = ["docs-tasks-0", "docs-environments-add-an-environment-grid-world"];

describe("the package, as npm packs and installs it", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-package-"));
  const npm = (...words: string[]) =>
    execFileSync("npm", [...words, "--no-audit", "--no-fund"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 200_000,
    });
  /** Files of the programs by their names. */
  const programs = new Map<string, string>();

  before(() => {
    // As built: packing would build again, while other tests use what is there.
    npm("pack", root, "--silent", "--ignore-scripts", "--pack-destination", folder);
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    npm("install", "--prefer-offline", "--omit=optional", `./aann-gym-${version}.tgz`);
    for (const [page, names] of Object.entries(PAGES)) {
      const place = page.replace(/\.md$/, "").replaceAll("/", "-");
      const text = readFileSync(join(root, page), "utf8");
      for (const [index, [, code]] of [...text.matchAll(/```ts\n(.*?)```/gs)].entries()) {
        const file = join(folder, place, `${names[index] ?? index}.ts`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, code!);
        programs.set(`${place}-${names[index] ?? index}`, file.replace(/ts$/, "js"));
      }
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("compiles every program of the docs in a project that tsc --init makes, its own types checked too", () => {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const tsc = (...words: string[]) =>
      spawnSync(process.execPath, [compiler, ...words], { cwd: folder, encoding: "utf8" });
    expect(tsc("--init").status).to.equal(0);
    const { status, stdout } = tsc("--skipLibCheck", "false");
    expect(status, stdout).to.equal(0);
  });

  it("runs them", () => {
    expect([...programs.keys()]).to.include.members(OUTLINES);
    for (const [name, file] of programs) {
      if (OUTLINES.includes(name)) continue;
      const { status, stderr } = spawnSync(process.execPath, [file], {
        cwd: dirname(file),
        encoding: "utf8",
      });
      expect(status, `${name}: ${stderr}`).to.equal(0);
    }
  });

  it("has the shipped policies, which its command runs", () => {
    const policy = join("node_modules", "aann-gym", "demos", "small-driver.json");
    const words = ["evaluate", "--policy", policy, "--episodes", "1", "--json"];
    const out = execFileSync("npx", ["--no-install", "aann-gym", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(JSON.parse(out).scores["mean return"]).to.be.above(900);
  });

  it("has a command that says what it can do", () => {
    const help = execFileSync("npx", ["--no-install", "aann-gym", "--help"], {
      cwd: folder,
      encoding: "utf8",
    });
    for (const word of ["record", "train", "sense", "evaluate", "drive"])
      expect(help).to.include(`aann-gym ${word}`);
  });
});

/** What a module exports: each name with the module that declares it, and its name there. */
function exportsOf(file: string): Map<string, readonly [file: string, name: string]> {
  const text = readFileSync(file, "utf8");
  const found = new Map<string, readonly [string, string]>();
  const at = (path: string) => join(dirname(file), path.replace(/\.js$/, ".d.ts"));
  for (const [, names, path] of text.matchAll(/export (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g)) {
    for (const word of names!.split(",").map((name) => name.trim().replace(/^type /, ""))) {
      const [own, as = own] = word.split(" as ") as [string, string?];
      if (own) found.set(as!, [at(path!), own]);
    }
  }
  for (const [, path] of text.matchAll(/export \* from "(\.[^"]+)"/g)) {
    for (const [name, place] of exportsOf(at(path!))) found.set(name, place);
  }
  const declarations = /^export (?:declare )?(?:abstract )?(?:class|interface|type|function|const) (\w+)/gm;
  for (const [, name] of text.matchAll(declarations)) found.set(name!, [file, name!]);
  return found;
}

describe("the types of the package", () => {
  /** What classes are built on, which nobody has to name. */
  const INSIDE = ["VectorBase"];

  it("all have names that can be imported, where a public signature mentions them", () => {
    const entries = ["src/index", "envs/index", "envs/node"].map((name) =>
      exportsOf(join(dist, `${name}.d.ts`)),
    );
    const names = new Set([...entries.flatMap((entry) => [...entry.keys()]), ...INSIDE]);
    const missing = new Set<string>();
    for (const [name, [file, own]] of entries.flatMap((entry) => [...entry])) {
      const text = readFileSync(file, "utf8");
      const start = text.search(
        new RegExp(`^export .*\\b(?:class|interface|type|function|const) ${own}\\b`, "m"),
      );
      if (start < 0) continue;
      const [body] = text.slice(start + 1).split(/\n(?=export |declare |\/\*\*|interface |type )/) as [
        string,
      ];
      const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) =>
        list!.split(","),
      );
      const declared = [...text.matchAll(/^(?:export )?(?:declare )?(?:class|interface|type) (\w+)/gm)];
      const local = new Set([
        ...imported.map((word) =>
          word
            .trim()
            .replace(/^type /, "")
            .split(" as ")
            .at(-1),
        ),
        ...declared.map(([, word]) => word),
      ]);
      const code = body.replace(/\/\*\*.*?\*\//gs, "").replace(/"[^"]*"/g, "");
      for (const [word] of code.matchAll(/\b[A-Z]\w+\b/g)) {
        if (local.has(word) && !names.has(word)) missing.add(`${word} of ${name}`);
      }
    }
    expect([...missing]).to.deep.equal([]);
  });
});
