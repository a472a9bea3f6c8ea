import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { ThreadPool } from "../../../src/jobs/thread-pool.js";
import { readPolicy } from "../../../src/networks/policy-file.js";
import { ROLLOUT } from "../../../src/rollout/rollout-job.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { start } from "./program.js";
import { writeSlowEnv } from "./slow-env.js";

/** An environment that does not come back from one of its methods, whatever else may be caught in it. */
const moduleThatHangsIn = (where: string) => `
  import { Box, Discrete } from "aann-gym/envs";
  import { writeFileSync } from "node:fs";
  const hang = (place) => {
    if (place !== ${JSON.stringify(where)}) return;
    writeFileSync(import.meta.filename + ".hangs", "");
    for (;;) try { for (;;); } catch {}
  };
  hang("module");
  class Hanging {
    observationSpace = new Box({ low: 0, high: 1, shape: [2], dtype: "float32" });
    actionSpace = new Discrete(2);
    metadata = { renderModes: [], renderFps: 10 };
    reset() { hang("reset"); this.left = 20; return [new Float32Array(2), {}]; }
    step() { hang("step"); return [new Float32Array(2), 1, --this.left === 0, false, {}]; }
    render() { throw new RangeError("no such mode"); }
    close() {}
  }
  export const spec = {
    id: "Hanging-v0",
    entryPoint: () => ${JSON.stringify(where)} === "promise" ? new Promise(() => {}) : new Hanging(),
  };
  export const adapter = { experts: { only: () => ({ predict() { hang("expert"); return 0; } }) } };
`;

describe("a module of the user's that does not come back", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let deadline: string | undefined;
  before(() => {
    deadline = process.env.AANN_GYM_DEADLINE;
  });
  afterEach(() => {
    if (deadline === undefined) delete process.env.AANN_GYM_DEADLINE;
    else process.env.AANN_GYM_DEADLINE = deadline;
  });

  function moduleFor(where: string): string {
    const file = join(folder(), `hangs-in-${where}.mjs`);
    writeFileSync(file, moduleThatHangsIn(where));
    return file;
  }

  async function ends(seconds: string, ...words: string[]): Promise<string> {
    process.env.AANN_GYM_DEADLINE = seconds;
    const { code, stderr } = await start(...words).ended;
    expect(code, stderr).to.equal(2);
    return stderr;
  }

  for (const [where, sentence] of [
    ["module", "hangs-in-module.mjs: expected the module to be loaded within 1 s, got no answer"],
    ["promise", "environment Hanging-v0: expected it to be made within 1 s, got no answer"],
    ["reset", "environment Hanging-v0: expected reset to return within 1 s, got no answer"],
    ["step", "environment Hanging-v0: expected step to return within 1 s, got no answer"],
  ]) {
    it(`ends envs check with one sentence that names its ${where}`, async () => {
      const stderr = await ends("1", "envs", "check", moduleFor(where!));
      expect(stderr)
        .to.include(sentence)
        .and.match(/^[^\n]+\n$/);
    });
  }

  it("ends record, wherever it waits, and leaves no recording", async () => {
    const out = join(folder(), "laps");
    for (const [where, sentence] of [
      ["step", "environment Hanging-v0: expected step to return"],
      ["expert", "the expert of Hanging-v0: expected predict to return"],
    ]) {
      const words = ["--expert", "--episodes", "2", "--out", out];
      const stderr = await ends("1", "record", "--env", moduleFor(where!), ...words);
      expect(stderr).to.include(sentence);
      expect(readdirSync(out).filter((name) => name.endsWith(".json"))).to.deep.equal([]);
    }
  });

  it("ends the thread of its job alone: whoever asked for the job hears of it, and goes on", async () => {
    process.env.AANN_GYM_DEADLINE = "1";
    const { module, policy: file } = await writeSlowEnv(folder());
    const policy = await readPolicy(file);
    const pool = new ThreadPool(1);
    const run = (options: Readonly<Record<string, number>>) =>
      pool.run(ROLLOUT, { env: { id: "Slow-v0", options, module }, policy, acting: "policy" }, [3]);
    const error = await run({ milliseconds: 1e9 }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InputError);
    expect((error as Error).message).to.match(/^environment Slow-v0: expected step to return within 1 s, /);
    expect(await run({})).to.have.length(1);
    await pool.close();
  });

  it("is ended by Ctrl-C, though the main thread hears of nothing", async () => {
    process.env.AANN_GYM_DEADLINE = "40";
    const module = moduleFor("step");
    const { child, ended } = start("envs", "check", module);
    while (!existsSync(`${module}.hangs`)) await setTimeout(50);
    const began = performance.now();
    // The first one may come before anybody can know that the call takes long.
    const timer = setInterval(() => child.kill("SIGINT"), 1000);
    await ended;
    clearInterval(timer);
    expect(performance.now() - began).to.be.below(30_000);
    expect(child.signalCode ?? child.exitCode).to.be.oneOf(["SIGINT", 130]);
  });

  it("is ended soon after Ctrl-C where it hangs in a thread, however long it might have gone on", async () => {
    process.env.AANN_GYM_DEADLINE = "1000";
    const module = moduleFor("step");
    const out = join(folder(), "laps");
    const { child, ended } = start("record", "--env", module, "--expert", "--episodes", "2", "--out", out);
    while (!existsSync(`${module}.hangs`)) await setTimeout(50);
    child.kill("SIGINT");
    expect((await ended).stderr).to.include("expected step to return within 5 s, got no answer");
  });

  it("may take as long as AANN_GYM_DEADLINE says, which has to be a number of seconds", async () => {
    expect(await ends("soon", "envs", "check", "CartPole-v1")).to.equal(
      "aann-gym: AANN_GYM_DEADLINE: expected a positive number of seconds, got soon\n",
    );
  });
});
