import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { Random } from "../../../../envs/index.js";
import { adapterOf, openEnv } from "../../../../src/adapters/environments.js";
import { formatPolicy, type PolicyFile } from "../../../../src/networks/policy.js";
import { recordEpisodes } from "../../../../src/recordings/record-episodes.js";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { environmentOf, randomPolicy } from "../../../../src/viewers/web/learn/environments.js";
import { type LibraryServing, serveLibrary } from "../../../../src/viewers/web/library.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";

const LAP = "expert-teacher-000003";

inChromium("the page to browse recordings of any environment", (open) => {
  const folder = temporaryFolder();
  let serving: LibraryServing;
  let files: string[];

  beforeEach(async () => {
    files = [];
    for (const [id, seeds] of [
      ["CartPole-v1", [1, 2]],
      ["LunarLanderContinuous-v3", [3]],
    ] as const) {
      const reference = { id, options: {} };
      const env = await openEnv(reference);
      const [name, expert] = Object.entries((await adapterOf(id)).experts!)[0];
      files.push(
        ...(await recordEpisodes({
          ...{ env, reference, folder: folder(), seeds, agent: { kind: "expert", name } },
          policy: expert(env)!,
        })),
      );
      env.close();
    }
    for (const end of [".json", ".png"]) cpSync(join("recordings", LAP + end), join(folder(), LAP + end));
  });

  afterEach(() => serving?.close());

  async function browse(policy?: PolicyFile) {
    serving = await serveLibrary({
      ...{ folder: folder(), port: 18981 },
      ...(policy && { policy: { name: "net.json", policy: formatPolicy(policy) } }),
    });
    const opened = await open(serving.url, { viewport: { width: 1280, height: 800 } });
    opened.page.setDefaultTimeout(30_000);
    return opened;
  }

  const nameOf = (file: string) =>
    file
      .split("/")
      .at(-1)!
      .replace(/\.json$/, "");
  /** The image of the command, and how many colors it has. */
  const frame = (page: Page) =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("#served canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return { image: canvas.toDataURL(), colors: new Set(new Uint32Array(data.buffer)).size };
    });
  const changes = (page: Page, image: string) =>
    page.waitForFunction(
      (before) => document.querySelector<HTMLCanvasElement>("#served canvas")!.toDataURL() !== before,
      image,
    );

  it("lists them beside CarRacing's, and shows each as its environment draws it", async () => {
    const { page, complaints } = await browse();
    await page.getByText("4 episodes").waitFor();
    await page.locator(".episode canvas.frame").nth(2).waitFor();
    await page.fill("#words", "CartPole");
    await page.waitForFunction(() => document.querySelectorAll(".episode").length === 2);
    expect(await page.locator(".episode").first().textContent()).to.match(
      /CartPole-v1, seed 1.*500\.0.*500 steps.*%/,
    );
    await page.fill("#words", "");
    const lunar = nameOf(files[2]);
    await page.getByRole("link", { name: lunar }).click();
    await page.getByText("replayed by the command: every reward as recorded").waitFor();
    await page.locator("#served canvas").waitFor();
    expect(await page.locator("#lanes span").allTextContents()).to.deep.equal(["action 0", "action 1"]);
    expect(await page.locator("#observation-bars").textContent()).to.match(/left leg on ground/);
    const first = await frame(page);
    expect(first.colors).to.be.above(2);
    await page.keyboard.press("PageDown");
    await changes(page, first.image);
    await page.locator("#timeline").hover({ position: { x: 300, y: 40 } });
    await page.getByText(/^Step \d+, \d+\.\d\d s: /).waitFor();
    const there = await frame(page);
    await page.keyboard.press("Home");
    await changes(page, there.image);
    await page.waitForFunction(
      (start) => document.querySelector<HTMLCanvasElement>("#served canvas")!.toDataURL() === start,
      first.image,
    );
    await page.keyboard.press("Space");
    await page.waitForFunction(
      () => Number.parseInt(document.getElementById("frame")!.textContent!, 10) > 10,
    );
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: LAP }).click();
    await page.getByText("replayed here: every reward as recorded").waitFor();
    expect(await page.locator("#served").isVisible()).to.equal(false);
    expect(complaints).to.deep.equal([]);
  });

  it("flags and trims them, and shows where a policy would have done something else", async () => {
    const cartPole = environmentOf("CartPole-v1");
    const env = await openEnv({ id: "CartPole-v1", options: {} });
    const policy = randomPolicy(cartPole, env, 50, new Random(1).integers(1000));
    env.close();
    const { page, complaints } = await browse(policy);
    const name = nameOf(files[0]);
    await page.getByRole("link", { name }).click();
    await page
      .getByText(/^agrees: action \d+\.\d %$/)
      .first()
      .waitFor();
    await page.keyboard.press("n");
    await page.locator("#opinions.disagrees").waitFor();
    await page.keyboard.press("f");
    await page.locator("#flag[aria-pressed=true]").waitFor();
    await page.keyboard.press("Home");
    for (let press = 0; press < 3; press++) await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("t");
    await page.getByText("has the first 30 steps").waitFor();
    const trimmed = join(folder(), `${name}-2.json`);
    expect(await verifyRecording(trimmed)).to.equal(undefined);
    expect((await readRecording(trimmed)).actions).to.have.length(30);
    expect(complaints).to.deep.equal([]);
  });
});
