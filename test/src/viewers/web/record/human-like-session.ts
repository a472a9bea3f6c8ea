import { type Hands, HumanLikeAgent, type Sight } from "./human-like-agent.js";
import type { RecordPage } from "./record-page.js";

/** Milliseconds of a step at a quarter of the natural speed. */
const STEP = 80;
const SPEED = "0.25";

/** Milliseconds from one image of the display to the next. */
const FRAME_TIME = 16;

/** What a finger must do for the whole of each control, and how far it moves for that: see `Person`. */
const FULL: Hands = [0.4, 0.5, 0.3];
const SWIPE = 0.3;

/**
 * Has the agent drive the episode on the page with a finger on the image, from what the page shows. The page's clock
 * stands still while the agent looks, so that a slow computer drives as a fast one does.
 * @param most steps, if the episode does not end before
 */
export async function driveOnPage(recorder: RecordPage, seed: number, most: number): Promise<void> {
  const { page } = recorder;
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
  const agent = new HumanLikeAgent(seed);
  const { x, y, width, height } = (await page.locator("#view").boundingBox())!;
  const [middle, centre] = [x + width / 2, y + height / 2];
  await page.locator("#speed").fill(SPEED);
  await page.mouse.move(middle, centre);
  await page.mouse.down();
  await recorder.go();
  for (let steps = 0; steps < most && (await recorder.isDriving()); steps++) {
    const [steer, gas, brake] = agent.step(await look(recorder));
    const across = (SWIPE * width * steer) / FULL[0];
    const up = SWIPE * height * (brake > 0 ? -brake / FULL[2] : gas / FULL[1]);
    await page.mouse.move(middle + across, centre - up);
    // One step and no more: the first image comes a little late.
    await page.clock.runFor(STEP);
    while ((await recorder.steps()) === steps) await page.clock.runFor(FRAME_TIME);
  }
  await page.mouse.up();
  if (await recorder.isDriving()) await recorder.press("Space");
}

/** What the page shows of the drive. */
async function look({ page }: RecordPage): Promise<Sight> {
  const { pixels, speed } = await page.evaluate(() => {
    const canvas = document.getElementById("observation") as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const rgb = data.filter((_, index) => index % 4 < 3);
    return {
      pixels: String.fromCharCode(...rgb),
      speed: Number(document.getElementById("pace")!.textContent),
    };
  });
  return { pixels: Uint8Array.from(pixels, (each) => each.charCodeAt(0)), speed };
}
