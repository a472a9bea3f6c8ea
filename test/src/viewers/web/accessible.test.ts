import { expect } from "chai";
import type { Page } from "playwright-core";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

const WATCH = "watch.html";

inChromium("the pages, for everybody", (open) => {
  const site = staticSite();

  const watch = async (options = {}) => {
    const opened = await open(`${site()}/${WATCH}`, options);
    await opened.page.waitForFunction(() => document.getElementById("agent")!.textContent !== "…");
    await opened.page.locator("#network figure").last().waitFor();
    return opened;
  };
  const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();
  const running = (page: Page) =>
    page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 5);

  it("say no number that changes with every frame, but the sum of them in a pause", async () => {
    const { page } = await watch();
    await running(page);
    const spoken = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let changes = 0;
          const observer = new MutationObserver((records) => {
            const live = "output, [aria-live], [role=status]";
            for (const { target } of records)
              if ((target instanceof Element ? target : target.parentElement)?.closest(live)) changes++;
          });
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
          setTimeout(() => resolve(changes), 1000);
        }),
    );
    expect(spoken).to.equal(0);
    await page.keyboard.press("Space");
    await page.getByText(/Paused\. Track \d+, step \d+, score /).waitFor({ state: "attached" });
  });

  it("name controls without their keys, and say the keys apart", async () => {
    const { page } = await watch();
    for (const [name, key] of [
      [/^(Pause|Drive)$/, "Space"],
      ["Next track", "N"],
      ["Swap a connection", "S"],
    ] as const) {
      const button = page.getByRole("button", { name, exact: true });
      expect(await button.getAttribute("aria-keyshortcuts")).to.equal(key);
    }
  });

  it("explain themselves, list the keys, and let shortcuts of one letter be switched off for good", async () => {
    const { page } = await watch();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Next track").waitFor();
    const track = await text(page, "seed");
    await page.keyboard.press("n");
    expect(await text(page, "seed")).to.equal(track);
    await dialog.getByLabel("Shortcuts of a single letter or sign").uncheck();
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("n");
    await page.keyboard.press("?");
    expect(await dialog.isVisible()).to.equal(false);
    expect(await text(page, "seed")).to.equal(track);
    await page.reload();
    await running(page);
    await page.keyboard.press("n");
    expect(await text(page, "seed")).to.equal(track);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Drive" }).waitFor();
  });

  it("stand still at first where less motion is asked for", async () => {
    const { page } = await watch({ reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Drive" }).waitFor();
    const step = await text(page, "step");
    await page.waitForTimeout(400);
    expect(await text(page, "step")).to.equal(step);
    await page.keyboard.press("Space");
    await running(page);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`show the edges of controls and the road on the map with 3:1, also after a change to ${colorScheme}`, async () => {
      const { page } = await watch({ colorScheme: colorScheme === "dark" ? "light" : "dark" });
      await running(page);
      await page.keyboard.press("Space");
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(200);
      const { edge, ground, map } = await page.evaluate(() => {
        const probe = document.createElement("canvas").getContext("2d")!;
        const rgb = (color: string) => {
          probe.fillStyle = color;
          probe.fillRect(0, 0, 1, 1);
          return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        };
        const canvas = document.getElementById("map") as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        const counts = new Map<string, number>();
        for (let i = 0; i < data.length; i += 4) {
          const key = [...data.slice(i, i + 3)].join();
          if (data[i + 3] === 255) counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        return {
          edge: rgb(getComputedStyle(document.getElementById("again")!).borderTopColor),
          ground: rgb(getComputedStyle(document.documentElement).backgroundColor),
          map: [...counts]
            .sort((a, b) => b[1] - a[1])
            .slice(0, 3)
            .map(([key]) => key.split(",").map(Number)),
        };
      });
      expect(contrast(edge, ground)).to.be.at.least(3);
      expect(Math.max(...map.map((color) => contrast(color, ground)))).to.be.at.least(3);
      // What lies between the road's edges has the colour of the page.
      expect(map.map(String)).to.include(String(ground));
    });
  }

  it("keep their bars where the system sets the colors", async () => {
    const { page } = await watch({ forcedColors: "active" });
    await running(page);
    const [bar, ground] = await page.evaluate(() => {
      const gauge = document.querySelector(".gauge:not(.balance)")!;
      return [
        getComputedStyle(gauge, "::after").backgroundColor,
        getComputedStyle(document.body).backgroundColor,
      ];
    });
    expect(bar).not.to.equal(ground);
    expect(bar).to.equal(
      await page.evaluate(() => {
        const swatch = document.body.appendChild(document.createElement("i"));
        swatch.style.cssText = "forced-color-adjust: none; color: Highlight";
        return getComputedStyle(swatch).color;
      }),
    );
  });

  it("let the keyboard choose a connection and move it", async () => {
    const { page, complaints } = await watch();
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 70);
    await page.keyboard.press("Space");
    const slider = page.getByRole("slider", { name: /^Connection/ });
    await slider.focus();
    const said = () => slider.getAttribute("aria-valuetext");
    expect(await said()).to.match(/, input \d+ to unit 1: [+−]1 \(1 of \d+\)/);
    await page.keyboard.press("ArrowRight");
    expect(await said()).to.match(/\(2 of \d+\)/);
    await page.keyboard.press("ArrowUp");
    expect(await said()).to.match(/filter 1, input \d+: [+−]1 \(1 of \d+\)/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText(/Swap 1, .*moved from place \d+ to \d+/).waitFor();
    expect(complaints).to.deep.equal([]);
  });
});

/** Of two colours (WCAG 2.2, contrast ratio). */
function contrast(one: readonly number[], other: readonly number[]): number {
  const luminance = (rgb: readonly number[]) => {
    const linear = rgb.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
