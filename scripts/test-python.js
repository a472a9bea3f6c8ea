// Tests the Python package (npm run test:python): builds the wheel, installs it with what its tests need into an
// environment of its own, in a temporary folder, and runs them there. Words go on to pytest. Where there is no Python
// of 3.10 or newer, or pip brings no packages, it says so in one line and that is no failure. The Python of $PYTHON is
// used, or else python3.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const isWindows = process.platform === "win32";
const system = process.env.PYTHON ?? (isWindows ? "python" : "python3");
/** Milliseconds that packages may take to come. */
const DEADLINE = 600_000;

/** Why the tests cannot run here. */
class Unavailable extends Error {}

const folder = mkdtempSync(join(tmpdir(), "aann-gym-python-"));
try {
  process.exitCode = test();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(`The Python package is not tested: ${error.message}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the exit code of the tests */
function test() {
  expectDone(
    attempt(system, "-c", "import sys; sys.exit(sys.version_info < (3, 10))"),
    `no ${system} of 3.10 or newer`,
  );
  expectDone(
    attempt(system, "-m", "venv", folder),
    `${system} makes no environment (on Debian: python3-venv)`,
  );
  const python = isWindows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const pip = (...words) => attempt(python, "-m", "pip", "install", "--quiet", ...words);
  expectDone(pip("hatchling"), "pip brings no packages");
  if (!show({ PYTHON: python }, process.execPath, join(root, "scripts", "build-python.js"))) return 1;
  const wheels = join(root, "python", "dist");
  const wheel = join(wheels, readdirSync(wheels)[0]);
  if (!pip(`${wheel}[test]`)) {
    // Alone it needs nobody: what cannot be installed then is the wheel itself.
    if (!show({}, python, "-m", "pip", "install", "--no-deps", wheel)) return 1;
    throw new Unavailable("pip does not bring what the tests need");
  }
  const tests = ["-m", "pytest", "-p", "no:cacheprovider", join(root, "python", "tests")];
  // Threads of numpy's that wait for each other take more of a busy machine than they bring.
  return show({ OPENBLAS_NUM_THREADS: "1" }, python, ...tests, ...process.argv.slice(2)) ? 0 : 1;
}

function expectDone(isDone, otherwise) {
  if (!isDone) throw new Unavailable(otherwise);
}

/** Runs a program quietly, within the deadline. @returns whether it did its work */
function attempt(command, ...words) {
  return spawnSync(command, words, { stdio: "ignore", timeout: DEADLINE }).status === 0;
}

/** Runs a program for all to see. @returns whether it did its work */
function show(variables, command, ...words) {
  const env = { ...process.env, ...variables };
  return spawnSync(command, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env }).status === 0;
}
