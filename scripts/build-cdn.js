// Builds dist/cdn (npm run build:cdn): `aann-gym/envs` as plain ES modules that a page imports from any server of
// files, without a bundler. `envs.js` is the entry; environments are loaded when they are made. Another folder may be
// named.
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");

const [folder = join(root, "dist", "cdn")] = process.argv.slice(2);

await build({
  configFile: false,
  // box2d-wasm asks for Node's modules where it runs in Node; Vite would warn of them.
  logLevel: "error",
  root,
  base: "./",
  publicDir: false,
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: { envs: join(root, "envs", "index.ts") },
      // Without it, an entry that nothing imports would export nothing.
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "modules/[name]-[hash].js",
        assetFileNames: "modules/[name]-[hash][extname]",
      },
    },
  },
});
