// Makes a fresh clone runnable: installs what is missing and builds what is out of date. Every npm
// script that runs the project calls this first, so that `npm run demo` and `npm test` work alone.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
// What the build writes last: newer than every source when all of it is up to date.
const built = join(root, "dist", "web", "watch.html");

function run(title, command, ...words) {
  console.error(title);
  const { status } = spawnSync(command, words, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const installed = join(root, "node_modules", ".package-lock.json");
if (modified(installed) < modified(join(root, "package-lock.json")) || !existsSync(installed)) {
  run("Installing the dependencies …", "npm", "ci", "--no-audit", "--no-fund");
}

const sources = ["src", "envs", "demos", "experiments", "test"].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("generated"))
    .map((entry) => join(entry.parentPath, entry.name)),
);
sources.push(join(root, "package-lock.json"), join(root, "tsconfig.json"));
if (Math.max(...sources.map(modified)) > modified(built)) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run("Building …", "npm", "run", "--silent", "build");
}
