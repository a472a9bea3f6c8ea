import { expect } from "chai";
import { parsePolicy } from "../../../../src/networks/policy.js";
import { type Better, serveLive } from "../../../../src/viewers/web/live-server.js";
import { inChromium } from "./chromium.js";

inChromium("the live page of sense --watch", (open) => {
  it("searches with what was asked for, and tells of better nets", async () => {
    const found: Better[] = [];
    let enough = () => {};
    const serving = await serveLive({
      setting: { sparsity: 85, seed: 7 },
      port: 18861,
      async onBetter(better) {
        found.push(better);
        if (found.length === 2) enough();
      },
    });
    const two = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const { page, complaints } = await open(serving.url);
    await two;
    const [first, second] = found.map(({ policy }) => parsePolicy(policy, "the page's net"));
    for (const policy of [first!, second!]) expect(policy.sparsity).to.equal(85);
    const agreement = (policy: typeof first) => policy!.provenance.scores!["validation agreement"];
    expect(agreement(second)).to.be.greaterThan(agreement(first));
    expect(found[1].accepted).to.be.greaterThan(found[0].accepted);
    expect(complaints).to.deep.equal([]);
    serving.close();
    await page.getByText("The command has ended.").waitFor();
  });

  it("offers its net as a file, and no other page at its address, which would take the search's connection", async () => {
    const serving = await serveLive({ setting: { sparsity: 90, seed: 0 }, port: 18861, async onBetter() {} });
    try {
      const { page } = await open(serving.url);
      await page.getByRole("button", { name: "Save this net" }).waitFor();
      expect(await page.getByRole("button", { name: /link/ }).count()).to.equal(0);
      const other = await page.context().newPage();
      const answer = await other.goto(serving.url.replace(/live$/, "watch.html#policy=AAAA"));
      expect(answer!.status()).to.equal(404);
      await page.waitForFunction(() => document.getElementById("headline")!.textContent !== "Stopped");
      expect(await page.locator("#headline").textContent()).not.to.equal("Stopped");
    } finally {
      serving.close();
      await serving.closed;
    }
  });
});
