import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { blocksOf } from "./examples.js";

const root = join(import.meta.dirname, "../..");
const dist = join(root, "dist");

/** What a program of a page prints; undefined where it is an outline, which does nothing by itself. */
type Printed = string | RegExp | undefined;

/** Pages with programs that need nothing but the package, and what those print one after the other. */
const PAGES: Readonly<Record<string, readonly Printed[]>> = {
  "README.md": ["", /\[ \d+, \d+, \d+ \]\n$/],
  "docs/concepts.md": ["Int32Array(1) [ 170 ]\n"],
  "docs/tasks.md": [undefined, ...blocksOf("docs/tasks.md", "text")],
  "docs/environments/README.md": [
    "Pushing where the pole leans lasts 41 steps\n",
    "4 × 96 × 96 50\n",
    "110592 4 4 4 271\n110592 4 4 4 271\n",
  ],
  "docs/environments/car-racing.md": [
    "The scripted expert: over 900\n",
    "nothing right left gas brake\n",
    "true true 4\n",
    "40 × 48 × 3 5760\n0\n",
    "v3: round and round until the time is over\nfixed: the lap is finished\n",
    "102 159\n",
    "rgb_array 600 400 720015\ntrack 600 480 864015\n",
  ],
  "docs/environments/add-an-environment.md": [
    undefined,
    ...blocksOf("docs/environments/add-an-environment.md", "text"),
  ],
};

/** The name by which the page's second program knows its first. */
const NAMES: Readonly<Record<string, string>> = { "docs/environments/add-an-environment.md": "grid-world" };

describe("the package, as npm packs and installs it", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-package-"));
  const npm = (...words: string[]) =>
    execFileSync("npm", [...words, "--no-audit", "--no-fund"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 200_000,
    });
  const fileOf = (page: string, index: number, ending: "ts" | "js") => {
    const name = (index === 0 && NAMES[page]) || String(index);
    return join(folder, page.replace(/\.md$/, "").replaceAll("/", "-"), `${name}.${ending}`);
  };

  before(() => {
    // As built: packing would build again, while other tests use what is there.
    npm("pack", root, "--silent", "--ignore-scripts", "--pack-destination", folder);
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    npm("install", "--prefer-offline", "--omit=optional", `./aann-gym-${version}.tgz`);
    for (const page of Object.keys(PAGES)) {
      mkdirSync(dirname(fileOf(page, 0, "ts")));
      for (const [index, code] of blocksOf(page, "ts").entries())
        writeFileSync(fileOf(page, index, "ts"), code);
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

  for (const [page, printed] of Object.entries(PAGES)) {
    it(`runs those of ${page}, which print what they should`, () => {
      expect(blocksOf(page, "ts")).to.have.lengthOf(printed.length);
      for (const [index, expected] of printed.entries()) {
        if (expected === undefined) continue;
        const file = fileOf(page, index, "js");
        const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
          cwd: dirname(file),
          encoding: "utf8",
        });
        expect(status, `${file}: ${stderr}`).to.equal(0);
        if (typeof expected === "string") expect(stdout, file).to.equal(expected);
        else expect(stdout, file).to.match(expected);
      }
    });
  }

  it("adds an environment in under a hundred lines", () => {
    const programs = blocksOf("docs/environments/add-an-environment.md", "ts");
    expect(programs.join("").split("\n").length).to.be.below(100);
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
  const INSIDE = ["VectorBase", "NoiseOverRender"];

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
