import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const places = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)));

const executablePath = [process.env.CHROME_PATH ?? "", ...places].find(existsSync);

/** No sandbox, since tests run in containers; and a browser that is tested talks to nobody. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: FLAGS });

/** Opens a page, with a storage of its own. `prepare` is called before anything is loaded. */
export type Open = (
  url: string,
  options?: BrowserContextOptions,
  prepare?: (page: Page) => Promise<void>,
) => Promise<OpenPage>;

/**
 * A Chromium for the tests of one `describe`. Where there is none they are skipped, and their title says so. What a
 * test has opened is closed after it: a page that goes on drawing, driving and searching would slow the next ones down.
 */
export function inChromium(title: string, tests: (open: Open) => void): void {
  const missing = executablePath ? "" : ` (skipped: no ${NAMES.join(" or ")} on the PATH, nor $CHROME_PATH)`;
  // Without Chromium no hook runs either.
  (executablePath ? describe : describe.skip)(`${title}${missing}`, () => {
    let browser: Browser | undefined;
    let opened: BrowserContext[] = [];

    before(async () => {
      browser = await launch();
    });

    beforeEach(() => {
      // What a hook has opened stays for all tests.
      opened = [];
    });

    afterEach(() => Promise.all(opened.map((context) => context.close())));

    after(() => browser?.close());

    tests(async (url, options, prepare) => {
      const context = await browser!.newContext(options);
      opened.push(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("request", (request) => requests.push(request.url()));
      await prepare?.(page);
      await page.goto(url);
      return { page, complaints, requests };
    });
  });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page wrote to the console or threw. */
  readonly complaints: readonly string[];
  /** The addresses that it asked for. */
  readonly requests: readonly string[];
}
