import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { EpisodeRecorder } from "../../../src/recordings/episode-recorder.js";
import { readRecording } from "../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { serveRecorder } from "../../../src/web/recorder.js";
import type { Serving } from "../../../src/web/server.js";
import { inChromium } from "./chromium.js";

inChromium("the record page", (open) => {
  let folder: string;
  let env: Awaited<ReturnType<typeof openEnvironment>>;
  let session: Serving;
  const files: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-record-"));
    env = await openEnvironment();
    const recorder = new EpisodeRecorder(env, {
      folder,
      environment: { id: "CarRacing-v3", options: {} },
      driver: { kind: "person", name: "" },
    });
    session = await serveRecorder({
      ...{ env, recorder, folder, saved: 0, wanted: 2, seed: 7, port: 18831 },
      onSaved: (file) => files.push(file),
    });
  });

  after(async () => {
    session.close();
    await session.closed;
    env.close();
    await rm(folder, { recursive: true });
  });

  it("records what a person drives with the keys, goes on after a reload, and ends at the wanted number", async () => {
    const { page, complaints, requests } = await open(session.url);
    const text = (id: string) => page.locator(`#${id}`).textContent();
    const stepsReach = (count: number) =>
      page.waitForFunction((least) => Number(document.getElementById("step")!.textContent) >= least, count);

    await page.getByText("Press Space to drive").waitFor();
    expect(await text("speed-figure")).to.equal("0.50×");
    for (let press = 0; press < 8; press++) await page.keyboard.press("+");
    expect(await text("speed-figure")).to.equal("0.90×");
    await page.keyboard.press("Space");
    await page.keyboard.down("ArrowUp");
    await stepsReach(12);
    await page.keyboard.down("ArrowLeft");
    await stepsReach(20);
    await page.keyboard.up("ArrowLeft");
    await page.keyboard.up("ArrowUp");
    await page.keyboard.press("Space");
    await page.getByText("Paused").waitFor();
    const driven = Number(await text("step"));
    const score = await text("score");

    await page.reload();
    await page.getByText("Paused").waitFor();
    expect(Number(await text("step"))).to.equal(driven);
    expect(await text("score")).to.equal(score);

    await page.keyboard.press("Space");
    await stepsReach(driven + 5);
    await page.keyboard.press("Enter");
    await page.getByText("1 of 2").waitFor();
    expect(await text("seed")).to.equal("8");
    expect(await text("step")).to.equal("0");

    await page.keyboard.press("KeyN");
    await page.waitForFunction(() => document.getElementById("seed")!.textContent === "9");
    await page.keyboard.press("Space");
    await stepsReach(3);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("2 episodes are saved").waitFor();
    await session.closed;

    expect(complaints).to.deep.equal([]);
    const { origin } = new URL(session.url);
    expect(requests.filter((url) => !url.startsWith(origin))).to.deep.equal([]);

    expect(await readdir(folder)).to.have.length(4);
    for (const file of files) expect(await verifyRecording(file)).to.equal(undefined);
    const [first, second] = await Promise.all(files.map(readRecording));
    expect(first!.seed).to.equal(7);
    expect(second!.seed).to.equal(9);
    expect(first!.actions.length).to.be.at.least(driven + 5);
    const steering = first!.actions.map((action) => (action as number[])[0]!);
    const gas = first!.actions.map((action) => (action as number[])[1]!);
    expect(Math.max(...gas)).to.equal(0.5);
    expect(Math.min(...steering)).to.be.below(-0.1);
    expect(Math.max(...steering)).to.equal(0);
  });
});

function openEnvironment() {
  return make("CarRacing-v3", {});
}
