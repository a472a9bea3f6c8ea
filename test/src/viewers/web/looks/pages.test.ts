import { expect } from "chai";
import type { Page } from "playwright-core";
import { inChromium, type OpenPage } from "../chromium.js";
import { staticSite } from "../static-site.js";
import { faults, overflow, unreachable } from "./accessibility.js";
import { PAGES, STILL_SEARCH } from "./pages.js";
import { pinFont } from "./pinned-font.js";
import { expectImage } from "./reference-image.js";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
const WALL = { width: 3840, height: 2160 };
const SCHEMES = ["light", "dark"] as const;

/** Time stands still, and the search says the same each time. */
async function holdStill(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await page.route(/(live|learn)-worker-.*\.js$/, async (route) =>
    route.fulfill({ response: await route.fetch(), body: STILL_SEARCH }),
  );
}

inChromium("every page", (open) => {
  const site = staticSite();

  for (const { name, serve, settle } of PAGES) {
    describe(name, () => {
      let opened: OpenPage;
      let page: Page;
      let close: () => Promise<void>;
      let origin: string;

      before(async () => {
        const served = await serve(site());
        close = served.close;
        origin = new URL(served.url).origin;
        opened = await open(served.url, { viewport: DESK, colorScheme: SCHEMES[0] }, holdStill);
        page = opened.page;
        await settle(page);
        await page.clock.resume();
      });

      after(async () => {
        await page.close();
        await close();
      });

      it("looks as in the reference images", async () => {
        await pinFont(page);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          expectImage(`${name}-${colorScheme}`, await page.screenshot({ fullPage: true }));
        }
      });

      it("meets WCAG 2.2 AA, at a desk in light and on a phone in dark", async () => {
        for (const [size, colorScheme] of [
          [DESK, "light"],
          [PHONE, "dark"],
        ] as const) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          expect(await faults(page), colorScheme).to.deep.equal([]);
        }
      });

      it("is reached by the Tab key, control by control", async () => {
        expect(await unreachable(page)).to.deep.equal([]);
      });

      it("fits, from a phone to a 4K screen", async () => {
        for (const size of [WALL, DESK, PHONE]) {
          await page.setViewportSize(size);
          expect(await overflow(page), `at ${size.width}`).to.deep.equal([]);
        }
      });

      it("has complained of nothing and asked nobody else", () => {
        expect(opened.complaints).to.deep.equal([]);
        const others = opened.requests.filter((url) => !url.startsWith(origin) && !url.startsWith("data:"));
        expect(others).to.deep.equal([]);
      });
    });
  }
});
