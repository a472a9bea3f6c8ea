import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import sirv from "sirv";
import { Expert, make } from "../../envs/index.js";
import { blocksOf } from "../examples.js";
import { inChromium } from "../src/viewers/web/chromium.js";

const root = join(import.meta.dirname, "../../..");

inChromium("docs/cdn.md", (open) => {
  let folder: string;
  let server: Server;
  let address: string;

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), "aann-gym-cdn-"));
    execFileSync(process.execPath, [join(root, "scripts", "build-cdn.js"), join(folder, "cdn")]);
    const [page] = blocksOf("docs/cdn.md", "html") as [string];
    expect(page.trimEnd().split("\n").length).to.be.at.most(30);
    await writeFile(
      join(folder, "index.html"),
      page.replace("<title>", '<link rel="icon" href="data:,"><title>'),
    );
    const files = sirv(folder);
    server = createServer((request, response) =>
      files(request, response, () => {
        response.writeHead(404).end();
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  after(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });

  it("has a page of thirty lines that drives as the gym drives in Node", async function () {
    this.timeout(60_000);
    const { page, complaints } = await open(address);
    await page.waitForFunction(
      () => Number(document.getElementById("score")?.textContent?.split(": ")[1]) > 100,
    );
    const { score, pixels } = await page.evaluate(() => {
      const { data } = document.querySelector("canvas")!.getContext("2d")!.getImageData(0, 0, 600, 400);
      return { score: document.getElementById("score")!.textContent!, pixels: Array.from(data) };
    });
    const shown = Buffer.from(pixels.filter((_, i) => i % 4 < 3));
    expect((await framesInNode(score)).filter((frame) => shown.equals(frame))).to.have.length(1);
    expect(complaints).to.deep.equal([]);
  });

  it("has every environment, with either engine", async () => {
    const { page, complaints } = await open(address);
    const first = await page.evaluate(async () => {
      const entry = new URL("cdn/envs.js", location.href).href;
      const gym = (await import(entry)) as typeof import("../../envs/index.js");
      const made = [];
      for (const { id } of gym.registered()) {
        const env = await gym.make(id as "CartPole-v1");
        env.reset({ seed: 0 });
        made.push([id, env.step(env.actionSpace.sample())[1]]);
        env.close();
      }
      return made as [string, number][];
    });
    expect(first.map(([id]) => id)).to.include.members(["CarRacing-v3", "CartPole-v1", "LunarLander-v3"]);
    for (const [id, reward] of first) expect(reward, id).to.satisfy(Number.isFinite);
    expect(complaints).to.deep.equal([]);
  });
});

/** The images of all states of the first track at which the page shows this score. */
async function framesInNode(score: string): Promise<Uint8Array[]> {
  const env = await make("CarRacing-v3", { physics: "float32", observation: "none" });
  const expert = new Expert(env.unwrapped);
  env.reset({ seed: 1 });
  const frames: Uint8Array[] = [];
  let total = 0;
  for (let ended = false; !ended; ) {
    const [, reward, terminated, truncated] = env.step(expert.act());
    total += reward;
    if (`Track 1: ${total.toFixed(1)}` === score) frames.push(env.render().data);
    ended = terminated || truncated;
  }
  env.close();
  return frames;
}
