import { openPlots } from "../plots.js";
import { percent } from "../text.js";
import type { Station } from "./searches.js";

/** A line of a drawing. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** How heights are written: shares (0 to 1) in percent, other numbers as they are. */
const SCALES = {
  shares: { factor: 100, unit: " (%)", format: (y: number) => percent(y) },
  numbers: { factor: 1, unit: "", format: (y: number) => y.toPrecision(3) },
} as const;

/** Heights against whatever x is, one line for each curve, its name at its end. */
export async function drawCurves(
  curves: readonly Curve[],
  labels: { readonly x: string; readonly y: string },
  scale: keyof typeof SCALES = "shares",
): Promise<string> {
  const { Plot, draw } = await openPlots();
  const { factor, unit, format } = SCALES[scale];
  const height = ({ y }: { readonly y: number }) => factor * y;
  const ends = new Map(curves.map((curve) => [curve.name, { ...curve.points.at(-1)!, ...curve }]));
  return draw({
    width: 720,
    height: 360,
    grid: true,
    marginRight: 170,
    color: { type: "identity" },
    x: { label: labels.x },
    y: { label: `${labels.y}${unit}` },
    marks: [
      ...curves.map(({ points, color }) => Plot.lineY(points, { x: "x", y: height, stroke: color })),
      ...curves.map(({ points, color, name }) =>
        Plot.dot(points, {
          x: "x",
          y: height,
          fill: color,
          r: 2.5,
          title: ({ x, y }) => `${name}, ${Number(x.toFixed(3)).toLocaleString("en-US")}: ${format(y)}`,
        }),
      ),
      Plot.text([...ends.values()], {
        x: "x",
        y: height,
        text: "name",
        fill: "color",
        textAnchor: "start",
        dx: 8,
      }),
    ],
  });
}

/** A search's validation score by neighbours looked at. */
export function curveOf(name: string, color: string, stations: readonly Station[]): Curve {
  return {
    name,
    color,
    points: stations.map(({ evaluations, validation }) => ({ x: evaluations, y: validation })),
  };
}
