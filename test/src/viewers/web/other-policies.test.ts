import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { policyLink } from "../../../../src/cli/policy-link.js";
import { formatPolicy } from "../../../../src/networks/policy.js";
import { imitationTask } from "../../../../src/tasks/imitation.js";
import { randomPolicy } from "../../../../src/tasks/policies.js";
import { temporaryFolder } from "../../recordings/temporary-folder.js";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

/** A random policy that acts in an environment. */
async function policyFor(id: string) {
  const task = await imitationTask({ env: { id, options: {} } });
  return { ...randomPolicy(task, 50, 3), action: task.action?.(1000) };
}

inChromium("policies of other environments on the static site", (open) => {
  const site = staticSite();
  const folder = temporaryFolder();

  /** Drops a file on the page, as a person does. */
  const drop = (page: Page, name: string, text: string) =>
    page.evaluate(
      ({ name, text }) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name, { type: "application/json" }));
        document.body.dispatchEvent(
          new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      },
      { name, text },
    );

  for (const page of ["live.html", "watch.html", "learn.html?env=LunarLander-v3"]) {
    it(`are refused where they cannot act, in sight, and ${page} goes on`, async () => {
      const opened = await open(`${site()}/${page}`, { viewport: { width: 1280, height: 700 } });
      await opened.page.waitForFunction(() => document.getElementById("seed")!.textContent !== "–");
      await drop(opened.page, "hill.json", formatPolicy(await policyFor("MountainCar-v0")));
      const news = opened.page.getByText(/^hill\.json: expected a policy .*, got one for MountainCar-v0$/);
      await news.waitFor();
      const { y, height } = (await news.boundingBox())!;
      expect(y + height).to.be.below(700);
      await drop(opened.page, "broken.json", "{");
      await opened.page.getByText(/^broken\.json: /).waitFor();
      expect(opened.page.url()).to.equal(`${site()}/${page}`);
      expect(opened.complaints).to.deep.equal([]);
    });
  }

  it("are what a search starts from that a link or a file holds, on the page of their environment", async () => {
    const policy = await policyFor("CartPole-v1");
    const link = await policyLink(policy, site());
    expect(link).to.match(/\/learn\.html#policy=/);
    // A link to the watch page, as 0.2.0 made them, leads there too.
    for (const address of [link, link.replace("learn.html", "watch.html")]) {
      const { page } = await open(address);
      await page.getByText("A random net learns CartPole").waitFor();
      expect(await page.locator("#sparsity").isVisible()).to.equal(false);
      await page.getByText(/Dense layers, 4 → 64 → 2/).waitFor();
      expect(page.url()).to.equal(link);
    }
    const { page, complaints } = await open(`${site()}/learn.html?env=LunarLander-v3`);
    await page.getByText("A random net learns LunarLander").waitFor();
    await page.waitForFunction(() => document.getElementById("seed")!.textContent !== "–");
    const file = join(folder(), "pole.json");
    await writeFile(file, formatPolicy(policy));
    await page.setInputFiles("#file", file);
    await page.getByText("A random net learns CartPole").waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it("of environments that the site does not have are not made links", async () => {
    const refused = await policyLink(await policyFor("MountainCar-v0"), "").catch(
      (error: Error) => error.message,
    );
    expect(refused).to.equal(
      "expected a policy for an environment of the static site, CarRacing-v3, CartPole-v1, LunarLander-v3, got one for MountainCar-v0",
    );
  });
});
