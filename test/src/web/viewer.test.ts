import { createHash } from "node:crypto";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { make } from "../../../envs/index.js";
import { Ride } from "../../../src/tasks/car-racing/ride.js";
import type { Serving } from "../../../src/web/server.js";
import { serveViewer } from "../../../src/web/viewer.js";
import { inChromium } from "./chromium.js";

inChromium("the watch page", (open) => {
  let serving: Serving;
  let ride: Ride;
  let close: () => void;

  beforeEach(async () => {
    const env = await make("CarRacing-v3", { maxEpisodeSteps: 40 });
    close = () => env.close();
    ride = new Ride(env, { act: () => [-0.25, 0.5, 0] }, 3);
    serving = await serveViewer({ ride, driver: "best.json", speed: 1.5, port: 18831 });
  });

  afterEach(async () => {
    serving.close();
    await serving.closed;
    close();
  });

  it("drives, shows picture, observation, action and score, and goes on to the next track", async () => {
    const { page, complaints } = await open(serving.url);
    const text = (id: string) => page.locator(`#${id}`).textContent();
    await page.getByText("Finished with").waitFor();
    await page.keyboard.press("Space");
    expect(await text("driver")).to.equal("best.json");
    expect(await text("speed-figure")).to.equal("1.50×");
    expect(await text("seed")).to.equal("3");
    expect(await text("step")).to.equal("40");
    expect(await text("score")).to.equal(ride.state.score.toFixed(1).replace("-", "−"));
    expect(await page.locator("#steer").evaluate((meter) => (meter as HTMLMeterElement).value)).to.equal(
      -0.25,
    );
    expect(await page.locator("#gas").evaluate((meter) => (meter as HTMLMeterElement).value)).to.equal(0.5);
    for (const [id, { data }] of [
      ["picture", ride.picture],
      ["observation", ride.observation],
    ] as const) {
      expect(await pixelHash(page, id), id).to.equal(createHash("sha256").update(data).digest("hex"));
    }

    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.getElementById("seed")!.textContent === "4");
    expect(await page.locator("#finished li").last().textContent()).to.equal(
      `Track 3${ride.finished[0]!.return.toFixed(1).replace("-", "−")}`,
    );
    expect(complaints).to.deep.equal([]);
  });

  it("stops, steps and starts again by keys, and says so when the command ends", async () => {
    const { page } = await open(serving.url);
    const step = async () => Number(await page.locator("#step").textContent());
    await page.locator("#veil").waitFor({ state: "hidden" });
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Drive" }).waitFor();
    await page.keyboard.press("KeyR");
    await page.waitForFunction(() => document.getElementById("step")!.textContent === "0");
    await page.keyboard.press("Period");
    await page.waitForFunction(() => document.getElementById("step")!.textContent === "1");
    await page.keyboard.press("Period");
    await page.waitForFunction(() => document.getElementById("step")!.textContent === "2");
    expect(await step()).to.equal(2);
    serving.close();
    await page.getByText("The command has ended.").waitFor();
  });
});

/** SHA-256 of a canvas' pixels, RGB. */
function pixelHash(page: Page, id: string): Promise<string> {
  return page.locator(`#${id}`).evaluate(async (element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const rgb = data.filter((_, index) => index % 4 < 3);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", rgb));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  });
}
