import { readFile } from "node:fs/promises";
import { escaped, htmlTable } from "../html.js";
import type { Figure, Panel } from "./figure.js";

/** A figure and what it is called. */
export interface NamedFigure {
  /** As on the command line, and the beginning of its files' names: "2a". */
  readonly name: string;
  readonly title: string;
  readonly figure: Figure;
}

const STYLE = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
body { max-width: 1400px; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
nav a { margin-right: .9em; }
section { border-top: 1px solid #ddd; margin-top: 2rem; }
.panels { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: start; }
figure { margin: 0; } figcaption { font-weight: 600; font-size: 13px; }
canvas { width: 400px; height: 300px; max-width: 100%; border: 1px solid #eee; touch-action: none; cursor: grab; }
canvas:active { cursor: grabbing; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { text-align: left; padding: .15rem 1.2rem .15rem 0; border-bottom: 1px solid #eee; }
td + td { font-variant-numeric: tabular-nums; }
img, svg { max-width: 100%; }
.label { position: fixed; pointer-events: none; background: #222; color: #fff; padding: .2rem .5rem; border-radius: 4px; font-size: 13px; z-index: 1; }
figcaption i { display: inline-block; width: 1em; height: .7em; margin: 0 .3em 0 .9em; }
.small { font-weight: 400; color: #555; font-size: 13px; }`;

/** One page with all figures. It needs no network: everything but videos is in it. */
export async function page(figures: readonly NamedFigure[], protocol: string): Promise<string> {
  const links = figures.map(({ name }) => `<a href="#figure-${name}">${escaped(label(name))}</a>`).join("");
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Architecture agnostic neural networks: the figures</title>
<style>${STYLE}</style>
<body>
<h1>Architecture agnostic neural networks: the figures</h1>
<p>Every figure of the paper as this project makes it, and some beyond it. Protocol: <b>${escaped(protocol)}</b>. The pointer reads values;
scenes are turned by dragging and zoomed with the wheel (or arrow keys, + and −).</p>
<nav>${links}</nav>
${figures.map(section).join("\n")}
<script type="module">
${await script()}
</script>
</body>
</html>
`;
}

const label = (name: string) => (/^\d/.test(name) ? `Figure ${name}` : name);

function section({ name, title, figure }: NamedFigure): string {
  const { panels, numbers, remarks } = figure;
  const rows = numbers.map(({ what, paper, here }) => [what, paper, here]);
  const table = htmlTable(["", "paper", "here"], rows);
  const files = ["json", "csv"].map((kind) => `<a href="${name}.${kind}">${kind.toUpperCase()}</a>`);
  const drawings = panels.flatMap(({ svg }, at) =>
    svg ? [`<a href="${svgName(name, at)}">${svgName(name, at)}</a>`] : [],
  );
  return `<section id="figure-${name}">
<h2>${escaped(label(name))}: ${escaped(title)}</h2>
<div class="panels">${panels.map(shown).join("\n")}</div>
${numbers.length > 0 ? table : ""}
<p>${escaped(remarks)}</p>
<p class="small">Data: ${[...files, ...drawings].join(", ")}</p>
</section>`;
}

/** The file of a panel's drawing. */
export const svgName = (figure: string, panel: number) => `${figure}-${panel + 1}.svg`;

function shown({ title, svg, scene, image, legend = [] }: Panel): string {
  const swatches = legend.map(
    ({ color, text }) => `<i style="background: ${escaped(color)}"></i>${escaped(text)}`,
  );
  const key = swatches.length > 0 ? `<span class="small">${swatches.join("")}</span>` : "";
  const caption = `<figcaption>${escaped(title)} ${key}</figcaption>`;
  if (scene) {
    const data = JSON.stringify(scene).replaceAll("<", "\\u003c");
    return `<figure>${caption}<canvas tabindex="0" role="img" aria-label="${escaped(title)}"></canvas><script type="application/json">${data}</script></figure>`;
  }
  return `<figure>${caption}${svg ?? `<img src="${escaped(image!)}" alt="${escaped(title)}">`}</figure>`;
}

/** The page's own scripts as one: the compiled modules without their imports of each other. */
async function script(): Promise<string> {
  const sources = await Promise.all(
    ["hover", "turn"].map((name) => readFile(new URL(`./browser/${name}.js`, import.meta.url), "utf8")),
  );
  return sources
    .map((source) =>
      source
        .replace(/^import .*;$/gm, "")
        .replace(/^export /gm, "")
        .replace(/^\/\/# source.*$/gm, ""),
    )
    .join("\n");
}
