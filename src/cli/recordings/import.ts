import { defineCommand } from "../command.js";
import { expectPackages } from "../failure.js";
import { pathOption } from "../options.js";
import { prepareNewFolder } from "./data-set-folder.js";

/** `recordings import`: episodes of other programs. */
export const importDataSet = defineCommand({
  words: "import <folder>",
  describe: "Read a Minari data set of one of the environments here, and prove it by replay",
  builder: (parser) =>
    parser
      .positional("folder", {
        describe: "The folder with main_data.hdf5 and metadata.json, or the one above it",
        demandOption: true,
        coerce: pathOption("folder", "a folder"),
      })
      .option("out", {
        describe: "The folder for the recordings; it must be new or empty",
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("out", "a folder"),
      })
      .example(
        "$0 recordings import ~/.minari/datasets/cartpole/expert-v0 --out laps",
        "one recording an episode",
      )
      .epilogue("An episode that does not replay to what is stored is refused, and nothing is written."),
  async run({ folder, out }, { signal, follow }) {
    expectPackages(["h5wasm"]);
    await prepareNewFolder(out);
    const { importMinari } = await import("../../recordings/minari/read-minari.js");
    const display = follow("Importing", "steps");
    try {
      const imported = await importMinari(folder, out, { signal, onProgress: display.onProgress });
      const { environment, recordings, steps, observationsCompared } = imported;
      const compared = observationsCompared
        ? "observations, rewards and ends"
        : "rewards and ends; the observations are JPEGs, which lose detail";
      return {
        json: { folder, out, ...imported },
        text: `Wrote ${recordings.length} recordings of ${steps} steps in ${environment.id} to ${out}: the replay gives the stored ${compared}.`,
      };
    } finally {
      display.stop();
    }
  },
});
