// How many frames a second the pages of the static site draw, and how much their first load is, compressed. Needs Chromium:
//     npm run site && node scripts/measure-pages.js [SECONDS]
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
    const size = `${viewport.width}×${viewport.height}`;
    console.log(
      `${path} at ${size}: ${(frames / seconds).toFixed(0)} frames a second, ${(bytes / 1000).toFixed(0)} KB`,
    );
    await page.close();
  }
}
await browser.close();
server.close();
