import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";
import { RecordPage } from "./record/record-page.js";
import { type RecorderSession, startRecorder } from "./record/recorder-session.js";

inChromium("the record page", (open) => {
  const folder = temporaryFolder();
  let session: RecorderSession;

  beforeEach(async () => {
    session = await startRecorder(folder(), 2);
  });
  afterEach(() => session.end());

  const journals = async () => (await readdir(folder())).filter((name) => name.endsWith(".driving"));

  it("records what is driven by keys, goes on after a reload and after the command's end, and ends at the wanted number", async () => {
    const { page, complaints, requests } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await page.keyboard.down("ArrowUp");
    await driven.waitForSteps(12);
    await page.keyboard.down("KeyA");
    await driven.waitForSteps(20);
    await page.keyboard.up("KeyA");
    await page.keyboard.up("ArrowUp");
    await driven.press("Space");
    await driven.says("Paused");
    await driven.stepBy(1);
    const paused = await driven.steps();
    const score = await driven.text("score");

    await page.reload();
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(paused);
    expect(await driven.text("score")).to.equal(score);

    // The command ends with steps on the way; another one takes up the episode at the same step.
    await driven.go();
    await driven.waitForSteps(paused + 5);
    const earlier = session;
    earlier.close();
    await driven.says("Nothing driven is lost");
    const reached = await driven.steps();
    await earlier.end();
    expect(await readdir(folder()), "the journal").to.have.length(1);
    session = await startRecorder(folder(), 2);
    await page.goto(session.url);
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(reached);

    await page.waitForTimeout(600);
    await driven.press("ArrowRight");
    await driven.says("1 of 2");
    expect(await driven.text("seed")).to.equal("8");
    expect(await driven.steps()).to.equal(0);
    expect(Number(await driven.text("total"))).to.equal(reached);

    await page.locator("#line").click();
    await driven.stepBy(1);
    await page.getByRole("button", { name: "Save" }).click();
    await driven.says("2 episodes are saved");
    await session.closed;

    expect(complaints).to.deep.equal([]);
    const { origin } = new URL(session.url);
    expect(requests.filter((url) => !url.startsWith(origin))).to.deep.equal([]);

    for (const file of session.files) expect(await verifyRecording(file)).to.equal(undefined);
    const [one, two] = await Promise.all(session.files.map(readRecording));
    expect([one!.seed, two!.seed]).to.deep.equal([7, 8]);
    expect(one!.actions).to.have.length(reached);
    const column = (axis: number) => one!.actions.map((action) => (action as number[])[axis]);
    expect(Math.max(...column(1))).to.equal(0.5);
    expect(Math.min(...column(0))).to.be.below(-0.1);
    expect(Math.max(...column(0))).to.equal(0);
    for (const name of await readdir(folder())) {
      expect((await stat(join(folder(), name))).size).to.be.above(0);
    }
    expect(await journals()).to.deep.equal([]);
  });

  it("steers by the arrow keys while the car drives; while it stands they save and record again, which can be undone", async () => {
    const { page } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await driven.waitForSteps(3);
    await page.keyboard.press("ArrowLeft", { delay: 100 });
    await driven.press("Space", "ArrowLeft");
    await driven.says("Paused");
    const paused = await driven.steps();
    expect(paused, "the press came too late to steer, and must not drop the episode").to.be.above(3);
    await page.waitForTimeout(600);
    await driven.press("ArrowLeft");
    await driven.says("Press Space to drive");
    expect([await driven.text("seed"), await driven.steps()]).to.deep.equal(["7", 0]);
    await driven.press("KeyU");
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(paused);
    await driven.press("KeyR");
    await driven.says("Press Space to drive");
    await driven.press("KeyN");
    await page.waitForFunction(() => document.getElementById("seed")!.textContent === "8");
    expect(await driven.steps()).to.equal(0);
  });

  it("saves once more when the first time has failed", async () => {
    const { page } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.stepBy(3);
    await page.waitForFunction(() => document.getElementById("total")!.textContent === "3");
    await rm(folder(), { recursive: true });
    await driven.press("Enter");
    await driven.says("Not saved");
    expect(await driven.steps()).to.equal(3);
    await mkdir(folder());
    await driven.press("Enter");
    await driven.says("1 of 2");
    expect(await verifyRecording(session.files[0])).to.equal(undefined);
  });

  it("drives at the speed that the slider says, and not at all in a pause", async () => {
    const { page } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1000);
    /** Steps that are driven meanwhile; each number is up to a tenth of a second old. */
    const pace = async (seconds = 2) => {
      const before = await driven.steps();
      await page.clock.runFor(1000 * seconds);
      return (await driven.steps()) - before;
    };
    expect(await driven.text("speed-figure")).to.equal("0.50×");
    await driven.go();
    expect(await pace()).to.be.within(46, 54);
    await page.locator("#speed").fill("0.1");
    expect(await driven.text("speed-figure")).to.equal("0.10×");
    expect(await pace()).to.be.within(9, 11);
    // The slider has the focus; it needs the arrow keys, not these.
    for (let press = 0; press < 18; press++) await driven.press("+");
    expect(await driven.text("speed-figure")).to.equal("1.00×");
    expect(await pace()).to.be.within(94, 106);
    await driven.press("Space");
    expect(await pace()).to.equal(0);
    await driven.stepBy(2);
    expect(await pace()).to.equal(0);
    // Counted down from three, half a second each.
    await driven.press("Space");
    expect(await driven.text("countdown")).to.equal("3");
    expect(await pace(1)).to.equal(0);
    expect(await driven.text("countdown")).to.equal("1");
    expect(await pace(1)).to.be.within(20, 28);
  });

  it("records in a browser that lets pages keep nothing", async () => {
    const keepNothing = () => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("Access is denied for this document.", "SecurityError");
        },
      });
    };
    const { page, complaints } = await open(session.url, {}, async (fresh) => {
      await fresh.addInitScript(keepNothing);
    });
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.stepBy(4);
    await driven.press("Enter");
    await driven.says("1 of 2");
    expect((await readRecording(session.files[0])).actions).to.have.length(4);
    expect(complaints).to.deep.equal([]);
  });

  it("goes on after Esc, and after its tab was closed while the car drove", async () => {
    const { page, complaints } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await driven.waitForSteps(8);
    await driven.press("Escape");
    await driven.says("Paused");
    await driven.press("Escape");
    await driven.says("End the session?");
    await driven.press("Escape");
    await driven.says("The same command goes on with it.");
    const stopped = await driven.steps();
    await session.end();
    expect(await journals()).to.have.length(1);

    session = await startRecorder(folder(), 2);
    await page.goto(session.url);
    await driven.says("Paused");
    expect(await driven.steps()).to.equal(stopped);
    await driven.go();
    await driven.waitForSteps(stopped + 8);
    const seen = await driven.steps();
    await page.close();
    const next = new RecordPage(await page.context().newPage());
    await next.page.goto(session.url);
    await next.says("Paused");
    expect(await next.steps()).to.be.at.least(seen);
    expect(complaints).to.deep.equal([]);
  });

  it("shows the car large from the first frame, and the time that is left", async () => {
    const { page } = await open(session.url, { viewport: { width: 1280, height: 800 } });
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    const red = await page.evaluate(() => {
      const canvas = document.getElementById("image") as HTMLCanvasElement;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === 204 && data[i + 1] === 17 && data[i + 2] === 17) count++;
      return count;
    });
    expect(red, "pixels of the car").to.be.above(200);
    expect(await driven.text("left")).to.equal("20.0 s");
    await driven.stepBy(10);
    expect(await driven.text("left")).to.equal("19.8 s");
  });

  it("keeps an episode that a key or another window has interrupted, and says where saved ones are", async () => {
    const { page } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await driven.go();
    await driven.waitForSteps(5);
    await driven.press("Enter");
    await driven.says("Paused");
    expect(await driven.text("saved")).to.equal("0 of 2");
    await driven.go();
    await page.evaluate(() => dispatchEvent(new Event("blur")));
    await driven.says("Paused");
    await driven.press("Enter");
    await driven.says("1 of 2");
    expect(await driven.text("browse-command")).to.equal(`npx aann-gym recordings view ${folder()}`);
    expect(await driven.text("tracks")).to.match(/^person-.*000007/);
  });

  it("says how an episode has ended", async () => {
    const { page } = await open(session.url);
    const driven = new RecordPage(page);
    await driven.says("Press Space to drive");
    await page.locator("#speed").fill("1");
    await page.keyboard.down("ArrowUp");
    await page.evaluate(() => {
      const headline = document.getElementById("headline")!;
      for (let step = 0; step < 1000 && !/:/.test(headline.textContent!); step++)
        document.getElementById("single")!.click();
    });
    await driven.says(/^(Off the field|Time is up): −?\d+\.\d$/);
  });
});
