import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Figure, ScenePoint } from "../../../src/figures/figure.js";
import { page } from "../../../src/figures/page.js";
import { openPlots } from "../../../src/plots.js";
import { inChromium } from "../viewers/web/chromium.js";

const corner = (x: number, y: number, z: number): ScenePoint => {
  return { x, y, z, color: "#ff0000", text: `at ${x} ${y} ${z}`, radius: 8 };
};

async function figure(): Promise<Figure> {
  const { Plot, draw } = await openPlots();
  const dots = Plot.dot([{ x: 1, y: 2 }], {
    x: "x",
    y: "y",
    r: 20,
    fill: "black",
    title: () => "one & <two>",
  });
  const points = [corner(0, 0, 0), corner(1, 0, 0), corner(0, 1, 1), corner(1, 1, 1)];
  return {
    rows: [],
    panels: [
      { title: "drawing", svg: draw({ marks: [dots] }) },
      { title: "scene", scene: { height: "height", points, path: [0, 2] } },
    ],
    numbers: [{ what: "a < b", paper: "1", here: "2" }],
    remarks: "Nothing.",
  };
}

inChromium("the page of the figures", (open) => {
  let folder: string;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-page-"));
    const file = join(folder, "index.html");
    await writeFile(file, await page([{ name: "3", title: "a title", figure: await figure() }], "quick"));
    url = pathToFileURL(file).href;
  });
  after(() => rm(folder, { recursive: true }));

  it("says what the pointer is on, in drawings and in scenes that turn", async () => {
    const { page: tab, complaints, requests } = await open(url);
    const label = tab.locator(".label");
    await tab.locator("svg circle").hover();
    expect(await label.textContent()).to.equal("one & <two>");
    const canvas = tab.locator("canvas");
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    // In the page itself, since a thousand moves of the mouse from outside take their time.
    const found = await canvas.evaluate((element) => {
      const texts = new Set<string | null>();
      const { left, top, width, height } = element.getBoundingClientRect();
      const said = document.querySelector<HTMLElement>(".label")!;
      for (let y = 4; y < height; y += 8) {
        for (let x = 4; x < width; x += 8) {
          const at = { clientX: left + x, clientY: top + y, bubbles: true };
          element.dispatchEvent(new PointerEvent("pointermove", at));
          if (!said.hidden) texts.add(said.textContent);
        }
      }
      return [...texts].sort();
    });
    expect(found).to.deep.equal(["at 0 0 0", "at 0 1 1", "at 1 0 0", "at 1 1 1"]);
    const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
    const before = await picture();
    await tab.mouse.move(box.x + 100, box.y + 100);
    await tab.mouse.down();
    await tab.mouse.move(box.x + 160, box.y + 120);
    await tab.mouse.up();
    expect(await picture()).not.to.equal(before);
    expect(complaints).to.deep.equal([]);
    expect(requests).to.deep.equal([url]);
  });
});
