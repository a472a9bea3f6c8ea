import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const require = createRequire(import.meta.url);
const FILE = require.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");

/**
 * Sets a page in one and the same font on every machine: the pages use the system's, whose letters are wider or
 * narrower and break lines elsewhere. A font and a style sheet that a script makes are no concern of the
 * Content-Security-Policy.
 */
export async function pinFont(page: Page): Promise<void> {
  await page.evaluate(
    async (font) => {
      const bytes = Uint8Array.from(atob(font), (character) => character.charCodeAt(0));
      document.fonts.add(await new FontFace("Pinned", bytes, { weight: "100 900" }).load());
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { font-family: Pinned !important }");
      document.adoptedStyleSheets.push(sheet);
    },
    readFileSync(FILE, "base64"),
  );
}
