import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../../../..");
const python = process.env.PYTHON ?? "python3";

/** Whether Python has these modules. Tests that need them are defined only where it does: the project itself never needs them. */
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
