import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const BOX2D = ["Box2D.simd.js", "Box2D.simd.wasm"];

/**
 * A plugin for Vite, for the pages and their workers. box2d-wasm is one file for all of them instead of a copy in each
 * bundle, in the form with SIMD, which the kernels need as well. The kernels' threads, which are Node's, are left out.
 * @param emits whether this is the build that writes the file
 */
export function shareBox2D(emits) {
  return {
    name: "share-box2d",
    enforce: "pre",
    resolveId(id) {
      if (id === "box2d-wasm") return { id: "./box2d/Box2D.simd.js", external: "absolute" };
      if (id.endsWith("/neighbours-workers.js")) return "\0no-threads";
    },
    load(id) {
      if (id === "\0no-threads") return "export const startWorkers = undefined;";
    },
    generateBundle() {
      if (!emits) return;
      for (const name of BOX2D) {
        const file = require.resolve("box2d-wasm/package.json").replace("package.json", `dist/es/${name}`);
        this.emitFile({ type: "asset", fileName: `assets/box2d/${name}`, source: readFileSync(file) });
      }
    },
  };
}
