import type { TernaryNetwork } from "../networks/ternary-network.js";
import { LAYER_COLORS, openPlots } from "../plots.js";
import { percent } from "../text.js";
import type { Panel } from "./figure.js";
import type { Step } from "./from-random-runs.js";

const TEST_COLOR = "#ff7f0e";
const BASELINES = {
  kept: { color: "#9467bd", text: "back-propagation, wiring kept: test" },
  free: { color: "#17becf", text: "back-propagation, wiring free: test" },
};

/** What the colours mean. */
export function legendOf({ architecture }: TernaryNetwork, baselines: boolean): NonNullable<Panel["legend"]> {
  const layers = architecture.layers.map(({ name }, index) => ({
    color: LAYER_COLORS[index],
    text: `validation, swaps in ${name}`,
  }));
  return [
    ...layers,
    { color: TEST_COLOR, text: "test" },
    ...(baselines ? [BASELINES.kept, BASELINES.free] : []),
  ];
}

/** Scores by neighbourhoods: validation in the colour of the layer that changed, test, and the baselines. */
export async function drawSteps(
  steps: readonly Step[],
  baselines: { readonly kept: readonly Step[]; readonly free: readonly Step[] } | undefined,
  { architecture }: TernaryNetwork,
  scoreName: string,
): Promise<string> {
  const { Plot, draw } = await openPlots();
  const names = architecture.layers.map(({ name }) => name);
  // A piece of the line for every step, in the colour of the layer that changed.
  const pieces = steps.slice(1).map((step, index) => ({ from: steps[index], to: step }));
  const curve = (data: readonly Step[], color: string, title: string) => [
    Plot.lineY(data, { x: "neighbourhood", y: ({ test }) => 100 * test, stroke: "black", strokeWidth: 1 }),
    Plot.dot(data, {
      x: "neighbourhood",
      y: ({ test }) => 100 * test,
      fill: color,
      r: 2.5,
      title: ({ neighbourhood, test }) => `${title}, ${neighbourhood.toFixed(0)}: test ${percent(test)}`,
    }),
  ];
  return draw({
    width: 720,
    height: 400,
    grid: true,
    x: { label: "neighbourhoods" },
    y: { label: `${scoreName} (%)`, domain: [0, 100] },
    marks: [
      Plot.link(pieces, {
        x1: ({ from }) => from.neighbourhood,
        x2: ({ to }) => to.neighbourhood,
        y1: ({ from }) => 100 * from.validation,
        y2: ({ to }) => 100 * to.validation,
        stroke: ({ to }) => LAYER_COLORS[names.indexOf(to.layer)],
        strokeWidth: 4,
        title: ({ to }) => `${to.neighbourhood} (${to.layer}): validation ${percent(to.validation)}`,
      }),
      ...curve(steps, TEST_COLOR, "SENSE"),
      ...(baselines ? curve(baselines.kept, BASELINES.kept.color, BASELINES.kept.text) : []),
      ...(baselines ? curve(baselines.free, BASELINES.free.color, BASELINES.free.text) : []),
    ],
  });
}
