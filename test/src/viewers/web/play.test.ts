import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { adapterOf, loadUserModule, openEnv } from "../../../../src/adapters/environments.js";
import type { EnvReference } from "../../../../src/networks/policy.js";
import { keysFor } from "../../../../src/policies/keys.js";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { actionNamesOf } from "../../../../src/recordings/statistics.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { LiveEpisode } from "../../../../src/rollout/rollout.js";
import { serveLibrary } from "../../../../src/viewers/web/library.js";
import { Hands, servePlay, serveRecordPlay } from "../../../../src/viewers/web/play.js";
import type { Serving } from "../../../../src/viewers/web/server.js";
import type { Finished } from "../../../../src/viewers/web/viewer.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";

/**
 * A user's own environment: five cells in a row; the right end is the goal. It draws nothing by itself but the walker's
 * cell.
 */
const CORRIDOR = `
import { Box, Canvas, Discrete } from "aann-gym/envs";

class Corridor {
  actionSpace = new Discrete(2, { names: ["back", "on"] });
  observationSpace = new Box({ low: 0, high: 4, shape: [1], dtype: "uint8" });
  metadata = { renderModes: ["rgb_array"], renderFps: 5 };
  #at = 0;

  reset() {
    this.#at = 0;
    return [Uint8Array.of(0), {}];
  }

  step(action) {
    this.#at = Math.max(0, this.#at + (action === 1 ? 1 : -1));
    const terminated = this.#at === 4;
    return [Uint8Array.of(this.#at), terminated ? 1 : -0.5, terminated, false, {}];
  }

  render() {
    const canvas = new Canvas(80, 16);
    canvas.fill([255, 255, 255]);
    canvas.rectangle(16 * this.#at, 0, 16 * this.#at + 16, 16, [0, 0, 255]);
    return canvas;
  }

  close() {}
}

export const spec = { id: "PageCorridor-v0", entryPoint: () => new Corridor(), maxEpisodeSteps: 20 };
`;

inChromium("the play page", (open) => {
  const folder = temporaryFolder();
  let serving: Serving | undefined;

  afterEach(async () => {
    serving?.close();
    await serving?.closed;
    serving = undefined;
  });

  const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();
  const number = async (page: Page, id: string) =>
    Number((await text(page, id))!.replace(",", "").replace("−", "-"));
  const waitForStep = (page: Page, step: number) =>
    page.waitForFunction((wanted) => Number(document.getElementById("step")!.textContent) >= wanted, step);
  /** The size of the first frame and how many colours it has: an empty canvas has one. */
  const frame = (page: Page) =>
    page.evaluate(() => {
      const { width, height } = document.querySelector<HTMLCanvasElement>("#views canvas")!;
      const context = document.querySelector<HTMLCanvasElement>("#views canvas")!.getContext("2d")!;
      const { data } = context.getImageData(0, 0, width, height);
      return { width, height, colors: new Set(new Uint32Array(data.buffer)).size };
    });

  async function record(environment: EnvReference, wanted: number) {
    const env = await openEnv(environment);
    const files: string[] = [];
    const own = await openEnv(environment);
    const adapter = await adapterOf(environment.id);
    const hands = new Hands({ keys: keysFor(env.actionSpace, adapter.keys)! });
    const recorder = await serveRecordPlay({
      recording: {
        ...{ env, environment, agent: { kind: "person", name: "" }, folder: folder(), wanted, seed: 7 },
        onSaved: (file) => files.push(file),
      },
      ...{
        hands,
        live: new LiveEpisode(own, hands, 7),
        names: actionNamesOf(own, adapter),
        speed: 1,
        port: 18841,
      },
    });
    serving = {
      ...recorder,
      closed: recorder.closed.finally(() => {
        env.close();
        own.close();
      }),
    };
    return { ...(await open(serving.url)), files };
  }

  it("shows CartPole's expert in time, with its action and observation, and tells of the episode's end", async () => {
    const finished: Finished[] = [];
    const env = await openEnv({ id: "CartPole-v1", options: {} });
    const adapter = await adapterOf("CartPole-v1");
    serving = await servePlay({
      ...{ env: "CartPole-v1", names: actionNamesOf(env, adapter), speed: 4, episodes: 1, port: 18841 },
      agents: [{ name: "expert", live: new LiveEpisode(env, adapter.experts!.linear!(env)!, 3) }],
      onFinished: (episode) => finished.push(episode),
    });
    const { page, complaints, requests } = await open(serving.url);
    await waitForStep(page, 20);
    await page.keyboard.press("Space");
    await page.getByText("Paused").waitFor();
    const { width, height, colors } = await frame(page);
    expect([width, height]).to.deep.equal([600, 400]);
    expect(colors).to.be.above(2);
    expect(await page.locator("#observation meter").count()).to.equal(4);
    expect(await text(page, "observation")).to.match(/position.*velocity.*pole angle/);
    expect(
      await page
        .locator("#gauges meter")
        .evaluateAll((all) => all.map((each) => (each as HTMLMeterElement).value).sort()),
    ).to.deep.equal([0, 1]);
    expect(await text(page, "seed")).to.equal("3");
    await page.keyboard.press("Space");
    await serving.closed;
    expect(finished).to.deep.equal([{ agent: "expert", seed: 3, steps: 500, return: 500 }]);
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !url.startsWith(new URL(serving!.url).origin))).to.deep.equal([]);
  });

  it("records CartPole by keys, takes back what was dropped, and plays the recording", async () => {
    const { page, complaints, files } = await record({ id: "CartPole-v1", options: {} }, 1);
    await page.getByText("Press Space to begin").waitFor();
    await page.keyboard.down("ArrowRight");
    for (let step = 1; step <= 3; step++) {
      await page.keyboard.press("Period");
      await waitForStep(page, step);
    }
    await page.keyboard.up("ArrowRight");
    await page.keyboard.press("Period");
    await waitForStep(page, 4);
    await page.keyboard.press("KeyR");
    await page.waitForFunction(() => document.getElementById("step")!.textContent === "0");
    await page.keyboard.press("KeyU");
    await waitForStep(page, 4);
    await page.reload();
    await waitForStep(page, 4);
    await page.keyboard.press("Enter");
    await page.getByText("1 episode is saved").waitFor();
    await serving!.closed;
    expect(complaints).to.deep.equal([]);
    const recording = await readRecording(files[0]);
    expect(recording.actions).to.deep.equal([1, 1, 1, 0]);
    expect(await verifyRecording(files[0])).to.equal(undefined);

    serving = await serveLibrary({ folder: folder(), port: 18841 });
    const { page: player } = await open(serving.url);
    await player.getByRole("link", { name: /^person-/ }).click();
    await player.getByText("replayed by the command: every reward as recorded").waitFor();
    await player.keyboard.press("End");
    expect(await text(player, "frame")).to.equal("4 / 4");
    expect(await number(player, "score")).to.equal(4);
  });

  it("records LunarLander while it runs, and goes on with the episode after the command's end", async () => {
    const { page } = await record({ id: "LunarLander-v3", options: {} }, 2);
    await page.getByText("Press Space to begin").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.down("ArrowUp");
    await waitForStep(page, 15);
    await page.keyboard.up("ArrowUp");
    await page.keyboard.press("Space");
    await page.getByText("Paused").waitFor();
    // The answer to a step that was under way comes after the pause.
    await page.waitForTimeout(300);
    const [steps, score] = [await number(page, "step"), await text(page, "score")];
    serving!.close();
    await page.getByText("The command has ended.").waitFor();
    await serving!.closed;
    expect((await readdir(folder())).filter((name) => name.endsWith(".driving"))).to.have.length(1);
    const { page: again, files } = await record({ id: "LunarLander-v3", options: {} }, 1);
    await waitForStep(again, steps);
    expect(await text(again, "score")).to.equal(score);
    await again.keyboard.press("Enter");
    await again.getByText("1 episode is saved").waitFor();
    const { actions } = await readRecording(files[0]);
    expect(actions).to.have.length(steps);
    expect(actions).to.include(2);
    expect(await verifyRecording(files[0])).to.equal(undefined);
  });

  it("records continuous actions where an environment has keys for both kinds", async () => {
    const { page, files } = await record({ id: "LunarLanderContinuous-v3", options: {} }, 1);
    await page.getByText("Press Space to begin").waitFor();
    await page.keyboard.press("Period");
    await waitForStep(page, 1);
    await page.keyboard.down("ArrowUp");
    await page.keyboard.down("ArrowLeft");
    await page.keyboard.press("Period");
    await waitForStep(page, 2);
    await page.keyboard.press("Enter");
    await page.getByText("1 episode is saved").waitFor();
    expect((await readRecording(files[0])).actions).to.deep.equal([
      [0, 0],
      [1, -1],
    ]);
  });

  it("records a user's own module, which waits for a key: one press, one step", async () => {
    const here = await mkdtemp("corridor-");
    try {
      const module = join(here, "corridor.mjs");
      await writeFile(module, CORRIDOR);
      const { spec } = await loadUserModule(module);
      const { page, complaints, files } = await record(
        { id: spec.id, options: {}, module: `./${relative(".", module)}` },
        1,
      );
      await page.getByText("1 back · 2 on").first().waitFor();
      await page.keyboard.press("Space");
      await page.waitForTimeout(600);
      expect(await number(page, "step")).to.equal(0);
      for (const [index, key] of ["2", "1", "2", "2", "2", "2"].entries()) {
        await page.keyboard.press(key);
        await waitForStep(page, index + 1);
      }
      await page.getByText("Ended with −1.5").waitFor();
      expect(await frame(page)).to.include({ width: 80, height: 16 });
      await page.keyboard.press("Enter");
      await page.getByText("1 episode is saved").waitFor();
      expect(complaints).to.deep.equal([]);
      expect((await readRecording(files[0])).actions).to.deep.equal([1, 0, 1, 1, 1, 1]);
    } finally {
      await rm(here, { recursive: true });
    }
  });
});
