import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { WatchSetting } from "../../../../src/viewers/web/protocol.js";
import type { Serving } from "../../../../src/viewers/web/server.js";
import { type Finished, serveViewer } from "../../../../src/viewers/web/viewer.js";
import { inChromium, type OpenPage } from "./chromium.js";

inChromium("the watch page", (open) => {
  const expert = { name: "expert" };
  let policy: string;
  let serving: Serving;
  const finished: Finished[] = [];

  before(async () => {
    policy = await readFile("demos/driver.json", "utf8");
  });

  afterEach(async () => {
    serving.close();
    await serving.closed;
  });

  async function watch(
    setting: Partial<WatchSetting>,
    episodes?: number,
    prepare?: Parameters<typeof open>[2],
  ): Promise<OpenPage> {
    finished.length = 0;
    const agents = [{ name: "best.json", policy }];
    serving = await serveViewer({
      setting: {
        ...{ agents, seed: 3, speed: 1, env: { id: "CarRacing-v3", options: { physics: "float32" } } },
        ...setting,
      },
      onFinished: (episode) => finished.push(episode),
      ...{ episodes, port: 18831 },
    });
    return open(serving.url, {}, prepare);
  }

  const text = ({ page }: OpenPage, id: string) => page.locator(`#${id}`).textContent();
  const waitForStep = ({ page }: OpenPage, step: number) =>
    page.waitForFunction((wanted) => Number(document.getElementById("step")!.textContent) >= wanted, step);

  it("lets a policy drive, steps and starts again by keys, and says so when the command ends", async () => {
    const opened = await watch({ speed: 1.5 });
    const { page, complaints, requests } = opened;
    await waitForStep(opened, 5);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Drive" }).waitFor();
    expect(await text(opened, "agent")).to.equal("best.json");
    expect(await text(opened, "speed-figure")).to.equal("1.50×");
    expect(await text(opened, "seed")).to.equal("3");
    await page.keyboard.press("KeyR");
    for (const step of ["0", "1", "2"]) {
      expect(await text(opened, "step")).to.equal(step);
      await page.keyboard.press("Period");
    }
    expect(await page.locator("#network figure").count()).to.equal(3);
    await page.locator("#ghost").check();
    await page.getByRole("button", { name: "Step" }).click();
    await waitForStep(opened, 1);
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !url.startsWith(new URL(serving.url).origin))).to.deep.equal([]);
    serving.close();
    await page.getByText("The command has ended.").waitFor();
  });

  it("measures its work for each image, and keeps no list of it", async () => {
    const opened = await watch({});
    const { page } = opened;
    const durations = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const seen: number[] = [];
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntriesByName("frame")) seen.push(duration);
            if (seen.length >= 20) resolve(seen);
          }).observe({ type: "measure" });
        }),
    );
    for (const duration of durations) expect(duration).to.be.within(0, Number.MAX_VALUE);
    expect(Math.max(...durations), "milliseconds").to.be.greaterThan(0);
    expect(await page.evaluate(() => performance.getEntriesByName("frame").length)).to.equal(0);
  });

  it("drives two cars side by side to the end, and tells the command", async () => {
    const opened = await watch({ agents: [expert, { name: "best.json", policy }], speed: 8 }, 1);
    await serving.closed;
    const lap = finished.find(({ agent }) => agent === "expert")!;
    expect(lap.seed).to.equal(3);
    expect(lap.return).to.be.greaterThan(900);
    expect(await text(opened, "other-plate")).to.equal("best.json");
    expect(opened.complaints).to.deep.equal([]);
  });

  it("swaps a connection, says what it costs, and takes it back", async () => {
    const opened = await watch({ speed: 3 });
    const { page, complaints } = opened;
    await waitForStep(opened, 100);
    await page.keyboard.press("KeyS");
    await page.getByText(/Swap 1, .*moved from place \d+ to \d+/).waitFor();
    await page
      .getByText(/Imitation loss 0\.\d+ → 0\.\d+ .*Agrees with the expert on .* This lap: .*→/)
      .waitFor();
    await page.keyboard.press("KeyU");
    await page.getByText("As in the file again.").waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it("hands the arrow keys to the person who drives, whatever control was used before; else they scroll", async () => {
    const { page, complaints } = await watch({ speed: 3 });
    const value = (id: string) =>
      page.evaluate((which) => (document.getElementById(which) as HTMLInputElement).value, id);
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.locator("#step").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => scrollY > 0);
    await page.keyboard.press("Home");
    await page.locator("#against").focus();
    await page.locator("#against").selectOption("person");
    await page.waitForFunction(() => document.activeElement?.id === "other-image");
    await page.keyboard.press("ArrowUp");
    expect(await value("against")).to.equal("person");
    await page.locator("#track").fill("5");
    await page.keyboard.press("Enter");
    await page.keyboard.down("ArrowUp");
    await page.waitForFunction(() => Number(document.getElementById("other-score")!.textContent) > 3);
    await page.keyboard.up("ArrowUp");
    expect([await value("against"), await value("track")]).to.deep.equal(["person", "5"]);
    expect(complaints).to.deep.equal([]);
  });

  it("copies no link that holds the command's secret", async () => {
    const { page } = await watch({});
    await page.getByRole("button", { name: "Save this policy" }).waitFor();
    expect(await page.getByRole("button", { name: /link/ }).count()).to.equal(0);
  });

  it("shows what a swap costs in sight, and measures the next one on the same frames", async () => {
    const opened = await watch({ speed: 3 });
    const { page } = opened;
    await page.setViewportSize({ width: 1280, height: 800 });
    await waitForStep(opened, 150);
    const agreement = async () => {
      await page.getByText(/This lap: .*→/).waitFor();
      const [, before, after, frames] = /on ([\d.]+) → ([\d.]+) % of (\d+) frames/.exec(
        (await text(opened, "swap-result"))!,
      )!;
      return { before, after, frames };
    };
    await page.keyboard.press("KeyS");
    const first = await agreement();
    const box = (await page.locator("#swap-result").boundingBox())!;
    expect(box.y + box.height).to.be.below(800);
    await waitForStep(opened, 250);
    await page.keyboard.press("KeyS");
    await page.getByText("Swap 2").waitFor();
    const second = await agreement();
    expect([second.before, second.frames]).to.deep.equal([first.after, first.frames]);
  });

  it("counts down before a race, shows the person's car in blue and the gap, and says who has won", async () => {
    const opened = await watch({ speed: 8 });
    const { page, complaints } = opened;
    await waitForStep(opened, 5);
    await page.selectOption("#against", "person");
    await page.waitForFunction(() => document.getElementById("countdown")!.textContent === "3");
    expect(await text(opened, "step")).to.equal("0");
    const colors = await page.evaluate(() =>
      ["image", "other-image"].map((id) => {
        const canvas = document.getElementById(id) as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        const has = (red: number, green: number, blue: number) =>
          data.some(
            (_, at) => at % 4 === 0 && data[at] === red && data[at + 1] === green && data[at + 2] === blue,
          );
        return [has(204, 17, 17), has(31, 88, 181)];
      }),
    );
    expect(colors).to.deep.equal([
      [true, false],
      [false, true],
    ]);
    await waitForStep(opened, 100);
    expect(await text(opened, "gap")).to.match(/^\d+ m behind$/);
    await page.getByText(/^best\.json wins: 9\d\d\.\d to −\d+\.\d$/).waitFor();
    await page.getByRole("button", { name: "Drive" }).waitFor();
    await page.keyboard.press("r");
    await page.waitForFunction(() => document.getElementById("countdown")!.textContent === "3");
    expect(complaints.filter((line) => !line.startsWith("Canvas2D:"))).to.deep.equal([]);
  });

  it("is a game: a gamepad drives, the engine is heard once it is switched on, the cars fill the screen", async () => {
    const opened = await watch({}, undefined, async (fresh) => {
      await fresh.addInitScript(() => {
        const buttons = Array.from({ length: 8 }, (_, index) => ({ value: index === 7 ? 1 : 0 }));
        const pad = { connected: true, mapping: "standard", axes: [0, 0], buttons };
        navigator.getGamepads = () => [pad] as unknown as (Gamepad | null)[];
        localStorage.setItem("aann-gym/best-times", JSON.stringify({ 3: 800 }));
        const made: OscillatorNode[] = [];
        Object.assign(window, { made });
        window.OscillatorNode = class extends OscillatorNode {
          constructor(...parameters: ConstructorParameters<typeof OscillatorNode>) {
            super(...parameters);
            made.push(this);
          }
        };
      });
    });
    const { page, complaints } = opened;
    const oscillators = () => page.evaluate(() => (window as unknown as { made: unknown[] }).made.length);
    expect(await page.getByLabel("Sound").isVisible()).to.equal(false);
    // What is chosen before the page listens is not heard of.
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 0);
    await page.selectOption("#against", "person");
    await page.getByText("Your best here: 16.00 s").waitFor();
    await page.getByRole("button", { name: "Rematch" }).waitFor();
    await page.waitForFunction(() => Number(document.getElementById("other-score")!.textContent) > 3);
    expect(await oscillators()).to.equal(0);
    await page.getByLabel("Sound").check();
    await page.waitForFunction(() => (window as unknown as { made: OscillatorNode[] }).made.length > 0);
    await page.keyboard.press("r");
    await page.waitForFunction(() => (window as unknown as { made: OscillatorNode[] }).made.length >= 4);
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement?.id === "cars");
    const box = (await page.locator("#other-image").boundingBox())!;
    expect(box.height).to.equal(await page.evaluate(() => innerHeight));
    await page.keyboard.press("f");
    await page.waitForFunction(() => !document.fullscreenElement);
    await page.reload();
    await page.waitForFunction(() => document.getElementById("agent")!.textContent !== "…");
    expect(await page.locator("#sound").isChecked()).to.equal(true);
    expect(complaints).to.deep.equal([]);
  });
});
