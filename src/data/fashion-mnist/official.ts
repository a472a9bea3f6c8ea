import { join } from "node:path";
import { dataFolder } from "../data-folder.js";
import type { Edition } from "../stored-data-set.js";

/** The last commit of the authors' repository. */
const ADDRESS =
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion";

/**
 * As the authors publish it. Their README has the MD5 of the four files; the SHA-256 are those that public projects
 * hold beside these MD5 (TensorFlow Datasets for one), and for the labels also computed from the repository's files.
 */
export const official: Edition = {
  name: "official",
  source: "github.com/zalandoresearch/fashion-mnist",
  folder: () => join(dataFolder(), "fashion-mnist", "official"),
  files: {
    "train-images": {
      name: "train-images-idx3-ubyte.gz",
      bytes: 26_421_880,
      sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    },
    "train-labels": {
      name: "train-labels-idx1-ubyte.gz",
      bytes: 29_515,
      sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    },
    "test-images": {
      name: "t10k-images-idx3-ubyte.gz",
      bytes: 4_422_102,
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    },
    "test-labels": {
      name: "t10k-labels-idx1-ubyte.gz",
      bytes: 5_148,
      sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
  },
  async fetch(options) {
    const { downloadFiles } = await import("../download-files.js");
    await downloadFiles(official, ADDRESS, options);
  },
};
