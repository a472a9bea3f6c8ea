import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { make } from "../../../../../envs/index.js";
import { serveLibrary } from "../../../../../src/viewers/web/library.js";
import { serveLive } from "../../../../../src/viewers/web/live-server.js";
import { serveRecorder } from "../../../../../src/viewers/web/recorder.js";
import type { Serving } from "../../../../../src/viewers/web/server.js";
import { serveViewer } from "../../../../../src/viewers/web/viewer.js";

/** A page as users get it, and how to bring it to a state that is the same each time. */
export interface PageCase {
  readonly name: string;
  /** Serves it. @param site address of the static site */
  readonly serve: (site: string) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
  /** Waits until everything is shown. The page's clock stands still and can be moved on. */
  readonly settle: (page: Page) => Promise<void>;
}

const PORT = 18901;
const LAPS = ["expert-teacher-000003", "expert-teacher-noise-000100"];

const readPolicy = () => readFile("demos/driver.json", "utf8");

async function closing(serving: Serving, cleanUp: () => void = () => {}) {
  const close = async () => {
    serving.close();
    await serving.closed;
    cleanUp();
  };
  return { url: serving.url, close };
}

async function serveRecord() {
  const environment = { id: "CarRacing-v3", options: { physics: "float32", pictures: "pygame-ce" } } as const;
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-record-"));
  const env = await make(environment.id, environment.options);
  const agent = { kind: "person", name: "" } as const;
  const serving = await serveRecorder({
    env: env as never,
    environment,
    agent,
    folder,
    wanted: 2,
    seed: 7,
    port: PORT,
  });
  return closing(serving, () => {
    env.close();
    rmSync(folder, { recursive: true });
  });
}

async function serveRecordings() {
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-recordings-"));
  for (const name of LAPS) {
    for (const end of [".json", ".png"]) cpSync(join("recordings", name + end), join(folder, name + end));
  }
  const policy = { name: "driver.json", policy: await readPolicy() };
  const serving = await serveLibrary({ folder, policy, port: PORT });
  return closing(serving, () => rmSync(folder, { recursive: true }));
}

const serveWatch = async () => {
  const agents = [{ name: "best.json", policy: await readPolicy() }];
  const setting = {
    ...{ agents, seed: 3, speed: 1 },
    env: { id: "CarRacing-v3", options: { physics: "float32" } },
  };
  return closing(await serveViewer({ setting, port: PORT }));
};

const serveLivePage = async () =>
  closing(await serveLive({ setting: { sparsity: 90, seed: 0 }, port: PORT, async onBetter() {} }));

/** The site is served for all of them. */
const onSite = (path: string) => async (site: string) => ({ url: `${site}/${path}`, close: async () => {} });

/** Lets cars drive for a second and a half, then pauses. */
async function drive(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.locator("#network figure").last().waitFor();
  await page.clock.runFor(1500);
  await page.keyboard.press("Space");
}

async function search(page: Page): Promise<void> {
  await page.locator("#layers rect").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.getElementById("agreement")!.textContent === "62 %");
  await drive(page);
}

/** Where the watch page stands still: one image more or less before it was paused makes no difference. */
const STEP = 80;

async function driveToStep(page: Page): Promise<void> {
  await drive(page);
  await page.evaluate((wanted) => {
    const step = document.getElementById("step")!;
    while (Number(step.textContent) < wanted) document.getElementById("single")!.click();
  }, STEP);
}

export const PAGES: readonly PageCase[] = [
  {
    name: "record",
    serve: serveRecord,
    settle: (page) => page.getByText("Press Space to drive").waitFor(),
  },
  {
    name: "recordings",
    serve: serveRecordings,
    async settle(page) {
      await page.getByText("2 episodes, 1,317 steps").waitFor();
      await page.getByText("compared with all episodes").waitFor();
      // The last map is drawn with it.
      await page.waitForTimeout(200);
    },
  },
  {
    name: "episode",
    serve: async () => {
      const { url, close } = await serveRecordings();
      return { url: `${url}#${LAPS[1]}`, close };
    },
    async settle(page) {
      await page.getByText("every reward as recorded").waitFor();
      await page.keyboard.press("N");
    },
  },
  { name: "watch", serve: serveWatch, settle: driveToStep },
  { name: "live", serve: serveLivePage, settle: search },
  { name: "site", serve: onSite("live.html"), settle: search },
  {
    name: "site-start",
    serve: onSite(""),
    settle: (page) => page.locator("#policies tr").nth(2).waitFor(),
  },
  { name: "site-learn", serve: onSite("learn.html"), settle: search },
  { name: "site-race", serve: onSite("watch.html#you"), settle: driveToStep },
];

/**
 * In place of the search, whose pace is the machine's: news that are the same each time. That the search works in a
 * page is tested with the live page and with the site.
 */
export const STILL_SEARCH = `
  addEventListener("message", ({ data }) => {
    if (data.kind !== "start") return;
    for (let iteration = 0; iteration < 200; iteration++) {
      const { length } = data.start.network.architecture.layers;
      const layer = length - 1 - (iteration % Math.min(3, length));
      const cost = 0.2 + 2 * Math.exp(-iteration / 12);
      postMessage({ kind: "iteration", seconds: 0.1 * (iteration + 1), layer, cost, evaluations: 1500, accepted: 4 * layer });
    }
    const changes = Float32Array.from({ length: 256 }, (_, index) => 0.002 + 0.01 * Math.sin(index) ** 3);
    const { network, action } = data.start;
    postMessage({ kind: "family", layer: network.architecture.layers.length - 2, changes });
    postMessage({ kind: "network", weights: network.weights, outputDivisor: action.outputDivisor, agreement: 0.62 });
  });
`;
