import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { loadUserModule, openEnv } from "../../../../src/adapters/environments.js";
import { loadPolicy } from "../../../../src/adapters/load-policy.js";
import { startEpisode } from "../../../../src/rollout/rollout.js";
import { addressOf, type Started, start } from "../../cli/program.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";

/** A user's own environment, with an expert: ten cells in a row, and a goal in one of them. */
const CORRIDOR = `
import { Box, Canvas, Discrete, Random } from "aann-gym/envs";

class Corridor {
  actionSpace = new Discrete(2, { names: ["back", "on"] });
  observationSpace = new Box({ low: 0, high: 9, shape: [2], dtype: "float32" });
  metadata = { renderModes: ["rgb_array"], renderFps: 10 };
  #at = 0;
  #goal = 0;

  reset({ seed } = {}) {
    const random = new Random(seed);
    this.#goal = random.integers(10);
    this.#at = (this.#goal + 1 + random.integers(9)) % 10;
    return [this.#look(), {}];
  }

  step(action) {
    this.#at = Math.max(0, Math.min(9, this.#at + (action === 1 ? 1 : -1)));
    const terminated = this.#at === this.#goal;
    return [this.#look(), terminated ? 1 : -0.1, terminated, false, {}];
  }

  #look() {
    return Float32Array.of(this.#at, this.#goal);
  }

  render() {
    const canvas = new Canvas(160, 16);
    canvas.fill([255, 255, 255]);
    canvas.rectangle(16 * this.#goal, 0, 16 * this.#goal + 16, 16, [0, 160, 0]);
    canvas.circle(16 * this.#at + 8, 8, 6, [0, 0, 255]);
    return canvas;
  }

  close() {}
}

export const spec = { id: "WatchedCorridor-v0", entryPoint: () => new Corridor(), maxEpisodeSteps: 30 };
export const adapter = { experts: { walker: () => ({ predict: ([at, goal]) => Number(goal > at) }) } };
`;

inChromium("the learn page of sense --watch", (open) => {
  const folder = temporaryFolder();
  let program: Started;

  afterEach(() => program.child.kill("SIGKILL"));

  const watch = (...words: string[]): Promise<string> => {
    program = start("sense", "--watch", "--random", "--sparsity", "50", "--port", "18871", ...words);
    return addressOf(program.child);
  };

  const interrupt = (child: ChildProcess) => child.kill("SIGINT");

  it("lets a random net learn a user's own environment, and writes the best one", async () => {
    const module = join(folder(), "corridor.js");
    const out = join(folder(), "best.json");
    await writeFile(module, CORRIDOR);
    const { page, complaints } = await open(await watch("--env", module, "--out", out));
    page.setDefaultTimeout(60_000);
    await page.locator("#speed").fill("4");
    await page.getByText(/^One net, unchanged: /).waitFor();
    expect(await page.locator("#title").textContent()).to.equal(
      "A random net learns WatchedCorridor. No gradients.",
    );
    expect(await page.locator("#gauges label").allTextContents()).to.satisfy((names: string[]) =>
      names.join().match(/^back\d,on\d$/),
    );
    expect(
      await page.locator("#views canvas").evaluate((canvas: HTMLCanvasElement) => canvas.width),
    ).to.equal(160);
    await page.getByText(/Dense layers, \d → 64 → 2/).waitFor();
    await page.waitForFunction(() => document.getElementById("agreement")!.textContent === "100 %");
    interrupt(program.child);
    const { code, stdout } = await program.ended;
    expect(code).to.equal(130);
    expect(stdout).to.match(/swaps kept of [\d,]+ neighbours\. The best is in/);
    await page.getByText("The command has ended.").waitFor();
    expect(complaints).to.deep.equal([]);

    await loadUserModule(module);
    const env = await openEnv({ id: "WatchedCorridor-v0", options: {} });
    const policy = await loadPolicy(out);
    for (let seed = 100; seed < 110; seed++) {
      const steps = [...startEpisode(env, policy, { seed }).steps];
      expect(steps.at(-1)!.terminated).to.equal(true);
      expect(steps.length).to.be.below(10);
    }
    policy.close();
  });

  it("rests while it is paused, and begins again from another net", async () => {
    const { page, complaints } = await open(
      await watch("--env", "CartPole-v1", "--out", join(folder(), "best.json")),
    );
    page.setDefaultTimeout(60_000);
    const seconds = () => page.locator("#seconds").textContent().then(Number);
    await page.waitForFunction(() => Number(document.getElementById("seconds")!.textContent) > 0.2);
    await page.keyboard.press("Space");
    // What was under way is told with the answer.
    await page.waitForTimeout(300);
    const then = await seconds();
    await page.waitForTimeout(500);
    expect(await seconds()).to.equal(then);
    const step = await page.locator("#score").textContent();
    await page.keyboard.press("KeyR");
    await page.waitForFunction(
      (before) => Number(document.getElementById("seconds")!.textContent) < before,
      then,
    );
    await page.waitForFunction((before) => document.getElementById("score")!.textContent !== before, step);
    interrupt(program.child);
    expect((await program.ended).code).to.equal(130);
    expect(complaints).to.deep.equal([]);
  });
});
