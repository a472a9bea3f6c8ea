import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import { escaped, htmlTable } from "../../html.js";
import { jsonOrUndefined } from "../../json.js";
import type { EnvReference } from "../../networks/policy.js";
import { openPlots } from "../../plots.js";
import { readWhole } from "../../read-file.js";
import { performanceProfile } from "../../rliable.js";
import { greatest, mean, minimum } from "../../statistics.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import type { EntryResult } from "./compare.js";
import { BASELINE, type Conclusions } from "./conclusions.js";
import { correlationTable, corruptionsTable, entriesTable } from "./tables.js";

const STYLE = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
body { max-width: 90rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem 1.1rem .2rem 0; border-bottom: 1px solid #e5e5e5; text-align: right; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
.wide { overflow-x: auto; }
svg { max-width: 100%; height: auto; }`;

/** All that the benchmark says, as `results.json` has it. */
export interface Report extends Conclusions {
  readonly env: EnvReference;
  /** Seeds of the episodes: so many, from the first on. */
  readonly seeds: { readonly first: number; readonly count: number };
  readonly entries: readonly EntryResult[];
}

/**
 * Leaves the results as `results.json`, and as a page that needs nothing else.
 * @returns the page
 */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await prepareWritableFolder(folder);
  await writeFileAtomic(join(folder, "results.json"), `${JSON.stringify(report, rounded)}\n`);
  const file = join(folder, "index.html");
  await writeFileAtomic(file, await page(report));
  return file;
}

/** @throws InputError when a file is no `results.json` */
export async function readReport(file: string): Promise<Report> {
  const report = jsonOrUndefined((await readWhole(file)).toString()) as Partial<Report> | undefined;
  const isWhole =
    typeof report?.env?.id === "string" &&
    report.seeds !== undefined &&
    report.correlation !== undefined &&
    report.improvement !== undefined &&
    Array.isArray(report.entries) &&
    report.entries.every(({ trainings, returns }) => Array.isArray(trainings) && returns?.plain);
  if (isWhole) return report as Report;
  throw new InputError(`${file}: expected results of bench imitation, got something else`);
}

/** Six digits say all that a return or a share has to say. */
const rounded = (_: string, value: unknown) =>
  typeof value === "number" ? Number(value.toPrecision(6)) : value;

/** The page of a report. */
async function page(report: Report): Promise<string> {
  const { env, seeds, entries, correlation } = report;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Who imitates, and who acts well</title>
<style>${STYLE}</style>
<body>
<h1>Who imitates, and who acts well: ${escaped(env.id)}</h1>
<p>${seeds.count} episodes of each training, on seeds from ${seeds.first} on that nobody has learned from or was chosen on. Agreement: the share of steps of the
expert's own episodes on which the action is of the expert's class; balanced: every class counts alike. IQM: the interquartile mean of the trainings' mean
returns, with its 95 % bootstrap interval. Better than ${BASELINE}: the chance that a training of the row has the greater mean return than one of ${BASELINE}. Both
as rliable defines them, the environment being the one task.</p>
<div class="wide">${htmlTable(...entriesTable(entries, report))}</div>
<h2>Performance profile</h2>
<p>The share of episodes, of all trainings, that return more than what stands below; the ten rows with the greatest IQM.</p>
${await profile(entries)}
<h2>Does agreement predict return?</h2>
<p>A point for each of ${correlation.points} trainings. The intervals draw whole rows again, since trainings of one row are alike.</p>
${htmlTable(...correlationTable(report))}
${await scatter(entries)}
<h2>Under corruptions</h2>
<p>Mean return. Random colors: the environment's domain randomization. Blurred: every pixel the mean of nine. Noisy: noise with a standard deviation of 16 on
every byte of an image; each number of a vector times 1 + noise with a standard deviation of 0.1. Pushed: action noise in bursts. Sticky: with a chance of one
in four the action before is taken again.</p>
<div class="wide">${htmlTable(...corruptionsTable(entries))}</div>
</body>
</html>
`;
}

/** Curves that are told apart. */
const CURVES = 10;
const THRESHOLDS = 100;

/** A curve for each of the best entries: the share of episodes above each return. */
async function profile(results: readonly EntryResult[]): Promise<string> {
  const { Plot, draw } = await openPlots();
  const best = results.toSorted((a, b) => b.returns.plain!.iqm - a.returns.plain!.iqm).slice(0, CURVES);
  const all = results.flatMap(({ trainings }) => trainings.flatMap(({ returns }) => returns.plain!));
  const [low, high] = [minimum(all), greatest(all)];
  const thresholds = Array.from(
    { length: THRESHOLDS + 1 },
    (_, index) => low + ((high - low) * index) / THRESHOLDS,
  );
  const points = best.flatMap(({ name, trainings }) => {
    const scores = trainings.map(({ returns }) => returns.plain!);
    return performanceProfile(scores, thresholds).map((share, index) => ({
      ...{ name, share, return: thresholds[index] },
    }));
  });
  return draw({
    width: 860,
    height: 420,
    grid: true,
    color: { legend: false, domain: best.map(({ name }) => name), scheme: "tableau10" },
    marginRight: 230,
    x: { label: "return" },
    y: { label: "share of episodes above it", percent: true, domain: [0, 100] },
    marks: [
      Plot.line(points, { x: "return", y: "share", stroke: "name" }),
      Plot.text(best, {
        ...{ frameAnchor: "right", dx: 225, textAnchor: "end" },
        y: (_: EntryResult, index: number) => (96 - 7 * index) / 100,
        ...{ text: "name", fill: "name" },
      }),
    ],
  });
}

/**
 * A point for each training: agreement to the right, mean return upwards; the names of the entries in a column beside,
 * the best on top.
 */
async function scatter(results: readonly EntryResult[]): Promise<string> {
  const { Plot, draw } = await openPlots();
  const points = results
    .map(({ name, agreement, returns }) => ({ name, agreement, mean: returns.plain!.mean }))
    .sort((a, b) => b.mean - a.mean);
  const trainings = results.flatMap((result) =>
    result.trainings.map(({ agreement, returns }) => ({ agreement, mean: mean(returns.plain!) })),
  );
  const means = trainings.map((training) => training.mean);
  const [low, high] = [minimum([0, ...means]), greatest(means)];
  const heights = spread(
    points.map((point) => point.mean),
    (high - low) / 32,
  );
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
      Plot.dot(trainings, { ...place, r: 2.5, stroke: "#1f58b5" }),
      Plot.dot(points, { ...place, r: 4, fill: "#1f58b5" }),
      Plot.text(labels, { x: "right", y: "height", text: "name", dx: 6, textAnchor: "start" }),
    ],
  });
}

/**
 * Values in descending order, moved until they are `gap` apart: down, but for those that would fall below the lowest.
 */
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
