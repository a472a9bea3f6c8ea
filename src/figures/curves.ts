import type { Station } from "./climbs.js";
import { openPlots, percent } from "./plots.js";

/** A line of a drawing. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Shares (0 to 1) against whatever x is, one line for each curve, its name at its end. */
export async function drawCurves(
  curves: readonly Curve[],
  labels: { readonly x: string; readonly y: string },
): Promise<string> {
  const { Plot, draw } = await openPlots();
  const ends = new Map(curves.map((curve) => [curve.name, { ...curve.points.at(-1)!, ...curve }]));
  return draw({
    width: 720,
    height: 360,
    grid: true,
    marginRight: 170,
    color: { type: "identity" },
    x: { label: labels.x },
    y: { label: `${labels.y} (%)` },
    marks: [
      ...curves.map(({ points, color }) =>
        Plot.lineY(points, { x: "x", y: ({ y }) => 100 * y, stroke: color }),
      ),
      ...curves.map(({ points, color, name }) =>
        Plot.dot(points, {
          x: "x",
          y: ({ y }) => 100 * y,
          fill: color,
          r: 2.5,
          title: ({ x, y }) => `${name}, ${Number(x.toFixed(3)).toLocaleString("en-US")}: ${percent(y)}`,
        }),
      ),
      Plot.text([...ends.values()], {
        x: "x",
        y: ({ y }) => 100 * y,
        text: "name",
        fill: "color",
        textAnchor: "start",
        dx: 8,
      }),
    ],
  });
}

/** A climb's validation score by neighbours looked at. */
export function curveOf(name: string, color: string, stations: readonly Station[]): Curve {
  return {
    name,
    color,
    points: stations.map(({ evaluations, validation }) => ({ x: evaluations, y: validation })),
  };
}
