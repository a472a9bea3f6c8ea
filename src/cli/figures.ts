import { join } from "node:path";
import { InputError } from "../errors.js";
import { FIGURES } from "../figures/figures.js";
import type { Gallery } from "../figures/gallery.js";
import { WholeWork } from "../figures/whole-work.js";
import type { ClusterAddress } from "../jobs/cluster/address.js";
import type { Workers } from "../jobs/job-pool.js";
import { clusterOption, withWorkers } from "./cluster-option.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { threadsOption } from "./common-options.js";
import { expectPackages } from "./failure.js";
import { didYouMean, pathOption } from "./options.js";
import { withOutputFolder } from "./output-file.js";

const NAMES = [...FIGURES.keys()];

interface FiguresOptions extends GlobalOptions {
  readonly names?: readonly string[];
  readonly out: string;
  readonly quick?: boolean;
  readonly paper?: boolean;
  readonly threads: number;
  readonly cluster?: ClusterAddress;
}

/** `figures`: the paper's figures, made anew. */
export const figures = defineCommand<FiguresOptions>({
  words: "figures [names..]",
  describe: "Make the paper's figures, as one page with the paper's numbers beside ours",
  builder: (parser) =>
    parser
      .positional("names", {
        type: "string",
        array: true,
        describe: `Which figures: ${NAMES.join(", ")} (default: all)`,
      })
      .option("quick", {
        type: "boolean",
        describe: "One network a level, fewer images: within half an hour on two cores (default)",
      })
      .option("paper", {
        type: "boolean",
        describe: "Three networks a level, all images: about six hours",
      })
      .option("out", {
        default: "figures",
        requiresArg: true,
        coerce: pathOption("out", "a folder"),
        describe: "Folder for the page, the drawings, the data and finished runs; made when missing",
      })
      .option("threads", threadsOption)
      .option("cluster", clusterOption)
      .conflicts("quick", "paper")
      .example("$0 figures --quick", "all figures; open figures/index.html")
      .example("$0 figures 2a 3 --paper", "two of them, with the full protocol")
      .epilogue("What is finished is kept: the same command goes on where it was stopped."),
  async run(options, session) {
    const { names = [], out, paper } = options;
    const { signal, progress } = session;
    const unknown = names.find((name) => !FIGURES.has(name));
    if (unknown !== undefined) {
      throw new InputError(
        `figures: expected names out of ${NAMES.join(", ")}, got ${unknown}${didYouMean(unknown, NAMES)}`,
      );
    }
    expectPackages(["@observablehq/plot", "happy-dom", "@saehrimnir/druidjs", "ml-matrix"]);
    const { Gallery } = await import("../figures/gallery.js");
    const { PAPER, QUICK } = await import("../figures/protocol.js");
    const began = performance.now();
    const protocol = paper ? PAPER : QUICK;
    const asked = NAMES.filter((name) => names.length === 0 || names.includes(name));
    const made: string[] = [];
    const leftOut: Record<string, string> = {};
    const makeAll = async (workers: Workers) => {
      const whole = new WholeWork(asked, protocol);
      const display = progress({ title: "Drawing", total: whole.total, unit: "runs" });
      const onWork = (work: string, share: number) => {
        whole.tell(share);
        display.update(whole.done, `figure ${whole.present}: ${work}`, whole.kept);
      };
      const onKept = () => whole.keep();
      try {
        const gallery = await Gallery.open({ ...workers, folder: out, protocol, signal, onWork, onKept });
        await makeEach(gallery, whole);
        display.update(whole.done, undefined, whole.kept);
      } finally {
        display.stop();
      }
    };
    const makeEach = async (gallery: Gallery, whole: WholeWork) => {
      for (const name of asked) {
        whole.begin(name);
        try {
          await gallery.make(name);
          made.push(name);
        } catch (error) {
          if (signal.aborted) break;
          // Who asks for all figures wants those that can be made.
          if (!(error instanceof InputError) || names.length > 0) throw error;
          leftOut[name] = error.message;
        }
        whole.end();
      }
    };
    await withOutputFolder(out, () => withWorkers(options, session, makeAll));
    const interrupted = signal.aborted;
    const page = join(out, "index.html");
    const seconds = (performance.now() - began) / 1000;
    return {
      json: { out, page, protocol: protocol.name, made, leftOut, seconds, interrupted },
      text: [
        ...Object.entries(leftOut).map(([name, why]) => `Figure ${name} is left out: ${why}`),
        interrupted
          ? `Stopped after ${made.length} figures. Run the same command to go on.`
          : `${made.length === 1 ? "1 figure is" : `${made.length} figures are`} on ${page}.`,
      ].join("\n"),
    };
  },
});
