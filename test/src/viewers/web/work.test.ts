import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { openEnv } from "../../../../src/adapters/environments.js";
import { recordEpisodes } from "../../../../src/recordings/record-episodes.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

/** Bytes of the first load, compressed. */
const FIRST_LOAD = 250_000;

inChromium("the work of the pages", (open) => {
  const site = staticSite();
  const folder = temporaryFolder();

  /** Counts the network's drawings in `window.drawn`. */
  const count = async (page: Page) => {
    await page.addInitScript(() => {
      const { putImageData } = CanvasRenderingContext2D.prototype;
      Object.assign(window, { drawn: 0 });
      CanvasRenderingContext2D.prototype.putImageData = function (...parameters: unknown[]) {
        if (this.canvas.className === "pixels") (window as unknown as { drawn: number }).drawn++;
        return Reflect.apply(putImageData, this, parameters);
      };
    });
  };

  it("leaves the network undrawn while it is out of sight, and draws it when it comes into sight", async () => {
    const { page } = await open(`${site()}/watch.html`, { viewport: { width: 1280, height: 700 } }, count);
    const steps = (from: number) =>
      page.waitForFunction((step) => Number(document.getElementById("step")!.textContent) > step, from);
    const drawn = () => page.evaluate(() => (window as unknown as { drawn: number }).drawn);
    await steps(5);
    const before = await drawn();
    await steps(60);
    expect(await drawn()).to.equal(before);
    await page.locator("#network").scrollIntoViewIfNeeded();
    await page.waitForFunction((then) => (window as unknown as { drawn: number }).drawn > then + 8, before);
  });

  it("shows the numbers beside the image less often than it, but the last ones of an episode that stands still", async () => {
    const { page } = await open(`${site()}/watch.html`);
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 5);
    const { changes, milliseconds } = await page.evaluate(async () => {
      const counts = { frames: 0, changes: 0 };
      new PerformanceObserver((list) => {
        counts.frames += list.getEntriesByName("frame").length;
      }).observe({ type: "measure" });
      new MutationObserver(() => counts.changes++).observe(document.getElementById("step")!, {
        childList: true,
      });
      const begun = performance.now();
      while (counts.frames < 60 && performance.now() - begun < 20_000)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return { ...counts, milliseconds: performance.now() - begun };
    });
    expect(changes).to.be.within(1, milliseconds / 60 + 2);
    // What is paused or stepped is shown as it is.
    await page.keyboard.press("Space");
    const step = () => page.locator("#step").textContent().then(Number);
    for (let pressed = 0; pressed < 3; pressed++) {
      const before = await step();
      await page.keyboard.press("Period");
      expect(await step()).to.equal(before + 1);
    }
  });

  it("has no more pixels at 4K than can be drawn without a graphics card, each a whole number of the screen's", async () => {
    const { page } = await open(`${site()}/watch.html`, { viewport: { width: 3840, height: 2160 } });
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 5);
    const canvas = await page.locator("#image").evaluate((image: HTMLCanvasElement) => ({
      pixels: image.width * image.height,
      stretch: image.clientWidth / image.width,
      rendering: getComputedStyle(image).imageRendering,
    }));
    expect(canvas.pixels).to.be.below(1_500_000);
    expect(canvas.stretch).to.be.closeTo(2, 0.01);
    expect(canvas.rendering).to.equal("pixelated");
  });

  for (const path of ["index.html", "live.html", "learn.html"]) {
    it(`loads less than 250 KB for ${path}`, async () => {
      // By address: what a page and its worker share comes out of the cache the second time.
      const loaded = new Map<string, Promise<number>>();
      const { page } = await open(`${site()}/${path}`, {}, async (fresh) => {
        fresh.context().on("response", (response) =>
          loaded.set(
            response.url(),
            response.body().then(
              (body) => gzipSync(body).length,
              () => 0,
            ),
          ),
        );
      });
      await page.waitForTimeout(3000);
      const sizes = await Promise.all(loaded.values());
      expect(sizes.length).to.be.above(3);
      expect(sizes.reduce((sum, size) => sum + size)).to.be.below(FIRST_LOAD);
    });
  }

  it("loads less than 250 KB, and the worker for swaps only for a swap", async () => {
    const loaded = new Map<string, Promise<number>>();
    const { page, requests } = await open(`${site()}/watch.html`, {}, async (fresh) => {
      fresh.context().on("response", (response) => {
        loaded.set(
          response.url(),
          response.body().then(
            (body) => gzipSync(body).length,
            () => 0,
          ),
        );
      });
    });
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 80);
    const names = () => requests.map((url) => new URL(url).pathname.split("/").at(-1)!);
    expect(names().filter((name) => /swap-worker|Box2D|\.ts$/.test(name))).to.deep.equal([]);
    const sizes = await Promise.all(loaded.values());
    expect(sizes.length).to.be.above(3);
    expect(sizes.reduce((sum, size) => sum + size)).to.be.below(FIRST_LOAD);
    await page.keyboard.press("KeyS");
    await page.getByText(/Swap 1/).waitFor();
    expect(names().filter((name) => /swap-worker/.test(name))).to.have.length(1);
  });

  it("plays a recording made with box2d-wasm, from the one copy of it", async () => {
    const reference = { id: "CarRacing-v3", options: { physics: "box2d-wasm" } };
    const env = await openEnv(reference);
    const files = await recordEpisodes({
      ...{ env, reference, folder: folder(), seeds: [1], agent: { kind: "expert", name: "straight" } },
      policy: { predict: () => Float32Array.of(0, 0.3, 0) },
      stall: { watch: () => 0, limit: 30 },
    });
    env.close();
    const { page, requests, complaints } = await open(`${site()}/watch.html`);
    // A file that is chosen before the page listens is not heard of.
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 0);
    await page.setInputFiles("#file", files[0]);
    await page.getByText(/drives\.$/).waitFor();
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 3);
    expect(requests.filter((url) => /Box2D/.test(url))).to.have.length(2);
    expect(complaints).to.deep.equal([]);
  });
});
