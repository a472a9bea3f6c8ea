import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { parsePolicy } from "../../../../src/networks/policy.js";
import { packPolicy } from "../../../../src/networks/policy-link.js";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

/** Drops the shipped policy on a page, as a file of another name. */
async function dropPolicy(page: Page): Promise<void> {
  const text = await readFile("demos/driver.json", "utf8");
  await page.evaluate((policy) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([policy], "dropped.json"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, text);
}

inChromium("the static site", (open) => {
  const site = staticSite();

  it("learns to drive from random weights while one watches", async () => {
    const { page, complaints, requests } = await open(`${site()}/live.html`);
    // The expert's laps come first: seconds, but more on a busy machine.
    page.setDefaultTimeout(55_000);
    const cost = () => page.evaluate(() => Number(document.getElementById("cost")!.textContent));
    await page.waitForFunction(() => Number(document.getElementById("cost")!.textContent) > 0);
    const first = await cost();
    await page.waitForFunction(
      (begin) => Number(document.getElementById("cost")!.textContent) < 0.6 * begin,
      first,
    );
    await page.waitForFunction(() => document.getElementById("agreement")!.textContent!.endsWith("%"));
    await page.locator("#family rect").first().waitFor({ state: "attached" });
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !url.startsWith(site()) && !url.startsWith("data:"))).to.deep.equal([]);
  });

  it("shows the shipped policy, and opens policies and recordings from files", async () => {
    const { page, complaints } = await open(`${site()}/watch.html`);
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 0);
    expect(await page.locator("#agent").textContent()).to.equal("shipped policy");
    for (const file of ["demos/driver.json", "recordings/expert-teacher-000003.json"]) {
      await page.setInputFiles("#file", file);
      await page.getByText(`${file.split("/")[1]} drives.`).waitFor();
    }
    expect(await page.locator("#seed").textContent()).to.equal("3");
    await dropPolicy(page);
    await page.getByText("dropped.json drives.").waitFor();
    await page.setInputFiles("#file", "package.json");
    await page.getByText(/package.json: expected a whole policy/).waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it("opens a policy that comes in the link, and refuses half a link", async () => {
    const policy = parsePolicy(await readFile("demos/driver.json", "utf8"), "demos/driver.json");
    const link = `${site()}/watch.html#policy=${await packPolicy(policy)}`;
    const { page, complaints } = await open(link);
    await page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 0);
    expect(await page.locator("#agent").textContent()).to.equal("policy of the link");
    expect(complaints).to.deep.equal([]);
    await page.getByRole("link", { name: "Race it" }).click();
    await page.getByRole("link", { name: "Race it" }).and(page.locator("[aria-current=page]")).waitFor();
    const half = await open(link.slice(0, -3000));
    await half.page.getByText(/the link: expected a whole policy/).waitFor();
  });

  it("copies a link to the net that learns, which opens it, while the search goes on", async () => {
    const { page } = await open(`${site()}/live.html`, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    page.setDefaultTimeout(55_000);
    await page.waitForFunction(() => Number(document.getElementById("cost")!.textContent) > 0);
    await page.getByRole("button", { name: "Copy a link" }).click();
    await page.getByText(/Copied: [\d,]+ characters/).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await open(link);
    await other.page.waitForFunction(() => Number(document.getElementById("step")!.textContent) > 0);
    expect(other.complaints).to.deep.equal([]);
    const seconds = () => page.evaluate(() => Number(document.getElementById("seconds")!.textContent));
    const before = await seconds();
    await page.waitForFunction(
      (then) => Number(document.getElementById("seconds")!.textContent) > then,
      before,
    );
  });

  it("takes a policy that is dropped on the live page, and follows a whole lap by one with one net", async () => {
    // In place of the search, whose pace is the machine's: the net that it was given, again and again.
    const search = `addEventListener("message", ({ data: { kind, start } }) => {
      if (kind !== "start") return;
      const { network, action } = start;
      const outputDivisor = action.outputDivisor;
      postMessage({ kind: "iteration", seconds: 1, layer: 2, cost: 1, evaluations: 1, accepted: 0 });
      setInterval(() => postMessage({ kind: "network", weights: network.weights, outputDivisor, agreement: 0.5 }), 100);
    });`;
    const { page, complaints } = await open(`${site()}/live.html`, {}, async (fresh) => {
      await fresh.route(/live-worker-.*\.js$/, (route) =>
        route.fulfill({ contentType: "text/javascript", body: search }),
      );
    });
    page.setDefaultTimeout(50_000);
    await page.waitForFunction(() => document.getElementById("agreement")!.textContent === "50 %");
    await dropPolicy(page);
    await page.getByText("The search starts from dropped.json.").waitFor();
    await page.locator("#speed").fill("4");
    await page.getByText(/^A whole lap: 9\d\d$/).waitFor();
    await page.getByText(/^One net, unchanged: 9\d\d$/).waitFor();
    expect(await page.locator("#returns .frozen").count()).to.equal(1);
    expect(complaints).to.deep.equal([]);
  });

  it("has a front door that says what there is, and whose links all lead somewhere", async () => {
    const { page, complaints } = await open(`${site()}/`, { viewport: { width: 1280, height: 800 } });
    await page.getByRole("heading", { name: /A random net learns to drive/ }).waitFor();
    await page.locator("#policies tr").nth(2).waitFor();
    const actions = (await page.locator(".actions").boundingBox())!;
    expect(actions.y + actions.height).to.be.below(800);
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href));
    const own = [
      ...new Set(links.filter((link) => link.startsWith(site())).map((link) => link.split("#")[0])),
    ];
    expect(own.length).to.be.above(4);
    for (const link of own) expect((await page.request.get(link)).status(), link).to.equal(200);
    const image = await page.locator("meta[property='og:image']").getAttribute("content");
    expect((await page.request.get(new URL(image!, page.url()).href)).status()).to.equal(200);
    await page.getByRole("link", { name: "Watch small-driver" }).click();
    await page.waitForFunction(() => document.getElementById("agent")!.textContent === "small-driver");
    expect(complaints).to.deep.equal([]);
  });
});
