import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This package's version, as package.json says. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * SHA-256 of compiled code, in hexadecimal: another one, and results may differ.
 * @param parts modules, or folders with all modules in them
 */
export async function codeDigest(parts: readonly URL[]): Promise<string> {
  const hash = createHash("sha256");
  for (const part of parts) {
    for (const file of await modulesIn(fileURLToPath(part))) hash.update(await readFile(file));
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
