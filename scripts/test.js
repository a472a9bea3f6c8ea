// Runs the tests: those of the files named, else all, several files at once. `npm test -- --grep Box` runs a part of
// them. Chromium and redis-server are no packages of npm; where one is missing its tests are skipped, and this says how
// to get it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");
const words = process.argv.slice(2);

const onPath = (name) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));

/** Each by the names it goes by, and the Debian package that has it. */
const programs = [
  { debian: "chromium", names: ["chromium", "chromium-browser", "google-chrome"], variable: "CHROME_PATH" },
  { debian: "redis-server", names: ["redis-server", "valkey-server"] },
];
const missing = programs
  .filter(({ names, variable }) => !existsSync(process.env[variable ?? ""] ?? "") && !names.some(onPath))
  .map(({ debian }) => debian);

function sayWhatIsMissing() {
  if (missing.length === 0) return;
  console.error(`Tests that need ${missing.join(" and ")} are skipped. On Debian and Ubuntu:`);
  console.error(`    sudo apt-get install --no-install-recommends ${missing.join(" ")}`);
  if (missing.includes("chromium"))
    console.error("Elsewhere: install Chrome or Chromium, and name it in CHROME_PATH.");
}

const chosen = words.some((word) => /^--spec|\.test\.js$/.test(word));
/** What takes longest begins first, so that no file is alone at the end. */
const longest = [
  "fixture",
  "transcripts",
  "cluster-commands",
  "cluster",
  "figures",
  "pages",
  "train",
  "sense",
  "any-environment",
  "record-page",
].map((name) => `${name}.test.js`);
const isLong = (path) => longest.includes(basename(path));

function allTests() {
  const paths = readdirSync(join(root, "dist", "test"), { recursive: true })
    .filter((path) => path.endsWith(".test.js"))
    .map((path) => join("dist", "test", path))
    .sort();
  return [...paths.filter(isLong), ...paths.filter((path) => !isLong(path))];
}

/** One a core: with more, pages on a busy machine come too late for their deadlines now and then. */
const jobs = String(Math.max(2, availableParallelism()));
const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");

sayWhatIsMissing();
const { status } = spawnSync(
  process.execPath,
  [mocha, "--parallel", "--jobs", jobs, ...words, ...(chosen ? [] : allTests())],
  { cwd: root, stdio: "inherit" },
);
sayWhatIsMissing();
process.exitCode = status ?? 1;
