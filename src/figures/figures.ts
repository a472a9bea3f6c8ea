import type { DrawFigure } from "./figure.js";
import type { Protocol } from "./protocol.js";

/** A figure that can be made. */
export interface FigureEntry {
  readonly name: string;
  readonly title: string;
  /** Runs that it needs, all of which take long and are kept: see `Experiment.once`. */
  readonly runs: (protocol: Protocol) => number;
  /** Loads what makes it. */
  readonly load: () => Promise<DrawFigure>;
}

const figure = (
  name: string,
  title: string,
  runs: FigureEntry["runs"],
  load: FigureEntry["load"],
): FigureEntry => ({ name, title, runs, load });

/** A network, and its neighbours in each layer of the network for MNIST and for driving. */
const MNIST_NEIGHBOURS = 1 + 3;
const DRIVING_NEIGHBOURS = 1 + 4;

/** All figures by name, in the order of the page. */
export const FIGURES: ReadonlyMap<string, FigureEntry> = new Map(
  [
    figure(
      "2a",
      "accuracy against sparsity, MNIST",
      ({ nets }) => 15 * nets,
      async () => (await import("./accuracy-by-sparsity.js")).figure2a,
    ),
    figure(
      "2b",
      "accuracy against sparsity, driving",
      ({ nets }) => 19 * nets,
      async () => (await import("./accuracy-by-sparsity.js")).figure2b,
    ),
    figure(
      "3",
      "first neighbours by layer, MNIST",
      () => MNIST_NEIGHBOURS,
      async () => (await import("./neighbour-histograms.js")).figure3,
    ),
    figure(
      "4",
      "first neighbours by t-SNE, MNIST",
      () => MNIST_NEIGHBOURS + 2,
      async () => (await import("./landscapes.js")).figure4,
    ),
    figure(
      "5",
      "a search over six neighbourhoods",
      () => 2,
      async () => (await import("./search-on-manifold.js")).figure5,
    ),
    figure(
      "6",
      "from random, layer by layer",
      () => 3,
      async () => (await import("./from-random.js")).figure6,
    ),
    figure(
      "7",
      "from random, the last layer only",
      () => 3,
      async () => (await import("./from-random.js")).figure7,
    ),
    figure(
      "8",
      "from random, layers at random, MNIST and driving",
      () => 2,
      async () => (await import("./from-random.js")).figure8,
    ),
    figure(
      "9",
      "first neighbours by layer, driving",
      () => DRIVING_NEIGHBOURS,
      async () => (await import("./neighbour-histograms.js")).figure9,
    ),
    figure(
      "10",
      "first neighbours by t-SNE, driving",
      () => DRIVING_NEIGHBOURS + 1,
      async () => (await import("./landscapes.js")).figure10,
    ),
    figure(
      "11",
      "first neighbours by LLE and Isomap, MNIST",
      () => MNIST_NEIGHBOURS + 4,
      async () => (await import("./landscapes.js")).figure11,
    ),
    figure(
      "12",
      "accuracy against sparsity, Fashion-MNIST",
      ({ nets }) => 15 * nets,
      async () => (await import("./accuracy-by-sparsity.js")).figure12,
    ),
    figure(
      "video",
      "a network with 90 % zeros drives",
      () => 2,
      async () => (await import("./video.js")).drivingVideo,
    ),
    figure(
      "annealing",
      "beyond the paper: annealing against greedy searches",
      ({ searches }) => 2 * searches,
      async () => (await import("./annealing.js")).annealing,
    ),
    figure(
      "votes",
      "beyond the paper: families vote",
      ({ searches }) => searches + 3,
      async () => (await import("./votes.js")).votes,
    ),
    figure(
      "transfer",
      "beyond the paper: from digits to clothes",
      ({ searches }) => 3 * searches,
      async () => (await import("./transfer.js")).transfer,
    ),
    figure(
      "colours",
      "beyond the paper: a driver in other colours",
      ({ searches }) => 7 * searches,
      async () => (await import("./colours.js")).colours,
    ),
    figure(
      "distances",
      "beyond the paper: how far members of a family are apart",
      ({ searches }) => searches,
      async () => (await import("./distances.js")).distances,
    ),
    figure(
      "interpolation",
      "beyond the paper: from one member to another, swap by swap",
      () => 5,
      async () => (await import("./interpolation.js")).interpolation,
    ),
  ].map((entry) => [entry.name, entry]),
);
