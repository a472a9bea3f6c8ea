import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../..");

/**
 * The project from the ground up: what is on a line uses itself and what is on lines above it, but neither its
 * neighbours nor what is below. The longest path that fits a file counts.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["envs/"],
  // What is left in the root of src: errors, files, random draws, statistics, and the like.
  ["src/"],
  ["src/jobs/"],
  ["src/data/"],
  ["src/networks/"],
  ["src/kernels/"],
  ["src/training/"],
  ["src/sense/"],
  ["src/policies/"],
  ["src/adapters/"],
  ["src/exchange/"],
  ["src/rollout/"],
  ["src/recordings/"],
  ["src/imitation/"],
  ["src/tasks/"],
  ["src/viewers/"],
  ["src/benchmarks/"],
  ["src/adapters/car-racing/benchmarks/"],
  ["src/figures/"],
  ["src/index.ts"],
  ["src/cli/"],
  ["demos/", "experiments/"],
];

const files = ["envs", "src", "demos", "experiments"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/(^|\/)(assembly|generated)\//.test(name))
    .map((name) => join(folder, name)),
);

/** Every file of a folder that is not made by the build. */
const allIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\bgenerated\b/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** The files that a file needs: what it imports, now or later, types included, and its workers. */
function usedBy(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const imports = [...text.matchAll(/^(?:import|export)\b[^;]*?from "(\.[^"]+)"/gm)].map(([, path]) => path!);
  const others = [...text.matchAll(/(?:^import|\bimport\(|new URL\() ?"(\.[^"]+\.js)"/gm)].map(
    ([, path]) => path!,
  );
  return [...imports, ...others]
    .map((path) => normalize(join(dirname(file), path)).replace(/\.js$/, ".ts"))
    .filter((path) => files.includes(path));
}

/** The part that a file belongs to, and how high it stands. */
function placeOf(file: string): { part: string; layer: number } {
  const places = LAYERS.flatMap((parts, layer) =>
    parts.filter((part) => file.startsWith(part)).map((part) => ({ part, layer })),
  );
  return places.reduce((best, place) => (place.part.length > best.part.length ? place : best));
}

function mayUse(file: string, other: string): boolean {
  const [user, used] = [placeOf(file), placeOf(other)];
  return used.layer < user.layer || used.part === user.part;
}

/** Every folder of a folder, but what is compiled into it. */
const foldersIn = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "generated")
    .map(({ name }) => `${folder}/${name}/`);

describe("the structure of the project", () => {
  const uses = new Map(files.map((file) => [file, usedBy(file)]));

  it("has many files, most of which use others", () => {
    expect(files).to.have.length.above(200);
    expect([...uses.values()].filter((each) => each.length > 0)).to.have.length.above(150);
  });

  it("has files that use only what is below them", () => {
    const wrong = [...uses].flatMap(([file, used]) =>
      used.filter((other) => !mayUse(file, other)).map((other) => `${file} uses ${other}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("names CarRacing in its environment, its adapter and its views alone", () => {
    const allowed = /^src\/(adapters\/car-racing|viewers\/web)\//;
    const named = allIn("src").filter(
      (file) => !allowed.test(file) && /car.?racing/i.test(readFileSync(join(root, file), "utf8")),
    );
    expect(named).to.deep.equal([]);
  });

  it("has comments of at most 120 columns", () => {
    const long = [
      ...allIn("envs"),
      ...allIn("src"),
      ...allIn("demos"),
      ...allIn("experiments"),
      ...allIn("test"),
    ]
      .filter((file) => file.endsWith(".ts") && !file.includes("golden"))
      .flatMap((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .flatMap((line, index) =>
            /^\s*(\*|\/\/|\/\*\*) /.test(line) && !/biome-ignore|https?:/.test(line) && [...line].length > 120
              ? [`${file}:${index + 1}`]
              : [],
          ),
      );
    expect(long).to.deep.equal([]);
  });

  it("is as ARCHITECTURE.md tells it: every folder is there, and every file that it names", () => {
    const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    const named = new Set([...text.matchAll(/`([\w./-]+)`/g)].map(([, name]) => name!));
    for (const folder of [...foldersIn("envs"), ...foldersIn("src")]) expect([...named]).to.include(folder);
    const missing = [...named].filter(
      (name) => /^[\w/-]+\.ts$/.test(name) && !files.some((file) => `/${file}`.endsWith(`/${name}`)),
    );
    expect(missing).to.deep.equal([]);
  });
});
