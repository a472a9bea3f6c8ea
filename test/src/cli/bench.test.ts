import { once } from "node:events";
import { expect } from "chai";
import { run, start } from "./program.js";

describe("aann-gym bench", () => {
  it("refuses a benchmark that it does not have, before it measures anything", async () => {
    expect(await run("bench", "env", "speed")).to.deep.equal({
      code: 2,
      stdout: "",
      stderr: "aann-gym: bench: expected names out of env, neighbours, training, got speed\n",
    });
  });

  it("prints what it has when it is interrupted", async () => {
    const { child, ended } = start("bench", "env");
    await once(child.stderr!, "data");
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(code).to.equal(130);
    expect(stderr).to.match(/^Measuring env …\n/);
    expect(stdout).to.match(/^env\n\n/);
  });
});
