import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

const pages = "src/web/pages";

// The pages to record, watch and browse: every HTML file of src/web/pages → dist/web.
export default defineConfig({
  root: pages,
  base: "./",
  logLevel: "warn",
  build: {
    outDir: "../../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // The Content-Security-Policy allows files only: nothing inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: readdirSync(pages)
        .filter((name) => name.endsWith(".html"))
        .map((name) => join(pages, name)),
    },
  },
});
