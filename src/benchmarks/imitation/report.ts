import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { htmlTable } from "../../html.js";
import { openPlots } from "../../plots.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import type { EntryResult } from "./compare.js";
import { corruptionsTable, entriesTable } from "./tables.js";

const STYLE = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem 1.1rem .2rem 0; border-bottom: 1px solid #e5e5e5; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.wide { overflow-x: auto; }
svg { max-width: 100%; height: auto; }`;

/**
 * Leaves the rows as `results.json`, and as a page that needs nothing else.
 * @returns the page
 */
export async function writeReport(folder: string, results: readonly EntryResult[]): Promise<string> {
  await prepareWritableFolder(folder);
  await writeFileAtomic(join(folder, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const file = join(folder, "index.html");
  await writeFileAtomic(file, await page(results));
  return file;
}

async function page(results: readonly EntryResult[]): Promise<string> {
  const { episodes } = results[0]?.returns.plain ?? { episodes: 0 };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Who imitates, and who acts well</title>
<style>${STYLE}</style>
<body>
<h1>Who imitates, and who acts well</h1>
<p>Who acts like the expert, and who acts well, in ${episodes} episodes on seeds that nobody has learned from or was chosen on. Agreement: the share of steps
of the expert's own episodes on which the action is of the expert's class; balanced: every class counts alike.</p>
<div class="wide">${htmlTable(...entriesTable(results))}</div>
<h2>Does agreement predict return?</h2>
${await scatter(results)}
<h2>Under corruptions</h2>
<p>Mean return. Random colors: the environment's domain randomization. Blurred: every pixel the mean of nine. Noisy: noise with a standard deviation of 16 on every byte. Pushed:
action noise in bursts.</p>
<div class="wide">${htmlTable(...corruptionsTable(results))}</div>
</body>
</html>
`;
}

/** A point for each entry: agreement to the right, mean return upwards; the names in a column beside, the best on top. */
async function scatter(results: readonly EntryResult[]): Promise<string> {
  const { Plot, draw } = await openPlots();
  const points = results
    .map(({ name, agreement, returns }) => ({ name, agreement, mean: returns.plain!.mean }))
    .sort((a, b) => b.mean - a.mean);
  const means = points.map(({ mean }) => mean);
  const [low, high] = [Math.min(0, ...means), Math.max(...means)];
  const heights = spread(means, (high - low) / 32);
  const labels = points.map((point, index) => ({ ...point, right: 1, height: heights[index] }));
  const place = { x: "agreement", y: "mean" };
  return draw({
    width: 860,
    height: 520,
    grid: true,
    marginRight: 230,
    x: { label: "agreement with the expert", percent: true, domain: [0, 100] },
    y: { label: "mean return", domain: [low, high] },
    marks: [
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
  let smallest = values.at(-1)!;
  return moved
    .toReversed()
    .map((value) => {
      const kept = Math.max(value, smallest);
      smallest = kept + gap;
      return kept;
    })
    .toReversed();
}
