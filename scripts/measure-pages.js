// How many frames a second the pages of the static site draw without a graphics card, how much processor time a frame
// takes, and how much their first load is, compressed. Needs Chromium:
//     npm run site && node scripts/measure-pages.js [SECONDS]
// Frames a second say little on a machine that is busy with other work, so processor time is measured too, and what two
// cores with nothing else to do could draw follows from it: neither the page's thread nor the one that puts the screen
// together (in the GPU process) may take a whole second for a second's frames, nor all of them together two.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import sirv from "sirv";

const PAGES = ["index.html", "watch.html", "watch.html#you", "live.html", "learn.html"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 3840, height: 2160 },
];
/** Frames a second at natural speed. */
const RATE = 50;
const CORES = 2;
const seconds = Number(process.argv[2] ?? 6);

const files = sirv("dist-site");
const server = createServer((request, response) =>
  files(request, response, () => response.writeHead(404).end()),
);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const site = `http://127.0.0.1:${server.address().port}`;
const executablePath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "google-chrome"].map((name) => join(folder, name)))
  .find(existsSync);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const system = await browser.newBrowserCDPSession();

/** Milliseconds of processor time until now: of the page's thread, of the GPU process, of all processes. */
async function processorTime(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const timeOf = (wanted) =>
    1000 *
    processInfo
      .filter(({ type }) => wanted === undefined || type === wanted)
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const { value } = metrics.find(({ name }) => name === "TaskDuration");
  return { main: 1000 * value, screen: timeOf("GPU"), all: timeOf() };
}

for (const viewport of SIZES) {
  for (const path of PAGES) {
    const page = await browser.newPage({ viewport });
    const bodies = [];
    page.context().on("response", (response) =>
      bodies.push(
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      ),
    );
    await page.goto(`${site}/${path}`);
    await page.waitForTimeout(4000);
    const bytes = (await Promise.all(bodies)).reduce((sum, size) => sum + size, 0);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await processorTime(session);
    const frames = await page.evaluate(
      (milliseconds) =>
        new Promise((resolve) => {
          let count = 0;
          new PerformanceObserver((list) => {
            count += list.getEntriesByName("frame").length;
          }).observe({ type: "measure" });
          setTimeout(() => resolve(count), milliseconds);
        }),
      1000 * seconds,
    );
    const after = await processorTime(session);
    const size = `${viewport.width}×${viewport.height}`;
    const load = `${(bytes / 1000).toFixed(0)} KB`;
    if (frames === 0) console.log(`${path} at ${size}: no frames, ${load}`);
    else {
      const [main, screen, all] = ["main", "screen", "all"].map((of) => (after[of] - before[of]) / frames);
      const idle = Math.min(RATE, 1000 / Math.max(main, screen), (CORES * 1000) / all);
      const spent = `${all.toFixed(1)} ms of processor time each (page ${main.toFixed(1)}, screen ${screen.toFixed(1)})`;
      console.log(
        `${path} at ${size}: ${(frames / seconds).toFixed(0)} frames a second, ${spent}; idle: ${idle.toFixed(0)}; ${load}`,
      );
    }
    await page.close();
  }
}
await browser.close();
server.close();
