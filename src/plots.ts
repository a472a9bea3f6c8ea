import type { Markish, PlotOptions } from "@observablehq/plot";

export type PlotLibrary = typeof import("@observablehq/plot");

/** Draws with Observable Plot, without a browser. */
export type Draw = (options: PlotOptions & { readonly marks: readonly Markish[] }) => string;

/**
 * Loads Observable Plot and a document for it to draw in; both are needed for nothing else.
 * @returns the library's marks, and a function that gives a whole SVG file's text
 */
export async function openPlots(): Promise<{ Plot: PlotLibrary; draw: Draw }> {
  const Plot = await import("@observablehq/plot");
  const { Window } = await import("happy-dom");
  const document = new Window().document as unknown as Document;
  const draw: Draw = (options) => {
    const svg = Plot.plot({
      document,
      style: { fontSize: "12px" },
      marginLeft: 50,
      marginBottom: 40,
      ...options,
    });
    return rounded(svg.outerHTML.replace(/^<svg/, '<svg xmlns="http://www.w3.org/2000/svg"'));
  };
  return { Plot, draw };
}

/** Hundredths of a pixel: enough for the eye, and the same text on every machine. */
function rounded(svg: string): string {
  return svg.replace(/(?<=[\s,"(MLHVCZ-])\d+\.\d{3,}/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}

/** Colours of the layers, from the first to the last, as in the paper where it has three: red, green, blue. */
export const LAYER_COLORS = ["#d62728", "#2ca02c", "#1f77b4", "#9467bd"] as const;

/** Dark to light, for low to high; the colours of viridis at even steps. */
const VIRIDIS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"] as const;

/** A colour for a share from 0 to 1. */
export function heat(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1);
  const low = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const channel = (color: string, place: number) =>
    Number.parseInt(color.slice(1 + 2 * place, 3 + 2 * place), 16);
  const mixed = [0, 1, 2].map((place) => {
    const [a, b] = [channel(VIRIDIS[low], place), channel(VIRIDIS[low + 1], place)];
    return Math.round(a + (b - a) * (at - low))
      .toString(16)
      .padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}
