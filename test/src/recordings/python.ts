import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Clone, transcriptsOf } from "../../docs/transcripts.js";

const root = join(import.meta.dirname, "../../../..");
const python = process.env.PYTHON ?? "python3";

/**
 * Whether Python has these modules. Tests that need them are defined only where it does: the project itself never needs
 * them.
 */
export function pythonHas(...modules: readonly string[]): boolean {
  try {
    execFileSync(python, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore", timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program of `test/src/recordings/` in Python.
 * @returns what it prints on standard output
 * @throws Error with what it says on standard error
 */
export async function runPython(program: string, ...words: readonly string[]): Promise<string> {
  const script = join(root, "test/src/recordings", program);
  const { stdout } = await promisify(execFile)(python, [script, ...words], { timeout: 240_000 });
  return stdout;
}

/**
 * Runs what a page of the documentation shows in Python, after its commands, in a folder that looks like a fresh clone.
 * @throws Error with what Python printed instead
 */
export async function runPage(
  page: string,
  environment: (folder: string) => Readonly<Record<string, string>>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-page-"));
  try {
    const clone = new Clone(folder);
    // What is imported back needs no Python, and is run by the test of all pages.
    for (const transcript of transcriptsOf(page)) await clone.run(transcript);
    const options = { cwd: folder, env: { ...process.env, ...environment(folder) }, timeout: 240_000 };
    await promisify(execFile)(python, ["-W", "ignore", "-m", "doctest", join(root, page)], options).catch(
      ({ stdout, message }: { stdout: string; message: string }) => {
        throw new Error(stdout || message);
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
