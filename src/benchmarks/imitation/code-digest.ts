import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What a lap of the comparison depends on besides its plan: the environment, the expert, what drivers see and do, and the
 * conditions. Networks compute exact integers, however they do it, so their kernels are not among it.
 */
const CODE = [
  "../../../envs/box2d/car-racing",
  "../../tasks/car-racing",
  "../../adapters/car-racing/action-noise.js",
  "./conditions.js",
  "./lap-worker.js",
  "./wheel.js",
];

/** SHA-256 of the compiled code of a lap: another one, and laps that were kept no longer count. */
export async function codeDigest(): Promise<string> {
  const hash = createHash("sha256");
  for (const part of CODE) {
    const path = fileURLToPath(new URL(part, import.meta.url));
    for (const file of await modulesIn(path)) hash.update(await readFile(file));
  }
  return hash.digest("hex");
}

/** A module, or all of a folder in the order of their names. */
async function modulesIn(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith(".js"))
    .sort()
    .map((name) => join(path, name));
}
