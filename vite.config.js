import { readdirSync, renameSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { defineConfig } from "vite";
import { includeParts } from "./scripts/include-parts.js";
import { leanZod } from "./scripts/lean-zod.js";
import { shareBox2D } from "./scripts/share-box2d.js";
import { CONTENT_POLICY } from "./src/viewers/web/content-policy.ts";

const pages = "src/viewers/web/pages";

/** Pages that need no command behind them: what the static site consists of. */
const SITE_PAGES = ["start.html", "live.html", "watch.html", "learn.html"];

/** Pages that have no command. */
const SITE_ONLY = ["start.html"];

/** A kernel is a file of its own, so that pages and their workers, which are built apart, load the same one. */
const KERNELS_APART = {
  codeSplitting: {
    groups: [{ test: /\/generated\/[\w-]+\.ts$/, name: (id) => basename(id, ".ts"), debugName: "kernels" }],
  },
  // Else how it is written would depend on who imports it.
  minifyInternalExports: false,
  topLevelVar: true,
};

// The pages to record, watch and browse: every HTML file of src/viewers/web/pages → dist/web. With `--mode site` those that work
// from any server of files → dist-site, the front door as its index.
export default defineConfig(({ mode }) => {
  const isSite = mode === "site";
  return {
    root: pages,
    base: "./",
    logLevel: "warn",
    define: { SITE: JSON.stringify(isSite) },
    worker: {
      format: "es",
      plugins: () => [shareBox2D(false), leanZod()],
      rolldownOptions: { output: KERNELS_APART },
    },
    resolve: { alias: { "node:crypto": resolve("src/viewers/web/node-crypto.ts") } },
    plugins: [shareBox2D(true), leanZod(), includeParts(join(pages, "parts")), isSite && staticSite()],
    build: {
      outDir: resolve(isSite ? "dist-site" : "dist/web"),
      emptyOutDir: true,
      target: "es2023",
      // The Content-Security-Policy allows files only: nothing inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // How long plugins take is no news, but on a busy machine it would be told as a warning.
        checks: { pluginTimings: false },
        // What Node alone needs is never reached in a page: box2d-wasm and the threads ask where they are first.
        onLog: (level, log, handle) => {
          if (!log.message.includes("externalized for browser compatibility")) handle(level, log);
        },
        output: KERNELS_APART,
        input: readdirSync(pages)
          .filter((name) =>
            isSite ? SITE_PAGES.includes(name) : name.endsWith(".html") && !SITE_ONLY.includes(name),
          )
          .map((name) => join(pages, name)),
      },
    },
  };
});

/** A server of files sends no headers, so the pages of the site say themselves what they may do. */
function staticSite() {
  return {
    name: "static-site",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_POLICY },
        injectTo: "head-prepend",
      },
    ],
    writeBundle: ({ dir }) => renameSync(join(dir, "start.html"), join(dir, "index.html")),
  };
}
