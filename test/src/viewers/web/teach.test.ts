import { expect } from "chai";
import { aimAt } from "../../../../src/viewers/web/car-racing/teach/person-demonstrations.js";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

describe("aimAt", () => {
  const lap = (turn: number) =>
    Array.from({ length: 100 }, (_, step) => ({
      ...{ x: turn * step * step, y: step, angle: 0, vx: 0, vy: 1, speed: step, yawRate: 0 },
    }));

  it("aims at the line that was driven: straight on, right, left, and nowhere where it ends", () => {
    expect(aimAt(lap(0), 0)!.aim).to.equal(0);
    expect(aimAt(lap(0.01), 0)!.aim).to.be.above(0.1);
    expect(aimAt(lap(-0.01), 0)!.aim).to.be.below(-0.1);
    expect(aimAt(lap(0), 10)!.targetSpeed).to.equal(29.5);
    expect(aimAt(lap(0), 90)).to.equal(undefined);
  });
});

inChromium("teaching a net", (open) => {
  const site = staticSite();

  /** A gamepad that follows the road in the middle of what the page shows, slowly. */
  const driveByItself = () => {
    const hands = () => {
      const canvas = document.getElementById("observation") as HTMLCanvasElement | null;
      if (!canvas) return [0, 0];
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, 96, 96);
      let sum = 0;
      let count = 0;
      for (let row = 44; row < 56; row++) {
        for (let column = 0; column < 96; column++) {
          const at = 4 * (row * 96 + column);
          const isRoad = Math.abs(data[at] - data[at + 1]) < 12 && data[at] > 60 && data[at] < 200;
          if (isRoad) [sum, count] = [sum + column, count + 1];
        }
      }
      let speed = 0;
      for (let row = 84; row < 96; row++) speed += data[4 * (row * 96 + 13)] / 255;
      return [count > 0 ? (sum / count - 47.5) / 14 : 0, 21 * speed < 45 ? 0.8 : 0];
    };
    navigator.getGamepads = () => {
      const [steer, gas] = hands();
      const buttons = Array.from({ length: 8 }, (_, index) => ({ value: index === 7 ? gas : 0 }));
      const axes = [Math.max(-1, Math.min(1, steer)), 0];
      return [{ connected: true, mapping: "standard", axes, buttons }] as unknown as (Gamepad | null)[];
    };
  };

  it("learns from the laps that a person drives, on their track, and lets the person race it", async () => {
    const { page, complaints } = await open(`${site()}/live.html#teach`, {}, async (fresh) => {
      await fresh.addInitScript(driveByItself);
    });
    page.setDefaultTimeout(100_000);
    await page.getByText("Drive lap 1 of 3: press Space").waitFor();
    expect(await page.getByRole("button", { name: "Learn from my laps" }).isDisabled()).to.equal(true);
    await page.locator("#speed").fill("4");
    await page.keyboard.press("Space");
    await page.getByText("Drive lap 2 of 3: press Space").waitFor();
    await page.getByText(/^1 lap, \d+ frames$/).waitFor();
    await page.keyboard.press("l");
    await page.waitForFunction(() => Number(document.getElementById("seconds")!.textContent) > 3);
    expect(await page.locator("#seed").textContent()).to.equal("9");
    await page.getByRole("button", { name: "Race your net" }).click();
    await page.waitForURL(/watch.html#policy=/);
    await page.waitForFunction(
      () => (document.getElementById("against") as HTMLSelectElement).value === "person",
    );
    await page.waitForFunction(() => document.getElementById("seed")!.textContent === "9");
    // The gamepad reads the page's canvas, which the page itself never does.
    expect(complaints.filter((line) => !line.startsWith("Canvas2D:"))).to.deep.equal([]);
  }).timeout(150_000);
});
