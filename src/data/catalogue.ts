import { fashionMnist } from "./fashion-mnist.js";
import { mnist } from "./mnist.js";
import type { StoredDataSet } from "./stored-data-set.js";

/** All data sets that lie on disk or can be fetched. */
export const catalogue: readonly StoredDataSet[] = [mnist, fashionMnist];
