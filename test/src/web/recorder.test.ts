import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { readRecording } from "../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { serveRecorder } from "../../../src/web/recorder.js";
import type { Serving } from "../../../src/web/server.js";
import { inChromium } from "./chromium.js";

const environment = { id: "CarRacing-v3", options: { physics: "float32" } } as const;
const driver = { kind: "person", name: "" } as const;

inChromium("the record page", (open) => {
  let folder: string;
  let session: Serving;
  let close: () => void;
  const files: string[] = [];

  async function start() {
    const env = await make(environment.id, environment.options);
    close = () => env.close();
    session = await serveRecorder({
      ...{ env, environment, driver, folder, wanted: 2, seed: 7, port: 18831 },
      onSaved: (file) => files.push(file),
    });
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-record-"));
    await start();
  });

  after(async () => {
    session.close();
    await session.closed;
    close();
    await rm(folder, { recursive: true });
  });

  it("records what is driven by keys, goes on after a reload and after the command's end, and ends at the wanted number", async () => {
    const first = await open(session.url);
    const { page } = first;
    const text = (id: string) => page.locator(`#${id}`).textContent();
    const stepsReach = (count: number) =>
      page.waitForFunction((least) => Number(document.getElementById("step")!.textContent) >= least, count);
    const go = async () => {
      await page.keyboard.press("Space");
      await page.keyboard.press("Space");
    };

    await page.getByText("Press Space to drive").waitFor();
    expect(await text("speed-figure")).to.equal("0.50×");
    for (let press = 0; press < 10; press++) await page.keyboard.press("+");
    expect(await text("speed-figure")).to.equal("1.00×");
    await go();
    await page.keyboard.down("ArrowUp");
    await stepsReach(12);
    await page.keyboard.down("KeyA");
    await stepsReach(20);
    await page.keyboard.up("KeyA");
    await page.keyboard.up("ArrowUp");
    await page.keyboard.press("Space");
    await page.getByText("Paused").waitFor();
    await page.keyboard.press("Period");
    const driven = Number(await text("step"));
    const score = await text("score");

    await page.reload();
    await page.getByText("Paused").waitFor();
    expect(Number(await text("step"))).to.equal(driven);
    expect(await text("score")).to.equal(score);

    // The command ends with steps on the way; another one takes up the episode at the same step.
    await go();
    await stepsReach(driven + 5);
    session.close();
    await page.getByText("Nothing driven is lost").waitFor();
    const reached = Number(await text("step"));
    await session.closed;
    close();
    expect(await readdir(folder), "the journal").to.have.length(1);
    await start();
    await page.goto(session.url);
    await page.getByText("Paused").waitFor();
    expect(Number(await text("step"))).to.equal(reached);

    await page.waitForTimeout(600);
    await page.keyboard.press("ArrowRight");
    await page.getByText("1 of 2").waitFor();
    expect(await text("seed")).to.equal("8");
    expect(await text("step")).to.equal("0");
    expect(Number((await text("total"))!)).to.equal(reached);

    // Record again, and take it back.
    await page.keyboard.press("Period");
    await page.keyboard.press("Period");
    await page.keyboard.press("KeyR");
    await page.getByText("Press Space to drive").waitFor();
    await page.keyboard.press("KeyU");
    await page.getByText("Paused").waitFor();
    expect(await text("step")).to.equal("2");
    await page.keyboard.press("KeyN");
    await page.waitForFunction(() => document.getElementById("seed")!.textContent === "9");
    await page.locator("#line").click();
    await page.keyboard.press("Period");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("2 episodes are saved").waitFor();
    await session.closed;

    expect(first.complaints).to.deep.equal([]);
    const { origin } = new URL(session.url);
    expect(first.requests.filter((url) => !url.startsWith(origin))).to.deep.equal([]);

    for (const file of files) expect(await verifyRecording(file)).to.equal(undefined);
    const [one, two] = await Promise.all(files.map(readRecording));
    expect([one!.seed, two!.seed]).to.deep.equal([7, 9]);
    expect(one!.actions).to.have.length(reached);
    const column = (axis: number) => one!.actions.map((action) => (action as number[])[axis]!);
    expect(Math.max(...column(1))).to.equal(0.5);
    expect(Math.min(...column(0))).to.be.below(-0.1);
    expect(Math.max(...column(0))).to.equal(0);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).size).to.be.above(0);
    expect((await readdir(folder)).filter((name) => name.endsWith(".driving"))).to.deep.equal([]);
  }).timeout(180_000);
});
