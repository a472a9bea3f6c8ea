import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { FrameLocator } from "playwright-core";
import { parsePolicy } from "../../../../src/networks/policy.js";
import { packPolicy } from "../../../../src/networks/policy-link.js";
import { inChromium } from "./chromium.js";
import { staticSite } from "./static-site.js";

/** Where docs/pages.md has the site, and the page of it that the snippet shows. */
const ADDRESS = "https://example.org/aann-gym/watch.html#shipped=small-driver&track=10003";

/** Browsers draw two pixels around a frame on each side. */
const FRAME_BORDER = 4;

inChromium("the site in a page of someone else's", (open) => {
  const site = staticSite();
  let snippet: string;
  let body = "";
  let server: Server;

  before(async () => {
    [, snippet] = /^```html\n(<iframe.*?<\/iframe>)\n```$/ms.exec(await readFile("docs/pages.md", "utf8"))!;
    // A server of its own: another port is another origin.
    server = createServer((_, response) => {
      response
        .setHeader("content-type", "text/html")
        .end(
          `<!doctype html><html lang="en"><head><title>A plain page</title></head><body>${body}</body></html>`,
        );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  /** A plain page with the snippet of the docs, which shows another page of the site. */
  async function embed(shown: string) {
    expect(snippet).to.include(ADDRESS);
    body = snippet.replace(ADDRESS, `${site()}/${shown}`);
    const opened = await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    opened.page.setDefaultTimeout(55_000);
    return { ...opened, frame: opened.page.frameLocator("iframe") };
  }

  const number = (frame: FrameLocator, id: string) => frame.locator(`#${id}`).textContent().then(Number);

  /** Waits until a number in the frame is another one than now. */
  async function untilMoved(frame: FrameLocator, id: string): Promise<void> {
    const before = await number(frame, id);
    await frame.locator(`#${id}`).evaluate(
      (element, then) =>
        new Promise<void>((resolve) => {
          const look = () => (Number(element.textContent) > then ? resolve() : setTimeout(look, 50));
          look();
        }),
      before,
    );
  }

  /** How many colours a canvas in the frame shows. */
  const colours = (frame: FrameLocator, id: string) =>
    frame.locator(`#${id}`).evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const { data } = (element as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size;
    });

  it("shows the policy and the track that the snippet names, at its size", async () => {
    const { page, frame, complaints } = await embed(ADDRESS.split("/").at(-1)!);
    const { width, height } = (await page.locator("iframe").boundingBox())!;
    expect([width, height].map(Math.round)).to.deep.equal([800, 640].map((side) => side + FRAME_BORDER));
    await untilMoved(frame, "step");
    expect(await frame.locator("#agent").textContent()).to.equal("small-driver");
    expect(await frame.locator("#track").inputValue()).to.equal("10003");
    expect(await colours(frame, "image")).to.be.above(10);
    expect(complaints).to.deep.equal([]);
  });

  it("shows the policy of a link, and lets a person drive against it", async () => {
    const policy = parsePolicy(await readFile("demos/small-driver.json", "utf8"), "small-driver.json");
    const { frame, complaints } = await embed(
      `watch.html#policy=${await packPolicy(policy)}&track=10004&you`,
    );
    await untilMoved(frame, "step");
    expect(await frame.locator("#agent").textContent()).to.equal("policy of the link");
    expect(await frame.locator("#track").inputValue()).to.equal("10004");
    await frame.locator("#other-image").waitFor();
    expect(await colours(frame, "other-image")).to.be.above(10);
    expect(complaints).to.deep.equal([]);
  });

  it("learns in the frame", async () => {
    const { frame, complaints } = await embed("learn.html?env=CartPole-v1");
    await frame.locator("#speed").fill("4");
    // A bar for each episode that is over.
    await frame.locator("#returns rect").first().waitFor({ state: "attached" });
    await frame.getByText("pole angle").waitFor();
    expect(complaints).to.deep.equal([]);
  });
});
