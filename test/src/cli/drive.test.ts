import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import { CONTROL } from "../../../src/adapters/car-racing/decoders/control.js";
import { type PolicyFile, writePolicy } from "../../../src/networks/policy-file.js";
import { unpackPolicy } from "../../../src/networks/policy-link.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { run, start } from "./program.js";

describe("aann-gym drive", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-drive-"));
  });
  after(() => rm(folder, { recursive: true }));

  const refuses = (title: string, words: () => readonly string[], message: RegExp) =>
    it(`refuses ${title}`, async () => {
      const { code, stdout, stderr } = await run("drive", ...words());
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(message);
    });

  refuses(
    "nobody at the wheel",
    () => [],
    /option --policy: expected a policy file, or --expert, got neither/,
  );
  refuses("two drivers", () => ["--expert", "--policy", "best.json"], /expert.*policy|policy.*expert/);
  refuses("a missing policy", () => ["--policy", "missing.json"], /missing.json/);
  refuses(
    "a video of another kind",
    () => ["--expert", "--video", "lap.avi"],
    /ends in one of \.gif, \.mp4, \.png, got lap\.avi/,
  );
  refuses(
    "a speed of 0",
    () => ["--expert", "--speed", "0"],
    /option --speed: expected a number from 0.1 to 10/,
  );
  refuses("a link to the expert", () => ["--expert", "--link"], /option --link: expected --policy with it/);
  refuses(
    "to draw where there is no terminal",
    () => ["--expert", "--terminal"],
    /option --terminal: expected a terminal on standard error, got a pipe or a file/,
  );

  it("serves the page and ends by Ctrl-C with what was driven", async () => {
    const { child, ended } = start("drive", "--expert", "--seed", "4", "--port", "18931", "--json");
    child.stderr!.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await ended;
    expect(stderr).to.match(/^Open http:\/\/127\.0\.0\.1:189\d\d\/[\w-]{22}\/watch to watch\./);
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.deep.equal({
      agent: "expert",
      episodes: [],
      env: { id: "CarRacing-v3", options: {} },
      observes: "whatever the expert looks at",
    });
  });

  it("lets a policy drive, and no policy for another task", async () => {
    const file = join(folder, "random.json");
    const policy = randomDriver();
    await writePolicy(file, policy);
    const { child, ended } = start("drive", "--policy", file, "--port", "18931", "--json");
    child.stderr!.once("data", () => child.kill("SIGINT"));
    expect(JSON.parse((await ended).stdout)).to.deep.equal({
      agent: "random.json",
      episodes: [],
      env: policy.env,
      observes: "the observation alone",
    });

    await writePolicy(file, { ...policy, env: undefined, task: "mnist" });
    const { code, stderr } = await run("drive", "--policy", file);
    expect(code).to.equal(2);
    expect(stderr).to.equal(
      `aann-gym: ${file}: expected a policy that acts in an environment, got one for mnist\n`,
    );
    await rm(file);
  });

  it("refuses what it would not look at", async () => {
    for (const words of [
      ["--width", "100"],
      ["--port", "9000", "--terminal"],
      ["--port", "9000", "--link"],
    ]) {
      const { code, stderr } = await run("drive", "--expert", ...words);
      expect(code).to.equal(2);
      expect(stderr).to.match(/^aann-gym: options? --(width|port|link)/);
    }
  });

  it("prints a link that holds the whole policy", async () => {
    const file = join(folder, "random.json");
    const policy = randomDriver();
    await writePolicy(file, policy);
    const { stdout } = await run("drive", "--policy", file, "--link", "http://files.example/site");
    const [page, packed = ""] = stdout.trim().split("#policy=");
    expect(page).to.equal("http://files.example/site/watch.html");
    expect((await run("drive", "--policy", file, "--link")).stdout).to.equal(`watch.html#policy=${packed}\n`);
    expect(await unpackPolicy(packed, "the link")).to.deep.equal(policy);
    await rm(file);
  });

  it("leaves a whole video when it is stopped", async () => {
    const file = join(folder, "lap.gif");
    const { child, ended } = start("drive", "--expert", "--video", file, "--width", "60", "--json");
    while (!(await readdir(folder)).some((name) => name.endsWith(".tmp"))) await sleep(20);
    child.kill("SIGINT");
    const { stdout } = await ended;
    const { video, bytes } = JSON.parse(stdout);
    const content = await readFile(file);
    expect(video).to.equal(file);
    expect(bytes).to.equal(content.length);
    expect(content.subarray(0, 6).toString()).to.equal("GIF89a");
    expect(content.at(-1)).to.equal(0x3b);
  });
});

/** A random network with the settings that a policy file needs. */
function randomDriver(): PolicyFile {
  return {
    env: { id: "CarRacing-v3", options: {} },
    sparsity: 90,
    action: { ...CONTROL, outputDivisor: 8 },
    network: randomNetwork(carNetwork(90), 90, new Random(1)),
    provenance: {},
  };
}
