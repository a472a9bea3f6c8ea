import { CLUSTER_PACKAGES, clusterOption } from "./cluster-option.js";
import { defineCommand } from "./command.js";
import { threadsOption } from "./common-options.js";
import { expectPackages } from "./failure.js";

/** `worker`: takes part in the work of commands that are given `--cluster`. */
export const worker = defineCommand({
  words: "worker",
  describe: "Take jobs of commands with --cluster, on this machine or another, until Ctrl-C",
  builder: (parser) =>
    parser
      .option("cluster", { ...clusterOption, demandOption: true })
      .option("threads", { ...threadsOption, describe: "Jobs done at once, each in a thread" })
      .option("env", {
        type: "string",
        array: true,
        requiresArg: true,
        describe:
          "A module of yours, as the commands have it: jobs may use its environment, and no other code",
      })
      .example("$0 worker --cluster redis://gym:6379", "as many as you like; they come and go as they like"),
  async run({ cluster: address, threads, env: modules = [] }, { note, signal, json }) {
    expectPackages(CLUSTER_PACKAGES);
    const { workAt } = await import("../jobs/cluster/work.js");
    const { loadUserModule } = await import("../adapters/environments.js");
    const { JOB_KINDS } = await import("./job-kinds.js");
    for (const module of modules) await loadUserModule(module);
    let told = 0;
    let since = performance.now();
    const onDone = (done: number) => {
      if (json || done === told || performance.now() - since < TELLING) return;
      note(`${done.toLocaleString("en-US")} jobs done`);
      told = done;
      since = performance.now();
    };
    const done = await workAt({ address, kinds: JOB_KINDS, threads, modules, note, signal, onDone });
    return { json: { done, interrupted: true }, text: `${done.toLocaleString("en-US")} jobs done.` };
  },
});

/** Milliseconds between two lines that tell how much is done. */
const TELLING = 10_000;
