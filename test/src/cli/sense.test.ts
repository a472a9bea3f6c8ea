import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { type PolicyFile, readPolicy, writePolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { countZeros } from "../../../src/networks/sparsity.js";
import { mnist } from "../../../src/tasks/stored-images.js";
import { run, start } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

/** The laps that come with the package. */
const LAPS = "recordings";

/** Whether a search has evaluated a network, from which it could go on. */
async function hasClimbed(out: string): Promise<boolean> {
  const text = await readFile(`${out}.search`, "utf8").catch(() => "{}");
  return JSON.parse(text).climb !== undefined;
}

describe("aann-gym sense", function () {
  this.timeout(60_000);
  let folder: string;
  let driver: string;
  let digits: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-sense-"));
    driver = join(folder, "driver.json");
    await writeRandomPolicy(driver, 1);
    digits = join(folder, "digits-policy.json");
    const network = randomNetwork(mnist.architecture(90), 90, new Random(1));
    await writePolicy(digits, { task: "mnist", sparsity: 90, network, provenance: {} });
  });
  after(() => rm(folder, { recursive: true }));

  const fromDriver = (out: string, ...others: string[]) =>
    [
      "sense",
      "--from",
      driver,
      "--recordings",
      LAPS,
      ...(others.includes("--threads") ? [] : ["--threads", "1"]),
      "--out",
      out,
      "--json",
      ...others,
    ] as const;

  /** Places in a layer whose weight differs. */
  const changes = (a: PolicyFile, b: PolicyFile) =>
    a.network.weights.map(
      (weights, layer) => weights.filter((w, i) => w !== b.network.weights[layer][i]).length,
    );

  it("climbs in the asked layers only, keeps the zeros, and says how the policy was made", async () => {
    const out = join(folder, "new", "best.json");
    const words = fromDriver(out, "--layers", "fc2,fc1", "--neighbours", "3000", "--seed", "5");
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { env, evaluations, accepted, scores, interrupted } = JSON.parse(stdout);
    expect({ env, interrupted }).to.deep.equal({
      env: { id: "CarRacing-v3", options: {} },
      interrupted: false,
    });
    expect(evaluations).to.be.within(3000, 3100);
    expect(accepted).to.be.above(0);
    const [before, after] = await Promise.all([driver, out].map(readPolicy));
    const [conv1, conv2, fc1, fc2] = changes(before!, after!);
    expect([conv1, conv2]).to.deep.equal([0, 0]);
    expect(fc1! + fc2!).to.be.above(0);
    expect(countZeros(after!.network)).to.deep.equal(countZeros(before!.network));
    expect(after!.provenance).to.deep.include({ command: `aann-gym ${words.join(" ")}`, seed: 5, scores });
    expect(after!.provenance.data).to.match(/^[0-9a-f]{64}$/);
    expect(existsSync(`${out}.search`)).to.equal(false);
  });

  it("gives the same bytes with the same seed, and the same network on any number of threads", async () => {
    const out = join(folder, "same.json");
    const search = async (...others: string[]) => {
      await rm(out, { force: true });
      await run(...fromDriver(out, "--layers", "fc2", "--neighbours", "500", ...others));
      const bytes = await readFile(out, "utf8");
      return { bytes, sha256: JSON.parse(bytes).sha256 };
    };
    const first = await search("--seed", "2");
    expect(await search("--seed", "2")).to.deep.equal(first);
    expect((await search("--seed", "2", "--threads", "2")).sha256).to.equal(first.sha256);
    expect((await search("--seed", "3")).sha256).to.not.equal(first.sha256);
  });

  it("starts from chance where no recordings are needed, and keeps the curve", async () => {
    const out = join(folder, "digits.json");
    const log = join(folder, "curve", "digits.jsonl");
    const { code, stdout } = await run(
      ...[
        "sense",
        "--random",
        "--task",
        "mnist",
        "--sparsity",
        "80",
        "--layers",
        "fc",
        "--neighbours",
        "90000",
      ],
      ...["--threads", "1", "--out", out, "--log", log, "--json"],
    );
    expect(code).to.equal(0);
    const { scores, curve, evaluations, accepted, cpuSeconds } = JSON.parse(stdout);
    expect(scores["validation accuracy"]).to.be.within(0.1, 0.7);
    expect(curve.length).to.equal(2);
    expect(curve[0]).to.deep.include({ neighbours: 0, swaps: 0 });
    expect(curve[1]).to.deep.include({ neighbours: evaluations, swaps: accepted, scores });
    expect(curve[1].cpuSeconds).to.be.within(curve[0].cpuSeconds, cpuSeconds);
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).to.deep.equal(curve);
    expect((await readPolicy(out)).sparsity).to.equal(80);
  });

  it("starts from chance in the default environment, with 90 % zeros, where nothing else is asked for", async () => {
    const out = join(folder, "chance.json");
    const words = ["--random", "--recordings", LAPS, "--neighbours", "10", "--threads", "1", "--out", out];
    const { code, stdout } = await run("sense", ...words, "--json");
    expect(code).to.equal(0);
    const { env, sparsity } = await readPolicy(out);
    expect({ env, sparsity }).to.deep.equal({ env: { id: "CarRacing-v3", options: {} }, sparsity: 90 });
    expect(JSON.parse(stdout).env).to.deep.equal(env);
  });

  it("climbs by reward alone in another environment, the same on any number of threads", async () => {
    const out = join(folder, "car.json");
    const what = ["--random", "--env", "MountainCar-v0", "--sparsity", "50", "--objective", "return"];
    const search = async (threads: string) => {
      const words = ["--neighbours", "40", "--episodes", "2", "--threads", threads, "--out", out, "--json"];
      const { code, stdout, stderr } = await run("sense", ...what, ...words, "--force");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      const { env, scores, evaluations, interrupted } = JSON.parse(stdout);
      const { sha256 } = JSON.parse(await readFile(out, "utf8"));
      return { env, scores, evaluations, interrupted, sha256 };
    };
    const found = await search("1");
    expect(found).to.deep.include({ env: { id: "MountainCar-v0", options: {} }, interrupted: false });
    expect(found.evaluations).to.be.at.least(40);
    expect(await search("2")).to.deep.equal(found);
    expect((await readPolicy(out)).env).to.deep.equal(found.env);
  });

  it("climbs with the network of a file", async () => {
    const net = join(folder, "net.json");
    const out = join(folder, "own-net.json");
    await writeFile(
      net,
      JSON.stringify({ layers: [5, 3, 2].map((units) => ({ kind: "dense", out: units })) }),
    );
    const how = ["--random", "--objective", "return", "--sparsity", "50", "--neighbours", "20"];
    await run("sense", "--env", "CartPole-v1", ...how, "--architecture", net, "--out", out);
    const { layers } = (await readPolicy(out)).network.architecture;
    expect(layers.map(({ in: before, out: after }) => [before, after])).to.deep.equal([
      [4, 5],
      [5, 3],
      [3, 2],
    ]);
    expect(layers.map(({ divisor }) => divisor !== undefined)).to.deep.equal([true, true, false]);
  });

  it("keeps what imitates better where actions are classes, though what knows nothing is never far wrong", async () => {
    const [laps, out] = ["cart-pole-demos", "imitator.json"].map((name) => join(folder, name));
    const env = ["--env", "CartPole-v1"];
    await run("record", ...env, "--expert", "--episodes", "4", "--out", laps, "--json");
    const search = ["--random", "--sparsity", "80", "--neighbours", "20000", "--seed", "1"];
    const words = ["sense", ...env, ...search, "--recordings", laps, "--out", out, "--json"];
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).scores["validation agreement"]).to.be.above(0.75);
  });

  it("tries several wirings, stops between trials and goes on to the same network", async () => {
    const out = join(folder, "starts.json");
    const what = [
      "sense",
      "--random",
      "--task",
      "mnist",
      "--sparsity",
      "90",
      "--layers",
      "fc",
      "--seed",
      "3",
    ];
    const words = [...what, "--starts", "3", "--neighbours", "900000", "--out", out, "--json"];
    const whole = JSON.parse((await run(...words)).stdout);
    expect(whole.trials).to.have.length(3);
    const { sha256 } = JSON.parse(await readFile(out, "utf8"));
    await rm(out);

    const { child, ended } = start(...words);
    while (!existsSync(`${out}.search`) && child.exitCode === null) await sleep(5);
    child.kill("SIGKILL");
    await ended;
    const resumed = JSON.parse((await run(...words, "--resume")).stdout);
    expect(resumed.trials).to.deep.equal(whole.trials);
    expect(resumed.scores).to.deep.equal(whole.scores);
    expect(JSON.parse(await readFile(out, "utf8")).sha256).to.equal(sha256);
  });

  it("follows a schedule of the paper, swap by swap", async () => {
    const out = join(folder, "schedule.json");
    const words = ["--schedule", "figure-8", "--neighbourhoods", "5", "--family", "9", "--pictures", "96"];
    const climb = async (...others: string[]) => {
      const { code, stdout } = await run(...fromDriver(out, ...words, ...others));
      expect(code).to.equal(0);
      return JSON.parse(stdout);
    };
    const { evaluations, accepted, interrupted } = await climb();
    expect({ evaluations, interrupted }).to.deep.equal({ evaluations: 45, interrupted: false });
    expect(accepted).to.be.at.most(5);
    const moved = changes(
      ...((await Promise.all([driver, out].map(readPolicy))) as [PolicyFile, PolicyFile]),
    );
    expect(moved.reduce((sum, count) => sum + count, 0)).to.be.at.most(2 * accepted);
  });

  it("keeps the best after Ctrl-C and goes on from there, even where it writes what it began with", async () => {
    const file = join(folder, "own.json");
    await copyFile(driver, file);
    const words = [
      "sense",
      "--from",
      file,
      "--recordings",
      LAPS,
      "--layers",
      "fc2",
      "--threads",
      "1",
      "--out",
      file,
      "--json",
    ];
    const { child, ended } = start(...words, "--neighbours", "60000", "--force");
    while (!(await hasClimbed(file)) && child.exitCode === null) await sleep(5);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).to.equal(130);
    const stopped = JSON.parse(stdout);
    expect(stopped.interrupted).to.equal(true);
    expect((await readPolicy(file)).provenance.scores).to.deep.equal(stopped.scores);

    const resumed = await run(...words, "--neighbours", "60000", "--resume");
    expect(resumed.code, resumed.stderr).to.equal(0);
    expect(JSON.parse(resumed.stdout).evaluations).to.be.within(60_000, 61_000);
  });

  it("goes on from its beginning where it was stopped before it found anything", async () => {
    const out = join(folder, "early.json");
    const words = [...["sense", "--env", "CartPole-v1", "--random", "--objective", "return"], "--out", out];
    const { child, ended } = start(...words, "--neighbours", "2000", "--threads", "1");
    while (!existsSync(`${out}.search`) && child.exitCode === null) await sleep(5);
    child.kill("SIGKILL");
    await ended;
    const again = await run(...words, "--neighbours", "2000", "--threads", "1");
    expect(again.code).to.equal(2);
    expect(again.stderr).to.include(
      `${out}.search: expected a new file, got one that is there already (--resume`,
    );
    const other = await run(...words, "--neighbours", "20", "--threads", "1", "--resume");
    expect(other.stderr).to.match(/expected the same options, seed and data/);
    expect(existsSync(`${out}.search`)).to.equal(true);
  });

  it("replaces no file of the user's, whichever output it stands for", async () => {
    const file = join(folder, "mine.json");
    await writeFile(file, "mine");
    for (const option of ["--out", "--log", "--keep-family"]) {
      const others = option === "--out" ? [] : ["--out", join(folder, "other.json")];
      const { code, stderr } = await run(
        "sense",
        "--from",
        driver,
        "--recordings",
        LAPS,
        ...others,
        option,
        file,
      );
      expect({ code, stderr }).to.deep.equal({
        code: 2,
        stderr: `aann-gym: ${file}: expected a new file, got one that is there already (--force to replace it)\n`,
      });
    }
    expect(await readFile(file, "utf8")).to.equal("mine");
  });

  const refuses = (title: string, words: () => readonly string[], message: RegExp) =>
    it(`refuses ${title}`, async () => {
      const { code, stdout, stderr } = await run("sense", ...words());
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(message);
      expect(stderr.split("\n")).to.have.length(2);
    });

  const byReturn = ["--env", "CartPole-v1", "--random", "--objective", "return", "--out", "unused.json"];
  for (const [option, word] of [
    ["--search", "surveys"],
    ["--accept", "greedy"],
    ["--temperature", "1"],
    ["--starts", "2"],
    ["--keep-family", "unused-family.json"],
  ]) {
    refuses(
      `${option} where returns alone decide`,
      () => [...byReturn, option, word],
      new RegExp(`option ${option}: expected it where there are demonstrations`),
    );
  }
  refuses(
    "episodes where none are run",
    () => ["--from", driver, "--episodes", "3"],
    /option --episodes: expected it with --objective return/,
  );
  refuses(
    "to start from nothing",
    () => [],
    /option --from: expected a policy file, or --random, got neither/,
  );
  refuses("two starts", () => ["--random", "--from", driver], /--from and --random: expected one of the two/);
  refuses(
    "another sparsity than the policy's",
    () => ["--from", driver, "--sparsity", "80"],
    /--from and --sparsity: expected one of the two, got both/,
  );
  refuses(
    "another task than the policy's",
    () => ["--from", driver, "--task", "mnist"],
    /option --task: expected CarRacing-v3, for which .*driver\.json was made, got mnist\n/,
  );
  refuses(
    "another environment than the policy's",
    () => ["--from", driver, "--env", "CartPole-v1"],
    /option --env: expected CarRacing-v3, for which .*driver\.json was made, got CartPole-v1\n/,
  );
  refuses(
    "an environment for a policy that reads digits",
    () => ["--from", digits, "--env", "CartPole-v1"],
    /option --env: expected it for policies that act in an environment, got it for mnist\n/,
  );
  refuses(
    "options of an environment for a data set",
    () => ["--random", "--task", "mnist", "--physics", "float32"],
    /option --physics: expected it for policies that act in an environment, got it for mnist\n/,
  );
  refuses(
    "a task and an environment",
    () => ["--random", "--task", "mnist", "--env", "CartPole-v1"],
    /options? --task.*--env/,
  );
  refuses(
    "layers of another network",
    () => ["--from", driver, "--layers", "fc"],
    /option --layers: expected names out of layer1\.0, layer2\.0, fc1, fc2, got fc\n/,
  );
  refuses(
    "layers of another network where returns decide",
    () => ["--random", "--env", "CartPole-v1", "--objective", "return", "--layers", "fc9"],
    /option --layers: expected names out of .*, got fc9\n/,
  );
  refuses(
    "layers of another network, with the short name of its environment",
    () => ["--from", driver, "--task", "car-racing", "--layers", "fc"],
    /option --layers: expected names out of layer1\.0, layer2\.0, fc1, fc2, got fc\n/,
  );
  refuses(
    "two budgets",
    () => ["--from", driver, "--minutes", "1", "--neighbours", "9"],
    /expected one of the two/,
  );
  refuses(
    "a length of no schedule",
    () => ["--from", driver, "--neighbourhoods", "9"],
    /option --neighbourhoods: expected --schedule with it, got none\n/,
  );
  refuses(
    "a schedule and a duration",
    () => ["--from", driver, "--schedule", "figure-6", "--minutes", "1"],
    /options --schedule and --minutes: expected one of the two, got both\n/,
  );
  refuses(
    "returns of a task without any",
    () => [
      "--random",
      "--task",
      "mnist",
      "--sparsity",
      "80",
      "--objective",
      "return",
      "--out",
      join(folder, "m.json"),
    ],
    /option --objective: expected loss or score for mnist, got return/,
  );
  refuses(
    "to resume what was never begun",
    () => [
      "--from",
      driver,
      "--recordings",
      LAPS,
      "--resume",
      "--json",
      "--out",
      join(folder, "nothing.json"),
    ],
    /option --resume: expected an interrupted search in .*nothing\.json\.search, got none/,
  );

  it("refuses a policy with a flipped bit, a cut one, and one that does not fit its task", async () => {
    const text = await readFile(driver, "utf8");
    const policy = JSON.parse(text);
    const packed = Buffer.from(policy.weights.fc2, "base64");
    packed[0] ^= 3;
    // The checksum of version 1 is over the weights alone: what else does not fit has to be found.
    const version1 = JSON.parse(await readFile("test/golden/plain-driver.json", "utf8"));
    const damaged = {
      "flipped.json": JSON.stringify({
        ...policy,
        weights: { ...policy.weights, fc2: packed.toString("base64") },
      }),
      "cut.json": text.slice(0, -100),
      "elsewhere.json": JSON.stringify({ ...policy, env: { id: "CartPole-v1", options: {} } }),
      "otherwise.json": JSON.stringify({ ...policy, action: { ...policy.action, outputDivisor: 7 } }),
      "digits.json": JSON.stringify({ ...version1, task: "mnist" }),
      "chess.json": JSON.stringify({ ...version1, task: "chess" }),
      "mute.json": JSON.stringify({ ...version1, encoding: undefined }),
    };
    for (const [name, content] of Object.entries(damaged)) {
      const file = join(folder, `bad-${name}`);
      await writeFile(file, content);
      for (const words of [
        ["sense", "--from", file],
        ["evaluate", "--policy", file],
        ["drive", "--policy", file],
        ["record", "--policy", file],
      ]) {
        const { code, stderr } = await run(...words);
        expect({ code, lines: stderr.split("\n").length }, stderr).to.deep.equal({ code: 2, lines: 2 });
        expect(stderr).to.include(`aann-gym: ${file}: expected `);
      }
    }
  });
});
