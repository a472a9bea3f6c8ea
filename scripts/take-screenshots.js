// Takes the screenshots of docs/images anew: each page in the state that the docs speak of. Needs Chromium and a built
// checkout:
//     npm run screenshots -- [--look FOLDER] [NAME …]
// NAME takes those pages alone. With --look it takes them into FOLDER, at a phone, a desk and a 4K screen, in light and
// dark.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import sirv from "sirv";
import { build } from "vite";
import { adapterOf, openEnv } from "../dist/src/adapters/environments.js";
import { recordEpisodes } from "../dist/src/recordings/record-episodes.js";
import { actionNamesOf } from "../dist/src/recordings/statistics.js";
import { LiveEpisode } from "../dist/src/rollout/rollout.js";
import { serveLibrary } from "../dist/src/viewers/web/library.js";
import { servePlay } from "../dist/src/viewers/web/play.js";
import { serveRecorder } from "../dist/src/viewers/web/recorder.js";

const root = process.cwd();
const IMAGES = join(root, "docs/images");
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const WALL = { width: 3840, height: 2160 };
/** Milliseconds that a page may take to come to its state. */
const DEADLINE = 180_000;

const { values, positionals: names } = parseArgs({
  options: { look: { type: "string" } },
  allowPositionals: true,
});
const folder = values.look && resolve(values.look);
const temporary = mkdtempSync(join(tmpdir(), "aann-gym-screenshots-"));
const closing = [() => rmSync(temporary, { recursive: true })];
const executablePath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((place) => ["chromium", "google-chrome"].map((name) => join(place, name)))
  .find(existsSync);

await build({ mode: "site", logLevel: "error", build: { outDir: join(temporary, "site") } });
const files = sirv(join(temporary, "site"));
const server = createServer((request, response) =>
  files(request, response, () => response.writeHead(404).end()),
);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const site = `http://127.0.0.1:${server.address().port}`;
closing.push(() => server.close());

// Folders are shown on pages: short ones.
process.chdir(temporary);

const driver = { name: "best.json", policy: readFileSync(join(root, "demos/driver.json"), "utf8") };

/** A page's address, kept open until the end. */
function kept(serving, cleanUp = () => {}) {
  closing.push(async () => {
    serving.close();
    await serving.closed;
    cleanUp();
  });
  return serving.url;
}

async function recordPage() {
  const environment = { id: "CarRacing-v3", options: { physics: "float32" } };
  const env = await openEnv(environment);
  mkdirSync("laps", { recursive: true });
  const agent = { kind: "policy", name: driver.name };
  const policy = { name: driver.name, text: driver.policy, intervention: "person" };
  const options = { env, environment, agent, policy, folder: "laps", wanted: 10, seed: 7, port: 18701 };
  return kept(await serveRecorder(options), () => env.close());
}

/** Laps of the expert and of a person's like, and episodes of other environments. */
async function recordingsPage(withOthers) {
  const own = mkdtempSync(join(temporary, "recordings-"));
  cpSync(join(root, "recordings"), own, { recursive: true });
  for (const id of withOthers ? ["CartPole-v1", "LunarLander-v3"] : []) {
    const reference = { id, options: {} };
    const env = await openEnv(reference);
    const [name, expert] = Object.entries((await adapterOf(id)).experts)[0];
    const agent = { kind: "expert", name };
    await recordEpisodes({ env, reference, folder: own, seeds: [1, 2], agent, policy: expert(env) });
    env.close();
  }
  return kept(await serveLibrary({ folder: own, port: 18721, ...(withOthers ? {} : { policy: driver }) }));
}

async function playPage() {
  const env = await openEnv({ id: "LunarLander-v3", options: {} });
  const adapter = await adapterOf("LunarLander-v3");
  const [name, expert] = Object.entries(adapter.experts)[0];
  const agents = [{ name, live: new LiveEpisode(env, expert(env), 3) }];
  const options = {
    env: "LunarLander-v3",
    names: actionNamesOf(env, adapter),
    speed: 1,
    port: 18741,
    agents,
  };
  return kept(await servePlay(options), () => env.close());
}

const steps = (count) => (page) =>
  page.waitForFunction(
    (wanted) => Number(document.getElementById("step").textContent.replace(",", "")) >= wanted,
    count,
  );
const pause = (page) => page.keyboard.press("Space");
/** Four episodes at least, the last one whole. */
const learned = async (page) => {
  await page.locator("#speed").fill("2");
  await page.locator("#speed").blur();
  await page.getByText(/^One net, unchanged: /).waitFor();
};

/** What is taken: the page, how it comes to its state, and the files in docs/images. */
const SHOTS = [
  {
    name: "watch",
    url: async () => `${site}/watch.html#track=10003`,
    async settle(page) {
      await steps(260)(page);
      await page.keyboard.press("s");
      await page.getByText(/This lap: .*→/).waitFor();
      await pause(page);
    },
    docs: [{ file: "watch.png", viewport: { width: 1280, height: 1500 }, colorScheme: "light" }],
  },
  {
    name: "race",
    url: async () => `${site}/watch.html#you&track=10003`,
    async settle(page) {
      await page.keyboard.down("ArrowUp");
      await steps(90)(page);
      await pause(page);
      await page.keyboard.up("ArrowUp");
    },
    docs: [{ file: "race.png", viewport: DESK, colorScheme: "light" }],
  },
  {
    name: "live",
    url: async () => `${site}/live.html`,
    settle: learned,
    docs: [
      { file: "live.png", viewport: { width: 1280, height: 1500 }, colorScheme: "light" },
      {
        file: "../../src/viewers/web/pages/start/preview.png",
        viewport: { width: 1200, height: 750 },
        colorScheme: "light",
      },
      { file: "live-phone.png", viewport: PHONE, colorScheme: "dark" },
    ],
  },
  {
    name: "learn",
    url: async () => `${site}/learn.html?env=LunarLander-v3`,
    settle: (page) => page.getByText(/^(Solved|One net, unchanged): /).waitFor(),
    docs: [],
  },
  {
    name: "start",
    url: async () => `${site}/`,
    settle: (page) => page.locator("#policies tr").nth(2).waitFor(),
    docs: [],
  },
  {
    name: "teach",
    url: async () => `${site}/live.html#teach`,
    settle: (page) => page.getByText("Drive lap 1 of 3").waitFor(),
    docs: [],
  },
  {
    name: "record",
    url: recordPage,
    async settle(page) {
      await page.getByText("Press Space to let it drive").waitFor();
      await page.locator("#line").check();
      await page.evaluate(() => {
        for (let step = 0; step < 220; step++) document.getElementById("single").click();
      });
    },
    docs: [{ file: "record.png", viewport: DESK, colorScheme: "light" }],
  },
  {
    name: "recordings",
    url: () => recordingsPage(true),
    settle: (page) =>
      page.waitForFunction(() => document.querySelectorAll(".episode[data-drawn]").length >= 6),
    docs: [{ file: "recordings.png", viewport: DESK, colorScheme: "dark" }],
  },
  {
    name: "episode",
    url: async () => `${await recordingsPage(false)}#expert-teacher-noise-000100`,
    async settle(page) {
      await page.getByText("every reward as recorded").waitFor();
      await page.getByText("compared with all episodes").waitFor();
      await page.selectOption("#control", "1");
      await page.locator("#timeline").focus();
      await page.keyboard.press("n");
    },
    docs: [{ file: "browse.png", viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  },
  {
    name: "episode-lander",
    url: async () => `${await recordingsPage(true)}`,
    async settle(page) {
      await page.fill("#words", "LunarLander");
      await page.locator(".episode a").first().click();
      await page.getByText("every reward as recorded").waitFor();
      for (let press = 0; press < 4; press++) await page.keyboard.press("PageDown");
    },
    docs: [],
  },
  {
    name: "play",
    url: playPage,
    async settle(page) {
      await steps(60)(page);
      await pause(page);
    },
    docs: [],
  },
];

async function take({ url, settle }, address, file, viewport, colorScheme) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport, colorScheme });
    page.setDefaultTimeout(DEADLINE);
    await page.goto(address ?? (await url()));
    await settle(page);
    await page.screenshot({ path: file });
    console.log(file);
  } finally {
    await browser.close();
  }
}

try {
  if (folder) mkdirSync(folder, { recursive: true });
  for (const shot of SHOTS) {
    if (names.length > 0 && !names.includes(shot.name)) continue;
    const looks = folder
      ? [PHONE, DESK, WALL].flatMap((viewport) =>
          ["light", "dark"].map((colorScheme) => ({
            file: join(folder, `${shot.name}-${viewport.width}-${colorScheme}.png`),
            ...{ viewport, colorScheme },
          })),
        )
      : shot.docs.map((doc) => ({ ...doc, file: join(IMAGES, doc.file) }));
    if (looks.length === 0) continue;
    const address = await shot.url();
    for (const { file, viewport, colorScheme } of looks)
      await take(shot, address, file, viewport, colorScheme);
  }
} finally {
  for (const close of closing.reverse()) await close();
}
