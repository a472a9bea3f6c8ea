import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { escaped, htmlTable } from "../../html.js";
import { openPlots } from "../../plots.js";
import type { Standing } from "./compare.js";
import { conditionsTable, standingsTable } from "./tables.js";

const STYLE = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem 1.1rem .2rem 0; border-bottom: 1px solid #e5e5e5; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.wide { overflow-x: auto; }
.matrices { display: flex; flex-wrap: wrap; gap: 0 2.5rem; }
.matrices h3 { margin: .8rem 0 0; font-size: 1rem; }
svg { max-width: 100%; height: auto; }`;

/**
 * Leaves the rows as `results.json`, and as a page that needs nothing else.
 * @returns the page
 */
export async function writeReport(folder: string, standings: readonly Standing[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, "results.json"), `${JSON.stringify(standings, null, 2)}\n`);
  const file = join(folder, "index.html");
  await writeFileAtomic(file, await page(standings));
  return file;
}

async function page(standings: readonly Standing[]): Promise<string> {
  const { tracks } = standings[0]?.returns.plain ?? { tracks: 0 };
  const names = standings.map(({ name }) => name);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Imitators and drivers</title>
<style>${STYLE}</style>
<body>
<h1>Imitators and drivers</h1>
<p>Who drives like the expert, and who drives well, on ${tracks} tracks that nobody has learned from or was chosen on. Agreement: the share of frames of the
expert's own laps on which the action is of the expert's class (steering left, straight, right; gas; brake); balanced: every class counts alike.</p>
<div class="wide">${htmlTable(...standingsTable(standings))}</div>
<h2>Does agreement predict return?</h2>
${await scatter(standings)}
<h2>Under harder conditions</h2>
<p>Mean return. Random colours: road and ground in other colours on every track (other tracks, too). Blurred: every pixel the mean of nine. Noisy: noise with a standard deviation
of 16 on every byte. Pushed: bursts of up to ±0.45 on the steering.</p>
<div class="wide">${htmlTable(...conditionsTable(standings))}</div>
<h2>Left, straight, right</h2>
<p>Frames by what the expert steered (rows) and what the policy would have steered (columns).</p>
<div class="matrices">${standings.map(({ steering }, index) => matrix(names[index]!, steering)).join("\n")}</div>
</body>
</html>
`;
}

/** A point a contestant: agreement to the right, mean return upwards; the names in a column beside, the best on top. */
async function scatter(standings: readonly Standing[]): Promise<string> {
  const { Plot, draw } = await openPlots();
  const points = standings
    .map(({ name, agreement, returns }) => ({ name, agreement, mean: returns.plain.mean }))
    .sort((a, b) => b.mean - a.mean);
  const means = points.map(({ mean }) => mean);
  const [low, high] = [Math.min(0, ...means), Math.max(1000, ...means)];
  const heights = spread(means, (high - low) / 32);
  const labels = points.map((point, index) => ({ ...point, right: 1, height: heights[index]! }));
  const place = { x: "agreement", y: "mean" };
  return draw({
    width: 860,
    height: 520,
    grid: true,
    marginRight: 230,
    x: { label: "agreement with the expert", percent: true, domain: [0, 100] },
    y: { label: "mean return", domain: [low, high] },
    marks: [
      Plot.ruleY([900], { stroke: "#999", strokeDasharray: "4 3" }),
      Plot.link(labels, { x1: "agreement", y1: "mean", x2: "right", y2: "height", stroke: "#bbb" }),
      Plot.dot(points, { ...place, r: 4, fill: "#1f58b5" }),
      Plot.text(labels, { x: "right", y: "height", text: "name", dx: 6, textAnchor: "start" }),
    ],
  });
}

/** Values in descending order, moved until they are `gap` apart: down, but for those that would fall below the lowest. */
function spread(values: readonly number[], gap: number): number[] {
  const moved: number[] = [];
  for (const value of values) moved.push(Math.min(value, (moved.at(-1) ?? Infinity) - gap));
  let least = values.at(-1)!;
  return moved
    .toReversed()
    .map((value) => {
      const kept = Math.max(value, least);
      least = kept + gap;
      return kept;
    })
    .toReversed();
}

function matrix(name: string, steering: readonly (readonly number[])[]): string {
  const words = ["left", "straight", "right"];
  const rows = steering.map((row, index) => [
    words[index]!,
    ...row.map((count) => count.toLocaleString("en-US")),
  ]);
  return `<div><h3>${escaped(name)}</h3>${htmlTable(["", ...words], rows)}</div>`;
}
