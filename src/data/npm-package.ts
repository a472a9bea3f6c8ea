import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { hasEnded, ownMark } from "../exclusive.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { SourceError } from "./stored-data-set.js";

/** A package of the npm registry, in one version. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

/**
 * Has npm bring a package into a folder that is gone again afterwards. This is the user's own npm: where its registry
 * is, and how to reach it, is in its configuration. Nothing of the package runs.
 * @param parent where the folder is made; it must have the room
 * @param use what to do with the package, given the folder with its files
 * @throws SourceError when there is no npm, or npm does not get the package
 */
export async function withNpmPackage<Result>(
  { name, version }: NpmPackage,
  parent: string,
  use: (folder: string) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  await prepareWritableFolder(parent);
  await removeLeft(parent);
  const folder = await mkdtemp(join(parent, `.npm-${ownMark()}-`));
  try {
    // It makes this folder the one that npm installs into.
    await writeFile(join(folder, "package.json"), "{}");
    await install(`${name}@${version}`, folder, signal);
    return await use(join(folder, "node_modules", name));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes the folders of processes that were killed. */
async function removeLeft(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, mark] = /^\.npm-(\d+-\w+-[0-9a-f]{8})-\w+$/.exec(name) ?? [];
    if (mark === undefined) continue;
    const folder = join(parent, name);
    const found = await stat(folder).catch(() => undefined);
    if (found && hasEnded(mark, found.mtimeMs)) await rm(folder, { recursive: true, force: true });
  }
}

const QUIETLY = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];

async function install(specifier: string, folder: string, signal?: AbortSignal): Promise<void> {
  const npm = spawn("npm", ["install", specifier, ...QUIETLY], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    // npm is a batch file there.
    shell: process.platform === "win32",
    signal,
  });
  const code = new Promise<number | null>((resolve, reject) => {
    npm.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new SourceError("there is no npm on the PATH") : error),
    );
    npm.once("close", resolve);
  });
  const [status, complaint] = await Promise.all([code, text(npm.stderr)]);
  if (status === 0) return;
  const reason = complaint
    .replace(/^npm error /gm, "")
    .trim()
    .split("\n", 2)
    .join(": ");
  throw new SourceError(`npm does not get ${specifier}: ${reason || `it ended with ${status}`}`);
}
