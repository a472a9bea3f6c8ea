import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { build, type PreviewServer, preview } from "vite";
import { registered } from "../../../envs/index.js";
import { inChromium, type OpenPage } from "../../src/viewers/web/chromium.js";
import { expectEqual, GOLDEN_FILES, readGolden } from "../gymnasium/golden.js";
import type { Sequence } from "../gymnasium/replay.js";
import { fingerprints, type Recipe } from "./fingerprints.js";
import type { PageGlobals } from "./page.js";

/** Each is also played against Gymnasium below. */
const SMALL = [
  "Acrobot-v1",
  "Blackjack-v1",
  "CartPole-v0",
  "CliffWalking-v1",
  "CliffWalkingSlippery-v1",
  "FrozenLake-v1",
  "FrozenLake8x8-v1",
  "MountainCar-v0",
  "MountainCarContinuous-v0",
  "Pendulum-v1",
  "Taxi-v4",
];

const recipes: readonly Recipe[] = [
  { id: "CarRacing-v3", options: { physics: "float32" } },
  { id: "CarRacing-v3", options: { physics: "box2d-wasm" } },
  { id: "CarRacing-v3", options: { physics: "float32", continuous: false, domainRandomize: true } },
  { id: "CartPole-v1", options: {} },
  { id: "CartPoleSwingUp-v0", options: {} },
  ...SMALL.map((id) => ({ id, options: {} })),
  { id: "LunarLander-v3", options: {} },
  { id: "LunarLander-v3", options: { continuous: true, enableWind: true } },
  { id: "LunarLanderContinuous-v3", options: {} },
  { id: "BipedalWalker-v3", options: { keepWorld: false } },
  { id: "BipedalWalkerHardcore-v3", options: { keepWorld: false } },
];

const HTML = '<link rel="icon" href="data:,"><script type="module" src="page.js"></script>';

inChromium("the gym in a page", (open) => {
  let folder: string;
  let server: PreviewServer;
  let opened: OpenPage;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-browser-"));
    await writeFile(join(folder, "index.html"), HTML);
    const input = join(import.meta.dirname, "page.js");
    await build({
      configFile: false,
      // box2d-wasm asks for Node's modules where it runs in Node; Vite would warn of them.
      logLevel: "error",
      root: import.meta.dirname,
      base: "./",
      build: {
        outDir: folder,
        emptyOutDir: false,
        minify: false,
        rolldownOptions: { input, output: { entryFileNames: "page.js" } },
      },
    });
    server = await preview({
      configFile: false,
      logLevel: "error",
      root: tmpdir(),
      build: { outDir: folder },
      preview: { host: "127.0.0.1", port: 18_890 },
    });
    opened = await open(server.resolvedUrls!.local[0]);
    await opened.page.waitForFunction(() => "fingerprints" in globalThis);
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it("has every environment", async () => {
    const ids = () => (globalThis as unknown as PageGlobals).gym.registered().map(({ id }) => id);
    // Other tests register environments of their own in this process, but not in the page.
    const own = [...new Set(recipes.map(({ id }) => id))].sort();
    expect(await opened.page.evaluate(ids)).to.deep.equal(own);
    expect(registered().map(({ id }) => id)).to.include.members(own);
  });

  for (const recipe of recipes) {
    it(`gives what it gives in Node: ${recipe.id} ${JSON.stringify(recipe.options)}`, async () => {
      const drive = (given: Recipe) => (globalThis as unknown as PageGlobals).fingerprints(given);
      expect(await opened.page.evaluate(drive, recipe)).to.deep.equal(await fingerprints(recipe));
      expect(opened.complaints).to.deep.equal([]);
    });
  }

  for (const file of GOLDEN_FILES) {
    it(`plays Gymnasium's episodes to the bit: ${file}`, async () => {
      const sequence = readGolden(file);
      const play = (given: Sequence) => (globalThis as unknown as PageGlobals).replay(given);
      expectEqual(await opened.page.evaluate(play, sequence), sequence);
    });
  }

  it("passes the gym's own check of environments", async () => {
    const check = async (given: Recipe) => {
      const { gym } = globalThis as unknown as PageGlobals;
      gym.checkEnv(await gym.make(given.id, given.options), { steps: 20 });
    };
    for (const recipe of recipes) await opened.page.evaluate(check, recipe);
  });
});
