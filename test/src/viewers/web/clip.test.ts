import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from "mediabunny";
import type { Page } from "playwright-core";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

/** Seconds for which the last frame of each episode stays. */
const HOLD = 1.2;

inChromium("a clip", (open) => {
  const site = staticSite();

  /** Presses the button and waits for the file. */
  async function save(page: Page): Promise<{ name: string; bytes: Buffer }> {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save a clip" }).click();
    const saved = await download;
    return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
  }

  /** Lets the policy of the watch page drive for some steps and stops it. @returns how many */
  async function drive(page: Page, steps: number): Promise<number> {
    await page.waitForFunction(
      (wanted) => Number(document.getElementById("step")!.textContent) > wanted,
      steps,
    );
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Drive" }).waitFor();
    return Number(await page.locator("#step").textContent());
  }

  async function openVideo(bytes: Buffer) {
    const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
    const track = (await input.getPrimaryVideoTrack())!;
    let frames = 0;
    for await (const _ of new EncodedPacketSink(track).packets()) frames++;
    return { track, frames, seconds: await input.computeDuration() };
  }

  it("of what a policy has driven is an MP4, which the page makes without asking anybody", async () => {
    const { page, complaints, requests } = await open(`${site()}/watch.html#track=10003`);
    page.setDefaultTimeout(55_000);
    const steps = await drive(page, 60);
    const { name, bytes } = await save(page);
    expect(name).to.equal("shipped-policy-10003.mp4");
    const { track, frames, seconds } = await openVideo(bytes);
    expect(track.codec).to.equal("avc");
    expect([track.displayWidth, track.displayHeight]).to.deep.equal([720, 480]);
    // The start, every second step, and the last one for longer.
    expect(frames).to.equal(1 + Math.ceil(steps / 2));
    expect(seconds).to.be.closeTo(0.04 * (frames - 1) + HOLD, 0.05);
    await page.getByText(/^shipped-policy-10003\.mp4: \d+ s, \d\.\d MB$/).waitFor();
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !/^(blob:|data:)/.test(url) && !url.startsWith(site()))).to.deep.equal(
      [],
    );
    await page.close();
  });

  it("is a GIF where the browser encodes no H.264", async () => {
    const { page, complaints } = await open(`${site()}/watch.html`, {}, async (fresh) => {
      await fresh.route(/clip-worker-.*\.js$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `delete globalThis.VideoEncoder;\n${await response.text()}` });
      });
    });
    page.setDefaultTimeout(55_000);
    const steps = await drive(page, 30);
    const { name, bytes } = await save(page);
    expect(name).to.equal("shipped-policy-10000.gif");
    expect(bytes.toString("latin1", 0, 6)).to.equal("GIF89a");
    expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).to.deep.equal([420, 280]);
    const frames = bytes.toString("latin1").split("\x21\xf9\x04").length - 1;
    expect(frames).to.equal(2 + Math.floor((steps - 1) / 4));
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("of a net that learns shows the first episode and a solved one", async () => {
    const { page, complaints } = await open(`${site()}/learn.html?env=CartPole-v1`);
    page.setDefaultTimeout(110_000);
    await page.locator("#speed").fill("4");
    await page.getByText(/^One net, unchanged: 500$/).waitFor();
    const { name, bytes } = await save(page);
    expect(name).to.equal("CartPole-v1-learns.mp4");
    const { track, frames, seconds } = await openVideo(bytes);
    expect([track.displayWidth, track.displayHeight]).to.deep.equal([720, 480]);
    // CartPole shows 50 steps a second, and 500 of them solve it.
    expect(frames).to.be.above(250 + 2);
    expect(seconds).to.be.above(10 + 2 * HOLD);
    expect(complaints).to.deep.equal([]);
    await page.close();
  }).timeout(150_000);
});
