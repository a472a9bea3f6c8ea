import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { writePolicy } from "../../../src/networks/policy-file.js";
import { readRecording } from "../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { imitationTask } from "../../../src/tasks/imitation.js";
import { randomPolicy } from "../../../src/tasks/policies.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { inChromium } from "../viewers/web/chromium.js";
import { RecordPage } from "../viewers/web/record/record-page.js";
import { addressOf, type Started, start, startLimited } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

inChromium("aann-gym record, with its page", (open) => {
  const folder = temporaryFolder();
  const laps = () => join(folder(), "laps");
  let program: Started;

  afterEach(() => program.child.kill("SIGKILL"));

  const words = () => ["record", "--out", laps(), "--physics", "float32", "--seed", "7", "--port", "18851"];

  /** Starts the command; gives the address that it prints. */
  function record(...more: string[]): Promise<string> {
    program = start(...words(), ...more);
    return addressOf(program.child);
  }

  async function onlyRecording(): Promise<string> {
    const names = (await readdir(laps())).filter((name) => name.endsWith(".json"));
    expect(names).to.have.length(1);
    return join(laps(), names[0]);
  }

  it("lets the expert correct a policy, and marks the steps", async () => {
    const policy = join(folder(), "chance.json");
    await writeRandomPolicy(policy, 1);
    const { page, complaints } = await open(
      await record("--policy", policy, "--takeover", "expert", "--episodes", "1"),
    );
    const driven = new RecordPage(page);
    await driven.says("Press Space to let it drive");
    expect(await driven.text("title")).to.equal("Correct chance");
    await page.locator("#speed").fill("1");
    await driven.go();
    await driven.says("corrected");
    const overruled = await driven.steps();
    await driven.waitForSteps(overruled + 10);
    await driven.press("Space");
    await page.getByRole("button", { name: "Save" }).click();
    await driven.says("1 episode is saved");
    const { code, stdout } = await program.ended;
    expect({ code, stdout }).to.deep.include({ code: 0 });
    const file = await onlyRecording();
    expect(await verifyRecording(file)).to.equal(undefined);
    const { agent, actions, labels, corrected } = await readRecording(file);
    expect(agent.kind).to.equal("policy");
    expect(agent.name).to.match(/^chance [0-9a-f]{8} corrected by the expert$/);
    expect(corrected).to.not.be.empty;
    // Where it is overruled, what is done is what the expert wanted; somewhere before, it is not.
    for (const step of corrected!) expect(actions[step]).to.deep.equal(labels![step]);
    expect(corrected![0]).to.be.above(0);
    expect(actions.slice(0, corrected![0])).to.not.deep.equal(labels!.slice(0, corrected![0]));
    expect(complaints).to.deep.equal([]);
  });

  it("lets the expert of any other environment correct a policy", async () => {
    const policy = join(folder(), "lander.json");
    const task = await imitationTask({ env: { id: "LunarLander-v3", options: {} } });
    const random = randomPolicy(task, 50, 1);
    await writePolicy(policy, { ...random, action: task.action?.(1000) });
    program = start(
      ...["record", "--policy", policy, "--takeover", "expert", "--episodes", "1"],
      ...["--out", laps(), "--seed", "7", "--port", "18851"],
    );
    const { page, complaints } = await open(await addressOf(program.child));
    const acted = new RecordPage(page);
    await acted.says("Press Space to begin");
    expect(await page.locator("#help").isVisible()).to.equal(false);
    await page.locator("#speed").fill("4");
    await acted.press("Space");
    await acted.says("corrected");
    await acted.says(/^Ended with/);
    await acted.press("Enter");
    await acted.says("1 episode is saved");
    expect((await program.ended).code).to.equal(0);
    const file = await onlyRecording();
    expect(await verifyRecording(file)).to.equal(undefined);
    const { agent, actions, labels, corrected } = await readRecording(file);
    expect(agent.name).to.match(/corrected by the expert$/);
    expect(corrected!.length).to.be.within(1, actions.length - 1);
    for (const step of corrected!) expect(actions[step]).to.equal(labels![step]);
    const own = actions.map((_, step) => step).filter((step) => !corrected!.includes(step));
    expect(own.some((step) => actions[step] !== labels![step])).to.equal(true);
    expect(complaints).to.deep.equal([]);
  });

  it("lets a person correct a policy: while one steers, and only then", async () => {
    const policy = join(folder(), "driver.json");
    await copyFile("demos/driver.json", policy);
    const { page } = await open(await record("--policy", policy, "--takeover", "person", "--episodes", "1"));
    const driven = new RecordPage(page);
    await driven.says("Press Space to let it drive");
    await driven.stepBy(3);
    await page.keyboard.down("KeyD");
    await driven.stepBy(2);
    expect(await page.locator("#overruled").isVisible()).to.equal(true);
    await page.keyboard.up("KeyD");
    // The wheel comes back by itself.
    await driven.stepBy(3);
    expect(await page.locator("#overruled").isVisible()).to.equal(false);
    await driven.press("Enter");
    await driven.says("1 episode is saved");
    await program.ended;
    const file = await onlyRecording();
    expect(await verifyRecording(file)).to.equal(undefined);
    const { actions, labels, corrected } = await readRecording(file);
    expect(corrected).to.deep.equal([3, 4]);
    expect(actions.slice(3, 5)).to.deep.equal([
      [0.03, 0, 0],
      [0.06, 0, 0],
    ]);
    expect(labels).to.deep.equal(actions);
  });

  it("loses nothing when it is killed in the middle of an episode", async () => {
    const { page } = await open(await record("--episodes", "1"));
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await page.keyboard.down("ArrowUp");
    await driven.waitForSteps(30);
    program.child.kill("SIGKILL");
    await driven.says("Nothing driven is lost");
    const reached = await driven.steps();
    await page.keyboard.up("ArrowUp");
    await page.goto(await record("--episodes", "1"));
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(reached);
    await driven.press("Enter");
    await driven.says("1 episode is saved");
    expect((await program.ended).code).to.equal(0);
    const file = await onlyRecording();
    expect(await verifyRecording(file)).to.equal(undefined);
    expect((await readRecording(file)).actions).to.have.length(reached);
    expect(await readdir(laps())).to.have.length(2);
  });

  it("says so when the disk takes no more, and saves in the end when it does", async () => {
    // The system's limit on a file's size stands for a full disk: 4 blocks of 512 or 1024 bytes.
    program = startLimited("ulimit -f 4", ...words(), "--episodes", "1");
    const { page } = await open(await addressOf(program.child));
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await driven.says("What you have driven is kept. Put it right and try again.");
    expect(await driven.text("hint")).to.match(/\.driving: expected a file that the system allows/);
    const reached = await driven.steps();
    await driven.press("Escape");
    await driven.says("End the session?");
    await driven.press("Escape");
    await driven.says("The same command goes on with it.");
    await program.ended;
    await page.goto(await record("--episodes", "1"));
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(reached);
    await driven.press("Enter");
    await driven.says("1 episode is saved");
    const file = await onlyRecording();
    expect(await verifyRecording(file)).to.equal(undefined);
    expect((await readRecording(file)).actions).to.have.length(reached);
  });
});
