import type { DrawFigure } from "./figure.js";

/** A figure that can be made. */
export interface FigureEntry {
  readonly name: string;
  readonly title: string;
  /** Loads what makes it. */
  readonly load: () => Promise<DrawFigure>;
}

const figure = (name: string, title: string, load: FigureEntry["load"]): FigureEntry => ({
  name,
  title,
  load,
});

/** All figures by name, in the order of the page. */
export const FIGURES: ReadonlyMap<string, FigureEntry> = new Map(
  [
    figure(
      "2a",
      "accuracy against sparsity, MNIST",
      async () => (await import("./accuracy-by-sparsity.js")).figure2a,
    ),
    figure(
      "2b",
      "accuracy against sparsity, driving",
      async () => (await import("./accuracy-by-sparsity.js")).figure2b,
    ),
    figure(
      "3",
      "first neighbours by layer, MNIST",
      async () => (await import("./neighbour-histograms.js")).figure3,
    ),
    figure("4", "first neighbours by t-SNE, MNIST", async () => (await import("./landscapes.js")).figure4),
    figure(
      "5",
      "a search over six neighbourhoods",
      async () => (await import("./search-on-manifold.js")).figure5,
    ),
    figure("6", "from random, layer by layer", async () => (await import("./from-random.js")).figure6),
    figure("7", "from random, the last layer only", async () => (await import("./from-random.js")).figure7),
    figure(
      "8",
      "from random, layers at random, MNIST and driving",
      async () => (await import("./from-random.js")).figure8,
    ),
    figure(
      "9",
      "first neighbours by layer, driving",
      async () => (await import("./neighbour-histograms.js")).figure9,
    ),
    figure(
      "10",
      "first neighbours by t-SNE, driving",
      async () => (await import("./landscapes.js")).figure10,
    ),
    figure(
      "11",
      "first neighbours by LLE and Isomap, MNIST",
      async () => (await import("./landscapes.js")).figure11,
    ),
    figure(
      "12",
      "accuracy against sparsity, Fashion-MNIST",
      async () => (await import("./accuracy-by-sparsity.js")).figure12,
    ),
    figure(
      "video",
      "a network with 90 % zeros drives",
      async () => (await import("./video.js")).drivingVideo,
    ),
    figure(
      "annealing",
      "beyond the paper: annealing against greedy searches",
      async () => (await import("./annealing.js")).annealing,
    ),
    figure("votes", "beyond the paper: families vote", async () => (await import("./votes.js")).votes),
    figure(
      "transfer",
      "beyond the paper: from digits to clothes",
      async () => (await import("./transfer.js")).transfer,
    ),
    figure(
      "colours",
      "beyond the paper: a driver in other colours",
      async () => (await import("./colours.js")).colours,
    ),
    figure(
      "distances",
      "beyond the paper: how far members of a family are apart",
      async () => (await import("./distances.js")).distances,
    ),
    figure(
      "interpolation",
      "beyond the paper: from one member to another, swap by swap",
      async () => (await import("./interpolation.js")).interpolation,
    ),
  ].map((entry) => [entry.name, entry]),
);
