import { cpSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect } from "chai";
import { openEnv } from "../../../../src/adapters/environments.js";
import { ReplayPolicy } from "../../../../src/policies/policy.js";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { writeTrajectory } from "../../../../src/recordings/write-trajectory.js";
import { startEpisode, TrajectoryCollector } from "../../../../src/rollout/rollout.js";
import { type LibraryServing, serveLibrary } from "../../../../src/viewers/web/library.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium, type OpenPage } from "./chromium.js";

const LAP = "expert-teacher-000003";
const NOISY = "expert-teacher-noise-000100";

inChromium("the page to browse recordings", (open) => {
  const folder = temporaryFolder();
  let serving: LibraryServing;

  beforeEach(() => {
    for (const name of [LAP, NOISY]) {
      for (const end of [".json", ".png"]) {
        cpSync(join("recordings", name + end), join(folder(), name + end));
      }
    }
  });

  afterEach(() => serving?.close());

  async function browse(hash = "", policy?: string): Promise<OpenPage> {
    serving = await serveLibrary({
      folder: folder(),
      port: 18891,
      ...(policy && { policy: { name: basename(policy), policy: await readFile(policy, "utf8") } }),
    });
    const opened = await open(serving.url + hash);
    opened.page.setDefaultTimeout(20_000);
    return opened;
  }

  const names = async () => (await readdir(folder())).filter((name) => name.endsWith(".json")).sort();
  const image = ({ page }: OpenPage) =>
    page.evaluate(() => (document.getElementById("observation") as HTMLCanvasElement).toDataURL());
  const openedVideo = ({ page }: OpenPage) => page.getByText("every reward as recorded").waitFor();

  it("lists, sorts, filters and flags, and a flag is there the next time", async () => {
    const opened = await browse();
    const { page, complaints, requests } = opened;
    const listed = () => page.locator(".episode h2").allTextContents();
    await page.getByText("2 episodes, 1,317 steps").waitFor();
    expect(await listed()).to.deep.equal([LAP, NOISY]);
    await page.selectOption("#order", "longest");
    expect(await listed()).to.deep.equal([NOISY, LAP]);
    await page.fill("#words", "noise TRACK");
    expect(await listed()).to.deep.equal([NOISY]);
    await page.fill("#words", "");
    await page.getByRole("button", { name: `Flag ${LAP}` }).click();
    await page.locator(".episode.flagged").waitFor();
    await page.check("#flagged");
    expect(await listed()).to.deep.equal([LAP]);
    await page.reload();
    await page.locator(".episode.flagged").waitFor();
    expect(await page.locator(".episode.flagged h2").textContent()).to.equal(LAP);
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !url.startsWith(new URL(serving.url).origin))).to.deep.equal([]);
    serving.close();
    await page.getByText("The command has ended.").waitFor();
  });

  it("moves through an episode, trims it to a recording that is true, deletes it and takes it back", async () => {
    const opened = await browse(`#${LAP}`);
    const { page, complaints } = opened;
    await openedVideo(opened);
    const first = await image(opened);
    await page.keyboard.press("End");
    const recording = await readRecording(join(folder(), `${LAP}.json`));
    expect(await page.locator("#frame").textContent()).to.equal("618 / 618");
    const score = recording.rewards.reduce((sum, reward) => sum + reward, 0);
    expect(await page.locator("#score").textContent()).to.equal(score.toFixed(1));
    await page.keyboard.press("Home");
    expect(await image(opened)).to.equal(first);
    for (let press = 0; press < 4; press++) await page.keyboard.press("Shift+ArrowRight");
    expect(await image(opened)).to.not.equal(first);
    await page.keyboard.press("T");
    await page.getByText("has the first 40 steps").waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("T");
    await page.getByText("expected to keep 1 to 617 of its 618 steps, got 0").waitFor();
    const trimmed = join(folder(), `${LAP}-2.json`);
    expect(await verifyRecording(trimmed)).to.equal(undefined);
    expect((await readRecording(trimmed)).actions).to.deep.equal(recording.actions.slice(0, 40));

    await page.keyboard.press("Delete");
    await page.getByText(`Deleted ${LAP}.`).waitFor();
    expect(await names()).to.deep.equal([basename(trimmed), `${NOISY}.json`]);
    await page.keyboard.press("U");
    await page.getByText(`${LAP} is back.`).waitFor();
    expect(await verifyRecording(join(folder(), `${LAP}.json`))).to.equal(undefined);
    await page.getByRole("button", { name: `Delete ${LAP}-2` }).click();
    await page.getByText(`Deleted ${LAP}-2.`).waitFor();
    expect(complaints).to.deep.equal([]);
    serving.close();
    expect(await serving.done).to.deep.equal({ trimmed: [`${LAP}-2`], deleted: [`${LAP}-2`] });
    expect(await names()).to.deep.equal([`${LAP}.json`, `${NOISY}.json`]);
  });

  it("draws an episode's own line, also when it got the name of one that was deleted", async () => {
    const opened = await browse(`#${LAP}`);
    const { page } = opened;
    await openedVideo(opened);
    /** Keeps the first steps as a new episode; gives the image of its line when that is not `other`. */
    const trimTo = async (tens: number, other: string): Promise<string> => {
      await page.goto(`${serving.url}#${LAP}`);
      await openedVideo(opened);
      await page.keyboard.press("Home");
      for (let press = 0; press < tens; press++) await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.press("T");
      await page.getByText(`has the first ${10 * tens} steps`).waitFor();
      await page.keyboard.press("Escape");
      const line = (canvas: Element) => (canvas as HTMLCanvasElement).toDataURL();
      const map = page.locator(`[data-name="${LAP}-2"] canvas`);
      await map.waitFor();
      let drawn = await map.evaluate(line);
      while (drawn === other) drawn = await map.evaluate(line);
      return drawn;
    };
    const blank = await page.evaluate(() => document.createElement("canvas").toDataURL());
    const short = await trimTo(5, blank);
    await page.getByRole("button", { name: `Delete ${LAP}-2` }).click();
    await page.getByText(`Deleted ${LAP}-2.`).waitFor();
    expect(await trimTo(30, blank)).to.not.equal(short);
    serving.close();
  });

  it("shows where a policy disagrees, one key away", async () => {
    const opened = await browse(`#${NOISY}`, "demos/driver.json");
    const { page, complaints } = opened;
    await openedVideo(opened);
    const figures = (await page.locator("#agreement").textContent())!;
    const [, agreement] = /^agrees: steer .*, gas ([\d.]+) % \(mean error 0\.\d\d\), brake /.exec(figures)!;
    expect(Number(agreement)).to.be.within(50, 99.9);
    await page.selectOption("#control", "1");
    await page.locator("#timeline").focus();
    const frame = async () => Number.parseInt((await page.locator("#frame").textContent())!, 10);
    await page.keyboard.press("N");
    const first = await frame();
    expect(first).to.be.greaterThan(0);
    expect(await page.locator("#opinions").getAttribute("class")).to.include("disagrees");
    await page.keyboard.press("N");
    expect(await frame()).to.be.greaterThan(first);
    await page.keyboard.press("P");
    expect(await frame()).to.equal(first);
    await page.keyboard.press("Escape");
    await page.locator(".agreement", { hasText: `gas ${agreement}` }).waitFor();
    expect(complaints).to.deep.equal([]);
    serving.close();
  });

  it("compares steering apart from pedals: a good policy agrees with a person who drives slowly", async () => {
    const name = "policy-human-like-000009";
    for (const end of [".json", ".png"])
      cpSync(join("recordings/human-like", name + end), join(folder(), name + end));
    const opened = await browse(`#${name}`, "demos/driver.json");
    const { page } = opened;
    await openedVideo(opened);
    const figures = (await page.locator("#agreement").textContent())!;
    expect(Number(/steer ([\d.]+) %/.exec(figures)![1])).to.be.above(80);
    expect(Number(/gas ([\d.]+) %/.exec(figures)![1])).to.be.below(20);
    await page.getByText("compared with all episodes").waitFor();
    await page.selectOption("#control", "");
    await page.keyboard.press("Escape");
    serving.close();
  });

  it("shows the actions and their buttons above the fold, with time, and says what the pointer is at", async () => {
    const opened = await browse(`#${LAP}`, "demos/driver.json");
    const { page } = opened;
    await page.setViewportSize({ width: 1280, height: 800 });
    await openedVideo(opened);
    const bottom = (selector: string) =>
      page.locator(selector).evaluate((each) => each.getBoundingClientRect().bottom);
    expect(await bottom("#timeline")).to.be.below(800);
    expect(await bottom("#play")).to.be.below(800);
    await page.locator("#timeline").hover({ position: { x: 300, y: 40 } });
    await page.getByText(/^Step \d+, \d+\.\d\d s: .*; policy: /).waitFor();
    expect(await page.locator("#facts").textContent()).to.match(
      /CarRacing-v3, .*physics: float32.* · by expert teacher · recorded 2026-11-22 14:06 UTC · 618 steps/,
    );
    serving.close();
  });

  it("goes to the next and the previous episode, and marks what a person has corrected", async () => {
    const opened = await browse(`#${LAP}`);
    const { page } = opened;
    await openedVideo(opened);
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: NOISY }).waitFor();
    await page.keyboard.press("j");
    await page.getByText("This is the last episode of the list.").waitFor();
    await page.keyboard.press("k");
    await page.getByRole("heading", { name: LAP }).waitFor();
    serving.close();
    await serving.done;
    const recording = await readRecording(join(folder(), `${LAP}.json`));
    const { environment, seed, actions } = recording;
    const env = await openEnv(environment);
    const steps = actions.slice(0, 20);
    const collector = new TrajectoryCollector(environment, seed);
    for (const step of startEpisode(env, new ReplayPolicy(steps), {
      seed,
      maxSteps: steps.length,
      labeller: new ReplayPolicy(steps),
    }).steps)
      collector.add(step);
    const file = await writeTrajectory(collector.trajectory(), {
      ...{ folder: folder(), agent: { kind: "policy", name: "net" }, corrected: [3, 4, 5] },
      observationSpace: env.observationSpace,
    });
    env.close();
    const corrected = await browse(`#${basename(file, ".json")}`);
    await openedVideo(corrected);
    await corrected.page.getByText("corrected in 3 steps").waitFor();
    for (let press = 0; press < 4; press++) await corrected.page.keyboard.press("ArrowRight");
    await corrected.page.locator("#overruled").waitFor({ state: "visible" });
    serving.close();
  });

  it("flags, exports and deletes several episodes at once, and says how far a comparison is", async () => {
    const opened = await browse("", "demos/driver.json");
    const { page } = opened;
    await page.getByText(/compared with (\d of 2|all) episodes/).waitFor();
    await page.getByLabel("Select all shown").check();
    await page.getByText("2 selected").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const csv = await readFile(await (await download).path(), "utf8");
    expect(csv.trimEnd().split("\n")).to.have.length(1 + 1317);
    await page.locator("#flag-selected").click();
    await page.waitForFunction(() => document.querySelectorAll(".episode.flagged").length === 2);
    await page.locator("#delete-selected").click();
    await page.getByText("No recordings in").waitFor();
    await page.keyboard.press("u");
    await page.keyboard.press("u");
    await page.getByText("2 episodes, 1,317 steps").waitFor();
    serving.close();
  });
});
