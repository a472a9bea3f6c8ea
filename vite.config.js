import { defineConfig } from "vite";

// The pages to record, watch and browse: src/web/pages → dist/web.
export default defineConfig({
  root: "src/web/pages",
  base: "./",
  logLevel: "warn",
  build: { outDir: "../../../dist/web", emptyOutDir: true, target: "es2023" },
});
