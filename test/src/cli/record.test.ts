import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { loadPolicy } from "../../../src/adapters/load-policy.js";
import { readPolicy, weightsHash } from "../../../src/networks/policy-file.js";
import { readFrames, readRecording } from "../../../src/recordings/recording-folder.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run, start } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

/** Waits until the program has made the file. */
async function appearance(file: string, child: ChildProcess): Promise<void> {
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the program ended before it made ${file}`);
    await sleep(5);
  }
}

describe("aann-gym record", () => {
  const folder = temporaryFolder();
  // Short tracks.
  const words = () => ["record", "--expert", "--style", "fast", "--seed", "3", "--out", folder()];
  const lap = (seed: number) => join(folder(), `expert-fast-${String(seed).padStart(6, "0")}.json`);

  /**
   * How many laps there are from the first one on: threads drive several at a time, and one may be through before
   * another.
   */
  const laps = () => {
    let count = 0;
    while (existsSync(lap(3 + count))) count++;
    return count;
  };

  it("loses at most the laps being driven, by Ctrl-C or a sudden end, and goes on from there", async () => {
    const first = start(...words(), "--episodes", "9", "--json");
    await appearance(lap(3), first.child);
    first.child.kill("SIGINT");
    const { code, stdout } = await first.ended;
    expect(code).to.equal(130);
    const { interrupted, held } = JSON.parse(stdout);
    expect(interrupted).to.equal(true);
    const seeds = held.map(({ seed }: { seed: number }) => seed);
    expect(seeds).to.include(3);
    expect(seeds.map(lap)).to.deep.equal(
      readdirSync(folder())
        .filter((name) => name.endsWith(".json"))
        .map((name) => join(folder(), name)),
    );

    const before = laps();
    const second = start(...words(), "--episodes", String(before + 50));
    await appearance(lap(3 + before), second.child);
    for (const driver of [["--expert"], []]) {
      const beside = await run("record", ...driver, "--out", folder());
      expect(beside.code).to.equal(2);
      expect(beside.stderr).to.match(/^aann-gym: .*: expected a folder that nobody else records into, .*\n$/);
    }
    second.child.kill("SIGKILL");
    await second.ended;
    for (const name of readdirSync(folder()).filter((each) => each.endsWith(".json"))) {
      const file = join(folder(), name);
      const recording = await readRecording(file);
      expect(await readFrames(file, recording)).to.have.lengthOf(recording.hashes.length);
    }

    expect(laps()).to.be.above(before);
    const third = await run(...words(), "--episodes", String(laps()), "--json");
    expect(third).to.include({ code: 0, stderr: "" });
    expect(JSON.parse(third.stdout).recorded, "all laps were there already").to.deep.equal([]);
    expect(readdirSync(folder()).filter((name) => name.endsWith(".lock"))).to.deep.equal([]);
  });

  it("records a policy under its name and the hash of its weights", async () => {
    const file = join(folder(), "Net 1.json");
    await writeRandomPolicy(file, 1);
    const policy = await readPolicy(file);
    const out = join(folder(), "laps");
    const { code, stdout } = await run("record", "--policy", file, "--episodes", "1", "--out", out, "--json");
    expect(code).to.equal(0);
    const [recorded] = JSON.parse(stdout).recorded;
    const hash = weightsHash(policy.network).slice(0, 8);
    expect(recorded).to.equal(join(out, `policy-net-1-${hash}-000000.json`));
    const recording = await readRecording(recorded);
    expect(recording.agent).to.deep.equal({ kind: "policy", name: `Net 1 ${hash}` });
    const agent = await loadPolicy(file);
    for (const [i, frame] of (await readFrames(recorded, recording)).slice(0, 20).entries()) {
      expect(Array.from(agent.predict(frame) as Float32Array)).to.deep.equal(recording.actions[i]);
    }
    agent.close();
  });

  it("throws the expert off the road, and says so in the recording's name", async () => {
    const { code, stdout } = await run(...words(), "--recovery", "--episodes", "1", "--json");
    expect(code).to.equal(0);
    const [file] = JSON.parse(stdout).recorded;
    expect(file).to.equal(join(folder(), "expert-fast-recovery-000003.json"));
    const { agent, actions, labels } = await readRecording(file);
    expect(agent).to.deep.equal({ kind: "expert", name: "fast", recovery: true });
    expect(labels).to.have.lengthOf(actions.length);
  });

  it("refuses to disturb a person, or in two ways", async () => {
    expect(await run("record", "--noise", "--out", folder())).to.include({
      code: 2,
      stderr: "aann-gym: option --noise: expected together with --expert or --policy, got it without\n",
    });
    const { code, stderr } = await run(...words(), "--noise", "--recovery");
    expect(code).to.equal(2);
    expect(stderr).to.match(/noise.*recovery/);
  });

  it("counts the episodes that were asked for where it stops, not those of other seeds", async () => {
    const all = ["record", "--env", "CartPole-v1", "--expert", "--out", folder()];
    await run(...all, "--episodes", "3");
    const { child, ended } = start(...all, "--seed", "1000", "--episodes", "2000");
    while (child.exitCode === null && readdirSync(folder()).length < 8) await sleep(5);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).to.equal(130);
    const [, recorded, held] = /^Recorded (\d+) new, .* holds (\d+) of this agent/.exec(stdout) ?? [];
    expect(Number(held)).to.equal(Number(recorded) + 3);
    expect(stdout).to.include(
      `Stopped at ${recorded} of 2000 episodes. The same command goes on from there.`,
    );
  });

  it("refuses what it would not look at", async () => {
    for (const [words, message] of [
      [["--relabel"], "option --relabel: expected it together with --policy"],
      [["--style", "fast"], "option --style: expected it together with --expert or --relabel"],
      [["--expert", "--port", "9000"], "option --port: expected it for the page"],
    ] as const) {
      const { code, stderr } = await run("record", ...words, "--out", folder());
      expect(code).to.equal(2);
      expect(stderr).to.include(message);
    }
  });

  it("makes no folder for a policy that cannot drive", async () => {
    const out = join(folder(), "laps");
    expect(await run("record", "--policy", "/nowhere/best.json", "--out", out)).to.include({
      code: 2,
      stdout: "",
    });
    expect(existsSync(out)).to.equal(false);
  });

  it("refuses a folder that cannot be made", async () => {
    const { code, stderr } = await run("record", "--expert", "--out", "/dev/null/laps");
    expect({ code, stderr }).to.deep.equal({
      code: 2,
      stderr: "aann-gym: /dev/null/laps: expected a folder, got a file: /dev/null\n",
    });
  });
});
