import { once } from "node:events";
import { expect } from "chai";
import { run, start } from "./program.js";

describe("aann-gym bench", () => {
  it("refuses a benchmark that it does not have, before it measures anything", async () => {
    expect(await run("bench", "env", "speed")).to.deep.equal({
      code: 2,
      stdout: "",
      stderr:
        "aann-gym: bench: expected names out of env, neighbours, training, or imitation alone, got speed\n",
    });
  });

  it("refuses peers that it does not know, for benchmarks without any, or by a Python that does not start", async () => {
    const refusal = async (...words: string[]) => {
      const { code, stdout, stderr } = await run("bench", ...words);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      return stderr;
    };
    expect(await refusal("env", "--against", "gymnasium,nope")).to.equal(
      "aann-gym: option --against: expected names out of gymnasium, envpool, got nope\n",
    );
    expect(await refusal("training", "--against", "gymnasium")).to.include("with the benchmark env");
    expect(await refusal("env", "--against", "gymnasium", "--python", "no-such-python")).to.match(
      /^aann-gym: option --python: expected a Python that starts, got no-such-python: .*\n$/,
    );
  });

  it("prints what it has when it is interrupted, no empty table, and that there might have been more", async () => {
    for (const rows of [0, 1]) {
      const { child, ended } = start("bench", "env");
      for (let lines = 0; lines <= rows; lines++) await once(child.stderr!, "data");
      child.kill("SIGINT");
      const { code, stdout, stderr } = await ended;
      expect(code).to.equal(130);
      expect(stderr).to.match(/^Measuring env …\n/);
      expect(stdout).to.match(/Stopped before all was measured\.\n$/);
      const measured = stderr.split("\n").filter((line) => line.startsWith("  ")).length;
      expect(stdout.match(/^CarRacing-v3, /gm)?.length ?? 0).to.equal(measured);
      expect(stdout.startsWith("env\n\n")).to.equal(measured > 0);
    }
  });
});
