import type { Recipe } from "../training/recipe.js";

/** How much work the figures are. */
export interface Protocol {
  readonly name: "quick" | "paper";
  /** Networks for each sparsity. */
  readonly nets: number;
  /** Images of a data set that networks are trained on, the first ones. */
  readonly images: number;
  /** Images of the validation and of the test set that are looked at; all where there are fewer. */
  readonly tested: number;
  /** Epochs of p-SIREN's four stages; the task's own where not given. */
  readonly epochs?: Readonly<Record<keyof Recipe["stages"], number>>;
  /** First neighbours in a histogram, for each layer. */
  readonly neighbours: number;
  /** Networks in an image of the manifold. */
  readonly embedded: number;
  /** Neighbours in a neighbourhood (the paper's n_k), and images they are tried on. */
  readonly family: number;
  readonly fitness: number;
  /** Neighbourhoods of figure 8. */
  readonly neighbourhoods: number;
  /** Epochs of back-propagation in figures 6 and 7. */
  readonly baselineEpochs: number;
  /** Searches for the figures beyond the paper, and neighbours of each: of images in classes, and of driving. */
  readonly searches: number;
  readonly searchNeighbours: number;
  readonly drivingNeighbours: number;
  /** Episodes of the scripted expert to learn from, and to test on. */
  readonly episodes: number;
  readonly testEpisodes: number;
  /** Unseen tracks that a driver is put on. */
  readonly tracks: number;
}

/** Everything within half an hour on two cores. */
export const QUICK: Protocol = {
  name: "quick",
  nets: 1,
  images: 10_000,
  tested: 10_000,
  epochs: { dense: 1, sparsify: 1, "fine-tune": 0, ternary: 3 },
  neighbours: 1_000,
  embedded: 300,
  family: 100,
  fitness: 5_000,
  neighbourhoods: 300,
  baselineEpochs: 6,
  searches: 3,
  searchNeighbours: 20_000,
  drivingNeighbours: 63_000,
  episodes: 12,
  testEpisodes: 3,
  tracks: 4,
};

/** As the paper: three networks for each sparsity, trained on all images. */
export const PAPER: Protocol = {
  name: "paper",
  nets: 3,
  images: 55_000,
  tested: 10_000,
  neighbours: 10_000,
  embedded: 1_000,
  family: 100,
  fitness: 10_000,
  neighbourhoods: 900,
  baselineEpochs: 30,
  searches: 5,
  searchNeighbours: 200_000,
  drivingNeighbours: 300_000,
  episodes: 60,
  testEpisodes: 10,
  tracks: 20,
};
