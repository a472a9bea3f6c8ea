import { expect } from "chai";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

inChromium("the learn page", (open) => {
  const site = staticSite();

  for (const { env, solved, bars, actions } of [
    { env: "CartPole-v1", solved: /^One net, unchanged: 500$/, bars: "pole angle", actions: 2 },
    { env: "LunarLander-v3", solved: /^Solved: 2\d\d$/, bars: "left leg on ground", actions: 4 },
  ]) {
    it(`lets a random net learn ${env}, and shows what it observes and does`, async () => {
      const { page, complaints } = await open(`${site()}/learn.html?env=${env}`);
      page.setDefaultTimeout(55_000);
      await page.locator("#speed").fill("4");
      await page.getByText(bars).waitFor();
      expect(await page.locator("#gauges meter").count()).to.equal(actions);
      await page.getByText(solved).waitFor();
      expect(await page.locator("#returns rect").count()).to.be.above(0);
      await page.locator("#network").scrollIntoViewIfNeeded();
      await page.getByText(/Dense layers, \d → 64 → \d/).waitFor();
      expect(complaints).to.deep.equal([]);
    });
  }
});
