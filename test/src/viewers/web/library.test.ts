import { cpSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect } from "chai";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
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
  const picture = ({ page }: OpenPage) =>
    page.evaluate(() => (document.getElementById("observation") as HTMLCanvasElement).toDataURL());
  const openedFilm = ({ page }: OpenPage) => page.getByText("every reward as recorded").waitFor();

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
    await openedFilm(opened);
    const first = await picture(opened);
    await page.keyboard.press("End");
    const recording = await readRecording(join(folder(), `${LAP}.json`));
    expect(await page.locator("#frame").textContent()).to.equal("618 / 618");
    const score = recording.rewards.reduce((sum, reward) => sum + reward, 0);
    expect(await page.locator("#score").textContent()).to.equal(score.toFixed(1));
    await page.keyboard.press("Home");
    expect(await picture(opened)).to.equal(first);
    for (let press = 0; press < 4; press++) await page.keyboard.press("Shift+ArrowRight");
    expect(await picture(opened)).to.not.equal(first);
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
    await openedFilm(opened);
    /** Keeps the first steps as a new episode; gives the picture of its line when that is not `other`. */
    const trimTo = async (tens: number, other: string): Promise<string> => {
      await page.goto(`${serving.url}#${LAP}`);
      await openedFilm(opened);
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
    await openedFilm(opened);
    const agreement = Number.parseFloat((await page.locator("#agreement").textContent())!.slice(10));
    expect(agreement).to.be.within(50, 99.9);
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
    await page.locator(".agreement", { hasText: `agrees ${agreement.toFixed(1)}` }).waitFor();
    expect(complaints).to.deep.equal([]);
    serving.close();
  });
});
