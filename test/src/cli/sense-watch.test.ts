import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run, start } from "./program.js";

describe("aann-gym sense --watch", () => {
  let out: string;
  before(async () => {
    out = join(await mkdtemp(join(tmpdir(), "aann-gym-sense-watch-")), "best.json");
  });
  after(() => rm(join(out, ".."), { recursive: true }));

  const random = (task: string) => [
    "sense",
    "--watch",
    "--random",
    "--task",
    task,
    "--sparsity",
    "90",
    "--out",
    out,
  ];

  it("serves the live page and ends by Ctrl-C", async () => {
    const { child, ended } = start(...random("car-racing"), "--port", "18961", "--json");
    child.stderr!.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await ended;
    expect(stderr).to.match(/^Open http:\/\/127\.0\.0\.1:189\d\d\/[\w-]{22}\/live to watch the search\./);
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.deep.equal({ env: { id: "CarRacing-v3", options: {} }, out });
  });

  it("refuses a task that nobody can watch, and a clock", async () => {
    const mnist = await run(...random("mnist"));
    expect(mnist.code).to.equal(2);
    expect(mnist.stderr).to.match(/option --watch: expected an environment, got mnist/);
    const expertless = await run("sense", "--watch", "--random", "--env", "Taxi-v4", "--out", out);
    expect(expertless.code).to.equal(2);
    expect(expertless.stderr).to.match(
      /option --watch: expected an environment with a scripted expert, or --recordings .* got Taxi-v4/,
    );
    const timed = await run(...random("car-racing"), "--minutes", "1");
    expect(timed.code).to.equal(2);
    expect(timed.stderr).to.match(/watch.*minutes|minutes.*watch/);
  });
});
