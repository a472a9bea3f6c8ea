import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { PAGES } from "./transcripts.js";

const root = join(import.meta.dirname, "../../..");

/** The name that GitHub gives to a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const textOf = (page: string) => readFileSync(page, "utf8").replace(/^```.*?^```/gms, "");
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

describe("the documentation", () => {
  for (const page of [...PAGES, "ARCHITECTURE.md"]) {
    it(`leads somewhere with every link within the project: ${page}`, () => {
      const broken = [...textOf(join(root, page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
        .map(([, target]) => target!)
        .filter((target) => {
          const [path, anchor] = target.split("#") as [string, string?];
          const file = path === "" ? join(root, page) : join(root, dirname(page), path);
          return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
        });
      expect(broken).to.deep.equal([]);
    });
  }

  it("has a table of contents with every page", () => {
    const contents = readFileSync(join(root, "docs", "README.md"), "utf8");
    const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
    for (const page of pages) expect(contents).to.include(`(${page.slice("docs/".length)})`);
  });
});
