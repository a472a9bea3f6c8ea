import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { build, type PreviewServer, preview } from "vite";
import { registered } from "../../../envs/index.js";
import { inChromium } from "../../src/web/chromium.js";
import { fingerprints, type Recipe } from "./fingerprints.js";

const recipes: readonly Recipe[] = [
  { id: "CarRacing-v3", options: { physics: "float32" } },
  { id: "CarRacing-v3", options: { physics: "box2d-wasm" } },
  { id: "CarRacing-v3", options: { physics: "float32", continuous: false, domainRandomize: true } },
  { id: "CartPole-v1", options: {} },
  { id: "LunarLander-v3", options: {} },
  { id: "LunarLander-v3", options: { continuous: true, enableWind: true } },
];

inChromium("the gym in a page", (open) => {
  let folder: string;
  let server: PreviewServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-browser-"));
    await writeFile(join(folder, "index.html"), '<script type="module" src="page.js"></script>');
    await build({
      configFile: false,
      logLevel: "warn",
      root: import.meta.dirname,
      base: "./",
      build: {
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: {
          input: join(import.meta.dirname, "page.js"),
          output: { entryFileNames: "page.js" },
        },
      },
    });
    server = await preview({
      configFile: false,
      root: folder,
      build: { outDir: folder },
      preview: { host: "127.0.0.1", port: 18_890 },
    });
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it("knows every environment", () => {
    expect([...new Set(recipes.map(({ id }) => id))]).to.deep.equal(registered().map(({ id }) => id));
  });

  for (const recipe of recipes) {
    it(`gives what it gives in Node: ${recipe.id} ${JSON.stringify(recipe.options)}`, async () => {
      const { page, complaints } = await open(server.resolvedUrls!.local[0]!);
      await page.waitForFunction(() => "fingerprints" in globalThis);
      const inPage = await page.evaluate(
        (recipe) => (globalThis as unknown as { fingerprints: typeof fingerprints }).fingerprints(recipe),
        recipe,
      );
      expect(inPage).to.deep.equal(await fingerprints(recipe));
      expect(complaints).to.deep.equal([]);
      await page.close();
    });
  }
});
