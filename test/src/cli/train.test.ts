import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readPolicy, weightsHash } from "../../../src/networks/policy-file.js";
import { countZeros, zeroCounts } from "../../../src/networks/sparsity.js";
import { run, start } from "./program.js";

/** The laps that come with the package. */
const LAPS = "recordings";

describe("aann-gym train", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-train-"));
  });
  after(() => rm(folder, { recursive: true }));

  const driving = (epochs: string, out: string, ...others: string[]) =>
    [
      "train",
      "--task",
      "car-racing",
      "--recordings",
      LAPS,
      "--epochs",
      epochs,
      "--out",
      out,
      ...others,
    ] as const;

  it("writes a policy with exactly the asked zeros, and says how it was made", async () => {
    const out = join(folder, "new", "policy.json");
    const words = driving("0,0,0,1", out, "--sparsity", "85", "--seed", "3", "--json");
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { env, sparsity, examples, curve, scores } = JSON.parse(stdout);
    const policy = await readPolicy(out);
    expect({ env, sparsity }).to.deep.equal({ env: { id: "CarRacing-v3", options: {} }, sparsity: 85 });
    expect(examples).to.be.above(300);
    expect(curve).to.have.length(1);
    expect(curve[0]).to.include({ stage: "ternary", epoch: 1, epochs: 1 });
    expect(countZeros(policy.network)).to.deep.equal(zeroCounts(policy.network.architecture, 85));
    expect(policy.action).to.include({ kind: "control" });
    expect(policy.provenance).to.deep.include({ command: `aann-gym ${words.join(" ")}`, seed: 3, scores });
    expect(policy.provenance.data).to.match(/^[0-9a-f]{64}$/);
    expect(policy.provenance.package).to.match(/^\d+\.\d+\.\d+/);
    expect(existsSync(`${out}.training`)).to.equal(false);
  });

  it("sees what is asked for, and learns from corrupted images", async () => {
    const see = async (name: string, ...words: string[]) => {
      const out = join(folder, name);
      const { code, stderr } = await run(
        ...driving("0,0,0,1", out, "--encoder", "contrast", ...words, "--json"),
      );
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      return readPolicy(out);
    };
    const { observation, network, provenance } = await see("contrast.json");
    expect(observation).to.deep.include({ kind: "image", contrast: { rows: 84, gain: 30 } });
    expect(network.architecture.input.channels).to.equal(1);
    expect(countZeros(network)).to.deep.equal(zeroCounts(network.architecture, 90));
    const corrupted = await see("corrupted.json", "--augment", "blur,noise");
    expect(corrupted.provenance.data).to.not.equal(provenance.data);
    expect(
      weightsHash((await see("again.json", "--augment", "blur,noise", "--threads", "2")).network),
    ).to.equal(weightsHash(corrupted.network));
  });

  it("gives the same network on any number of threads, another with another seed", async () => {
    const train = async (name: string, ...others: string[]) => {
      const out = join(folder, name);
      expect(await run(...driving("0,0,0,1", out, ...others, "--json"))).to.include({ code: 0 });
      const { network, action } = await readPolicy(out);
      return { hash: weightsHash(network), action };
    };
    const once = await train("threads-1.json", "--threads", "1");
    expect(await train("threads-3.json", "--threads", "3")).to.deep.equal(once);
    expect((await train("seed-1.json", "--seed", "1")).hash).to.not.equal(once.hash);
  });

  const whole = once(async () => {
    const out = join(folder, "whole.json");
    const { stdout } = await run(...driving("1,1,0,1", out, "--json"));
    return { policy: await readPolicy(out), curve: JSON.parse(stdout).curve };
  });

  it("shares a budget out among the layers, shows every epoch and logs it", async () => {
    const out = join(folder, "budget.json");
    const log = join(folder, "curves", "budget.jsonl");
    const budget = ["--sparsity", "95", "--budget", "network", "--log", log];
    const { code, stdout } = await run(...driving("1,1,0,1", out, ...budget));
    expect(code).to.equal(0);
    expect(stdout).to.match(/^step +epoch +zeros +loss +validation\ndense +1\/1 +0\.0 % /);
    expect(stdout).to.match(/^sparsify +1\/1 +95\.0 % .*\nternary +1\/1 +95\.0 % /m);
    const { network, sparsity } = await readPolicy(out);
    const counts = countZeros(network);
    expect(counts.reduce((sum, zeros) => sum + zeros)).to.equal(Math.round(0.95 * 113_804));
    expect(zeroCounts(network.architecture, sparsity)).to.deep.equal(counts);
    const lines = (await readFile(log, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ stage }) => stage)).to.deep.equal(["dense", "sparsify", "ternary"]);
    expect(lines[2].zeros).to.deep.equal(counts);
  });

  it("takes a percentage for each layer", async () => {
    const out = join(folder, "layers.json");
    const { code } = await run(...driving("0,0,0,1", out, "--sparsity", "fc1=99,layer1.0=50,80", "--json"));
    expect(code).to.equal(0);
    const { network, sparsity } = await readPolicy(out);
    expect(sparsity).to.deep.equal({ "layer1.0": 50, "layer2.0": 80, fc1: 99, fc2: 80 });
    expect(countZeros(network)).to.deep.equal([2352, 40_960, 57_024, 240]);
  });

  for (const [signal, epochs] of [
    ["SIGINT", 0],
    ["SIGKILL", 1],
  ] as const) {
    it(`goes on after ${signal} in epoch ${epochs + 1} to the same bits`, async () => {
      const out = join(folder, `${signal}.json`);
      const { child, ended } = start(...driving("1,1,0,1", out));
      while ((await epochsIn(`${out}.training`)) < epochs && child.exitCode === null) await sleep(25);
      child.kill(signal);
      const { code, stdout } = await ended;
      expect(code).to.equal(signal === "SIGINT" ? 130 : null);
      if (signal === "SIGINT") {
        expect(stdout).to.match(/^Stopped after \d epochs. Run the same command with --resume to go on\.$/m);
      }
      expect(existsSync(out)).to.equal(false);

      const again = await run(...driving("1,1,0,1", out, "--resume", "--json"));
      expect(again).to.include({ code: 0 });
      const [resumed, { policy: uninterrupted, curve }] = [await readPolicy(out), await whole()];
      expect(JSON.parse(again.stdout).curve).to.deep.equal(curve);
      expect(weightsHash(resumed.network)).to.equal(weightsHash(uninterrupted.network));
      expect(resumed.action).to.deep.equal(uninterrupted.action);
      expect(resumed.provenance.data).to.equal(uninterrupted.provenance.data);
    });
  }

  const refuses = (title: string, words: () => readonly string[], message: RegExp) =>
    it(`refuses ${title}`, async () => {
      const { code, stdout, stderr } = await run("train", ...words());
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(message);
      expect(stderr.split("\n")).to.have.length(2);
    });

  refuses(
    "an unknown task",
    () => ["--task", "chess"],
    /option --task: expected fashion-mnist, mnist, a module .* or the short name of an environment .*, got chess/,
  );
  refuses("a task that is almost one", () => ["--task", "mnst"], /got mnst; did you mean mnist\?/);
  refuses("an environment that is almost one", () => ["--env", "CartPol-v1"], /did you mean CartPole-v1/);
  refuses(
    "a missing module",
    () => ["--task", "./no.js"],
    /option --task: expected a module, got no such file/,
  );
  refuses(
    "recordings for a data set",
    () => ["--task", "mnist", "--recordings", "recordings"],
    /option --recordings: expected it for an environment, got it for mnist/,
  );
  refuses(
    "an encoder that there is not",
    () => [...driving("0,0,0,1", join(folder, "x.json"), "--encoder", "sonar")].slice(1),
    /option --encoder: expected contrast for CarRacing-v3, got sonar/,
  );
  refuses(
    "an encoder for a data set",
    () => ["--task", "mnist", "--encoder", "contrast"],
    /option --encoder: expected none for mnist, got contrast/,
  );
  refuses(
    "a corruption that there is not",
    () => ["--augment", "blur,rain"],
    /option --augment: .* got rain/,
  );
  refuses(
    "corruptions for a data set",
    () => ["--task", "mnist", "--augment", "blur"],
    /option --augment: expected it for an environment, got it for mnist/,
  );
  refuses(
    "a sparsity of 120",
    () => ["--task", "mnist", "--sparsity", "120"],
    /option --sparsity: expected a percentage from 0 to below 100, or .*, got 120/,
  );
  refuses(
    "a sparsity that empties a layer",
    () => ["--task", "mnist", "--sparsity", "99.99"],
    /option --sparsity: .* got 99\.99, which empties layer1\.0 \(400 weights\)/,
  );
  refuses(
    "a budget over all layers where layers are named",
    () => ["--task", "mnist", "--budget", "network", "--sparsity", "fc=99,90"],
    /option --budget: expected layer where --sparsity names layers, got network/,
  );
  for (const word of ["1,2", "1,2,3,-1", ",,,", "1,2,3,x", "1,2,3,4,5", "1.5,0,0,0"]) {
    refuses(
      `${word} as epochs`,
      () => ["--task", "mnist", "--epochs", word],
      /option --epochs: expected four whole numbers like 4,2,1,6, got /,
    );
  }
  refuses(
    "tfjs where it is not installed",
    () => ["--task", "mnist", "--engine", "tfjs", "--out", join(folder, "x.json")],
    /the engine tfjs needs the package @tensorflow\/tfjs-node/,
  );
  refuses(
    "to resume what was never begun",
    () => ["--task", "mnist", "--resume", "--out", join(folder, "nothing.json")],
    /option --resume: expected an interrupted run in .*nothing\.json\.training, got none/,
  );
  it("replaces neither a policy nor what an interrupted run left, unless it is told to", async () => {
    const out = join(folder, "mine.json");
    for (const file of [`${out}.training`, out]) {
      await writeFile(file, "mine");
      const { code, stderr } = await run(...driving("0,0,0,1", out));
      expect(code).to.equal(2);
      expect(stderr).to.include(`${file}: expected a new file, got one that is there already (`);
      expect(await readFile(file, "utf8")).to.equal("mine");
      await rm(file);
    }
    await writeFile(out, "mine");
    expect(await run(...driving("0,0,0,1", out, "--force", "--json"))).to.include({ code: 0 });
    expect((await readPolicy(out)).sparsity).to.equal(90);
  });

  refuses(
    "a missing folder of recordings",
    () => ["--task", "car-racing", "--recordings", join(folder, "missing"), "--out", join(folder, "x.json")],
    /missing: expected a folder of recordings, or one of them, but it does not exist/,
  );
  refuses(
    "a folder to write to",
    () => ["--task", "mnist", "--out", folder],
    /expected a file to write, got a folder/,
  );

  it("refuses to resume with other options", async () => {
    const out = join(folder, "other.json");
    const { child, ended } = start(...driving("1,0,0,9", out));
    while (!existsSync(`${out}.training`) && child.exitCode === null) await sleep(5);
    child.kill("SIGKILL");
    await ended;
    const saved = await readFile(`${out}.training`);
    const { code, stderr } = await run(...driving("1,0,0,9", out, "--seed", "1", "--resume", "--json"));
    expect(code).to.equal(2);
    expect(stderr).to.match(/belongs to a run with other options, another seed or other data/);
    expect(await readFile(`${out}.training`)).to.deep.equal(saved);
  });
});

/** Epochs in a checkpoint's curve; −1 where there is no checkpoint. */
async function epochsIn(checkpoint: string): Promise<number> {
  const text = await readFile(checkpoint, "latin1").catch(() => undefined);
  return text === undefined ? -1 : JSON.parse(text.split("\n", 1)[0]).history.length;
}

/** What a function gives, from the first call on. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
