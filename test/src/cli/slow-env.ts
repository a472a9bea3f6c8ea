import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadUserModule } from "../../../src/adapters/environments.js";
import { writePolicy } from "../../../src/networks/policy-file.js";
import { imitationTask } from "../../../src/tasks/imitation.js";
import { randomPolicy } from "../../../src/tasks/policies.js";

/**
 * An environment whose episodes take a while (`milliseconds`), write a line into a file (`log`) as they begin, and
 * throw for one seed (`poison`).
 */
const SLOW = `
import { appendFileSync } from "node:fs";
import { Box, Discrete } from "aann-gym/envs";
class Slow {
  metadata = { renderModes: [], renderFps: 5 };
  observationSpace = new Box({ low: 0, high: 1, shape: [2], dtype: "float32" });
  actionSpace = new Discrete(2);
  #options;
  #seed = 0;
  #steps = 0;
  constructor(options) {
    this.#options = options;
  }
  reset({ seed }) {
    const { log, poison } = this.#options;
    if (log) appendFileSync(log, seed + "\\n");
    if (seed === poison) throw new TypeError("this seed is poison");
    this.#seed = seed;
    this.#steps = 0;
    return [this.#observe(), {}];
  }
  step(action) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, (this.#options.milliseconds ?? 0) / 10);
    this.#steps++;
    return [this.#observe(), (action + 1) / ((this.#seed % 7) + 1), this.#steps === 10, false, {}];
  }
  render() {
    return "";
  }
  close() {}
  #observe() {
    return Float32Array.of((this.#seed % 10) / 10, this.#steps / 10);
  }
}
export const spec = { id: "Slow-v0", entryPoint: (options) => new Slow(options) };
`;

/** Writes the environment's module and a policy for it into a folder. */
export async function writeSlowEnv(folder: string): Promise<{ module: string; policy: string }> {
  const [module, policy] = [join(folder, "slow.mjs"), join(folder, "slow.json")];
  await writeFile(module, SLOW);
  await loadUserModule(module);
  const task = await imitationTask({ env: { id: "Slow-v0", options: {}, module } });
  await writePolicy(policy, { ...randomPolicy(task, 50, 1), action: task.action!(1000) });
  return { module, policy };
}
