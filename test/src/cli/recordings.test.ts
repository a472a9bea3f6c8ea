import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PNG } from "pngjs";
import { openEnv } from "../../../src/adapters/environments.js";
import { formatRecording, type Recording } from "../../../src/recordings/recording.js";
import { readFrames, readRecording, sheetOf } from "../../../src/recordings/recording-folder.js";
import { writeTrajectory } from "../../../src/recordings/write-trajectory.js";
import { rollout } from "../../../src/rollout/rollout.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run } from "./program.js";

const STEPS = 12;

describe("aann-gym recordings", () => {
  const folder = temporaryFolder();
  let file: string;
  let recording: Recording;
  beforeEach(async () => {
    const reference = { id: "CarRacing-v3", options: { physics: "box2d-wasm" } };
    const env = await openEnv(reference);
    let step = 0;
    const policy = { predict: () => [step++ < 3 ? -0.5 : 0.01, 1, 0] };
    file = await writeTrajectory(rollout(env, policy, { reference, seed: 1, maxSteps: STEPS }), {
      folder: folder(),
      agent: { kind: "person", name: "Ada" },
      observationSpace: env.observationSpace,
    });
    env.close();
    recording = await readRecording(file);
  });

  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await run("recordings", ...words, "--json");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    return JSON.parse(stdout);
  };
  const failure = async (...words: string[]) => {
    const { code, stderr } = await run("recordings", ...words);
    expect(code, stderr).to.equal(2);
    return stderr;
  };

  it("looks at the others where one is no recording, whatever it is", async function () {
    if (process.platform === "win32") this.skip();
    copyFileSync(file, join(folder(), "z-without-sheet.json"));
    symlinkSync("nowhere", join(folder(), "z-dangling.json"));
    mkdirSync(join(folder(), "z-folder.json"));
    spawnSync("mkfifo", [join(folder(), "z-pipe.json")]);
    for (const command of ["list", "verify"]) {
      const { code, stdout, stderr } = await run("recordings", command, folder());
      expect(code).to.equal(2);
      expect(stdout).to.match(command === "list" ? /person-ada-000001/ : /1 of 5 recordings are true/);
      for (const name of ["z-without-sheet.png", "z-dangling", "z-folder", "z-pipe"]) {
        expect(stderr, command).to.include(join(folder(), name));
      }
    }
    const { recordings, damaged } = JSON.parse((await run("recordings", "list", folder(), "--json")).stdout);
    expect([recordings.length, damaged.length]).to.deep.equal([1, 4]);
    const more = [
      "record",
      "--env",
      "CartPole-v1",
      "--expert",
      "--episodes",
      "1",
      "--out",
      folder(),
      "--json",
    ];
    const { code, stdout } = await run(...more);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout).recorded).to.have.length(1);
  });

  it("lists a folder", async () => {
    const { stdout } = await run("recordings", "list", folder());
    const [head, row, ...rest] = stdout.trimEnd().split("\n");
    expect(head).to.match(/^name +environment +seed +steps +return +agent +created +KiB$/);
    expect(row).to.match(
      /^person-ada-000001 +CarRacing-v3 +1 +12 +-?[\d.]+ +person Ada +\d{4}-\d\d-\d\d \d\d:\d\d +\d+$/,
    );
    expect(rest).to.deep.equal([]);
    const { recordings, damaged } = await json("list", folder());
    expect(recordings[0]).to.deep.include({
      name: "person-ada-000001",
      seed: 1,
      steps: STEPS,
      environment: recording.environment,
    });
    expect(damaged).to.deep.equal([]);
  });

  it("lists what is whole beside what is damaged, and says so", async () => {
    writeFileSync(join(folder(), "cut.json"), readFileSync(file).subarray(0, 300));
    const { code, stdout, stderr } = await run("recordings", "list", folder(), "--json");
    expect(code).to.equal(2);
    expect(JSON.parse(stdout).recordings).to.have.lengthOf(1);
    expect(stderr).to.match(
      /^aann-gym: .*cut\.json: expected a whole recording in JSON, got a damaged file .*\n$/,
    );
  });

  it("shows an episode's actions by class", async () => {
    const { classes, histograms } = await json("show", file);
    const steps = Object.fromEntries(
      classes.map(({ name, steps }: { name: string; steps: number }) => [name, steps]),
    );
    expect(steps).to.deep.equal({ left: 3, straight: 9, right: 0, gas: STEPS, brake: 0, coast: 0 });
    expect(histograms[0]).to.deep.equal({
      name: "steer",
      minimum: -1,
      maximum: 1,
      bins: [0, 0, 3, 0, 0, 9, 0, 0, 0, 0, 0],
    });
    expect((await run("recordings", "show", file)).stdout).to.match(/^left +█{10} +25\.0 %$/m);
  });

  it("shows the actions of a whole folder together", async () => {
    const second = join(folder(), "person-ada-000002.json");
    copyFileSync(file, second);
    copyFileSync(file.replace(/json$/, "png"), second.replace(/json$/, "png"));
    const shown = await json("show", folder());
    expect(shown).to.deep.include({
      path: folder(),
      environment: "CarRacing-v3",
      episodes: 2,
      steps: 2 * STEPS,
    });
    expect(shown.classes[0]).to.deep.equal({ name: "left", steps: 6 });
    expect((await run("recordings", "show", folder())).stdout).to.match(/^agents +person Ada$/m);
  });

  it("proves a recording, or names the first difference", async () => {
    expect(await json("verify", folder())).to.deep.include({ verified: 1, wrong: [] });
    writeFileSync(file, formatRecording({ ...recording, rewards: recording.rewards.with(4, 7) }));
    expect(await failure("verify", folder())).to.include(
      `${file}: step 5: expected the recorded reward 7, got `,
    );
  });

  it("prints the steps of a replay", async () => {
    const { steps } = await json("replay", file, "--every", "5");
    expect(steps.map(({ step }: { step: number }) => step)).to.deep.equal([5, 10, 12]);
    expect(steps[0]).to.include({ steer: 0.01, gas: 1, brake: 0, reward: recording.rewards[4] });
  });

  it("exports steps as CSV and as JSON lines", async () => {
    const [csv, lines] = [join(folder(), "steps.csv"), join(folder(), "steps.jsonl")];
    await json("export", file, "--out", csv);
    const rows = readFileSync(csv, "utf8").trimEnd().split("\n");
    expect(rows[0]).to.equal("episode,step,action_0,action_1,action_2,reward,frame");
    expect(rows[1]).to.equal(`person-ada-000001,1,-0.5,1,0,${recording.rewards[0]},${recording.hashes[0]}`);
    expect(rows).to.have.lengthOf(1 + STEPS);
    await json("export", file, "--format", "jsonl", "--out", lines);
    const steps = readFileSync(lines, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(steps.map(({ action }) => action)).to.deep.equal(recording.actions);
    expect(steps.map(({ reward }) => reward)).to.deep.equal(recording.rewards);
  });

  it("exports in the format that the name of the file tells, and refuses another", async () => {
    const lines = join(folder(), "s.jsonl");
    await json("export", file, "--out", lines);
    expect(JSON.parse(readFileSync(lines, "utf8").split("\n", 1)[0])).to.include({ step: 1 });
    expect(await failure("export", file, "--format", "csv", "--out", join(folder(), "t.jsonl"))).to.match(
      /option --format: expected jsonl, as \S+ ends, got csv/,
    );
  });

  it("exports frames as pictures", async () => {
    const out = join(folder(), "frames");
    expect(await json("export", file, "--format", "png", "--out", out)).to.include({ rows: STEPS + 1 });
    const names = readdirSync(join(out, "person-ada-000001"));
    expect(names).to.have.lengthOf(STEPS + 1);
    const last = PNG.sync.read(readFileSync(join(out, "person-ada-000001", "0012.png")));
    const pixels = Uint8Array.from(last.data.filter((_, i) => i % 4 < 3));
    expect(pixels).to.deep.equal((await readFrames(file, recording)).at(-1));
  });

  it("deletes only when told or answered", async () => {
    expect(await failure("delete", file)).to.include("option --yes: expected it where nobody can answer");
    expect(existsSync(file)).to.equal(true);
    expect(await json("delete", file, "--yes")).to.deep.equal({ deleted: [file] });
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("refuses missing, empty and damaged input in one sentence", async () => {
    expect(await failure("verify", join(folder(), "no"))).to.include("but it does not exist");
    truncateSync(sheetOf(file), 1000);
    expect(await failure("verify", file)).to.match(
      /person-ada-000001\.png: expected a whole PNG image, got a damaged one/,
    );
    truncateSync(file, 100);
    expect(await failure("show", file)).to.include("expected a whole recording in JSON, got a damaged file");
  });
});
