import { expect } from "chai";
import { readRecording } from "../../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../../src/recordings/verify.js";
import { temporaryFolder } from "../../../recordings/temporary-folder.js";
import { inChromium } from "../chromium.js";
import { RecordPage } from "./record-page.js";
import { type RecorderSession, startRecorder } from "./recorder-session.js";

/** A gamepad as the page sees one. The device itself is the browser's business. */
interface Pad {
  readonly mapping: string;
  readonly stick: number;
  readonly gas: number;
  readonly brake: number;
}

inChromium("hands on the record page", (open) => {
  const folder = temporaryFolder();
  let session: RecorderSession;

  beforeEach(async () => {
    session = await startRecorder(folder(), 1);
  });
  afterEach(() => session.end());

  /** The actions that become a recording, which is true. */
  async function saved(driven: RecordPage): Promise<readonly (readonly number[])[]> {
    await driven.press("Enter");
    await driven.says("1 episode is saved");
    const [file] = session.files;
    expect(await verifyRecording(file!)).to.equal(undefined);
    return (await readRecording(file!)).actions as readonly (readonly number[])[];
  }

  it("drive by a gamepad's stick and triggers, all of them analogue, and by keys while it rests", async () => {
    const { page, complaints } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    const hold = (pad: Pad) =>
      page.evaluate(({ mapping, stick, gas, brake }) => {
        const buttons = Array.from({ length: 17 }, () => ({ value: 0 }));
        buttons[6] = { value: brake };
        buttons[7] = { value: gas };
        const held = { connected: true, mapping, axes: [stick, 0, 0, 0], buttons };
        navigator.getGamepads = () => [null, held] as unknown as (Gamepad | null)[];
      }, pad);

    await hold({ mapping: "standard", stick: -0.5, gas: 1, brake: 0 });
    await driven.stepBy(2);
    await hold({ mapping: "standard", stick: 1, gas: 0, brake: 0.5 });
    await driven.stepBy(1);
    expect(await driven.text("total")).to.equal("3");
    // A stick is never quite in its middle.
    await hold({ mapping: "standard", stick: 0.05, gas: 0, brake: 0 });
    await page.keyboard.down("ArrowUp");
    await driven.stepBy(1);
    // Nobody knows what the axes of another kind of device mean.
    await hold({ mapping: "", stick: 1, gas: 1, brake: 1 });
    await driven.stepBy(1);
    await page.keyboard.up("ArrowUp");
    expect(await saved(driven)).to.deep.equal([
      [-0.2, 0.5, 0],
      [-0.2, 0.5, 0],
      [0.4, 0, 0.15],
      [0, 0.1, 0],
      [0, 0.2, 0],
    ]);
    expect(complaints).to.deep.equal([]);
  });

  it("drive by a finger on the image, whatever a second one does", async () => {
    const { page, complaints } = await open(session.url, {
      hasTouch: true,
      viewport: { width: 390, height: 844 },
    });
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    const { x, y, width, height } = (await page.locator("#view").boundingBox())!;
    const screen = await page.context().newCDPSession(page);
    /** Fingers at shares of the image's width and height. */
    const touch = (
      type: "Start" | "Move" | "End",
      ...fingers: readonly (readonly [number, number, number])[]
    ) =>
      screen.send("Input.dispatchTouchEvent", {
        type: `touch${type}`,
        touchPoints: fingers.map(([id, across, down]) => ({
          id,
          x: x + across * width,
          y: y + down * height,
        })),
      });
    const top = await page.evaluate(() => scrollY);

    await touch("Start", [1, 0.5, 0.5]);
    await driven.stepBy(1);
    await touch("Move", [1, 0.65, 0.35]);
    await driven.stepBy(1);
    await touch("Start", [1, 0.65, 0.35], [2, 0.2, 0.9]);
    await driven.stepBy(1);
    await touch("Move", [1, 0.65, 0.35], [2, 0.1, 0.95]);
    await driven.stepBy(1);
    // What is no longer named is lifted.
    await touch("Move", [1, 0.65, 0.35]);
    await driven.stepBy(1);
    await touch("Move", [1, 0.1, 0.95]);
    await driven.stepBy(1);
    await touch("End");
    await driven.stepBy(1);
    expect(await page.evaluate(() => scrollY), "the page stays where it is").to.equal(top);
    const rounded = (await saved(driven)).map((action) => action.map((value) => Number(value.toFixed(2))));
    expect(rounded).to.deep.equal([
      [0, 0, 0],
      [0.2, 0.25, 0],
      [0.2, 0.25, 0],
      [0.2, 0.25, 0],
      [0.2, 0.25, 0],
      [-0.4, 0, 0.3],
      [0, 0, 0],
    ]);
    expect(complaints).to.deep.equal([]);
  });

  it("rest while a button is tapped, so that a phone needs no key", async () => {
    const { page } = await open(session.url, { hasTouch: true, viewport: { width: 390, height: 844 } });
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    for (const name of ["Start", "Pause", "Step", "Step"]) {
      await page.getByRole("button", { name }).tap();
    }
    const steps = await driven.steps();
    expect(steps).to.be.at.least(2);
    await page.getByRole("button", { name: "Save" }).tap();
    await driven.says("1 episode is saved");
    expect((await readRecording(session.files[0])).actions).to.deep.equal(Array(steps).fill([0, 0, 0]));
  });
});
