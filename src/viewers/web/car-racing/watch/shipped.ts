/** A policy that the site ships, and what docs/driving.md says that it reaches on 100 unseen tracks. */
export interface Shipped {
  readonly file: URL;
  readonly mean: number;
  readonly lowest: number;
  /** Tracks with a return of 900 or more. */
  readonly solved: number;
}

/**
 * By the name that an address gives; "driver" is the default. The returns are those of
 * `aann-gym evaluate --policy demos/NAME.json --episodes 100`.
 */
export const SHIPPED: Readonly<Record<string, Shipped>> = {
  driver: {
    file: new URL("../../../../../demos/driver.json", import.meta.url),
    ...{ mean: 930.8, lowest: 914.3, solved: 100 },
  },
  "small-driver": {
    file: new URL("../../../../../demos/small-driver.json", import.meta.url),
    ...{ mean: 930.9, lowest: 915.1, solved: 100 },
  },
  learner: {
    file: new URL("../../../../../demos/learner.json", import.meta.url),
    ...{ mean: 901.9, lowest: 265, solved: 94 },
  },
};
