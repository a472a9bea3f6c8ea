import { join } from "node:path";
import type { Entry, EntryResult } from "../../benchmarks/imitation/compare.js";
import { BUDGETS, type Budget } from "../../benchmarks/imitation/recipes.js";
import type { EnvReference } from "../../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../../rollout/seeds.js";
import { defineCommand, type GlobalOptions } from "../command.js";
import { threadsOption } from "../common-options.js";
import {
  type EnvOptions,
  environmentOrDefault,
  envOption,
  envOptionsOption,
  physicsOption,
} from "../env-option.js";
import { countOption, pathOption } from "../options.js";
import type { Session } from "../session.js";
import { formatTable } from "../table.js";

interface ImitationOptions extends GlobalOptions, EnvOptions {
  readonly out: string;
  readonly quick: boolean;
  readonly policy?: readonly string[];
  readonly episodes?: number;
  readonly threads: number;
}

/** `bench imitation`: who imitates best, who acts best, and whether that is the same. */
export const imitation = defineCommand<ImitationOptions>({
  words: "imitation",
  describe: "Compare policies: agreement with the expert, return on unseen seeds, size, time, robustness",
  builder: (parser) =>
    parser
      .option("out", {
        default: join("runs", "imitation"),
        requiresArg: true,
        coerce: pathOption("out", "a folder"),
        describe:
          "Folder for demonstrations, policies, results and the page; a stopped run goes on from what is there",
      })
      .option("quick", {
        type: "boolean",
        default: false,
        describe: "Smaller policies' budgets and fewer episodes: minutes instead of hours",
      })
      .option("policy", {
        type: "string",
        array: true,
        requiresArg: true,
        describe: "Compare these policy files with the expert, instead of making policies",
      })
      .option("episodes", {
        alias: "tracks",
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: "Episodes on unseen seeds (default: 100, or 20 with --quick)",
      })
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("physics", { ...physicsOption, default: "float32" })
      .option("threads", threadsOption)
      .example("$0 bench imitation --quick", "make all policies and compare them")
      .example("$0 bench imitation --policy best.json demos/driver.json", "compare what you have"),
  async run(options, session) {
    const { compare } = await import("../../benchmarks/imitation/compare.js");
    const { writeReport } = await import("../../benchmarks/imitation/report.js");
    const { corruptionsTable, entriesTable } = await import("../../benchmarks/imitation/tables.js");
    const { out, threads } = options;
    const budget: Budget = BUDGETS[options.quick ? "quick" : "full"];
    const count = options.episodes ?? budget.episodes;
    const env = await environmentOrDefault(options);
    const entries = options.policy
      ? await given(options.policy, options)
      : await made(out, budget, env, threads, session);
    const { onProgress, stop } = session.follow("Running", "episodes");
    const results: EntryResult[] = [];
    try {
      const rows = compare(entries, {
        ...{ env, threads, onProgress, signal: session.signal },
        folder: join(out, "episodes"),
        seeds: seedsFrom(FIRST_SEED.test, count),
        corruptedSeeds: Math.min(count, budget.corrupted),
      });
      for await (const result of rows) results.push(result);
    } finally {
      stop();
    }
    const page = await writeReport(out, results);
    return {
      json: { out, page, env, entries: results },
      text: [
        formatTable(...entriesTable(results)),
        "Mean return under corruptions:",
        formatTable(...corruptionsTable(results)),
        `All figures are in ${page}.`,
      ].join("\n\n"),
    };
  },
});

/** Policies from files, with the two ends of the scale. */
async function given(files: readonly string[], options: EnvOptions): Promise<Entry[]> {
  const { readPolicyOfTask } = await import("../policy.js");
  const read = async (name: string): Promise<Entry> => {
    const { policy } = await readPolicyOfTask(name, options);
    return { name, actor: { kind: "policies", policies: [policy] } };
  };
  return [{ name: "expert", actor: { kind: "expert" } }, ...(await Promise.all(files.map(read)))];
}

/** All policies of the benchmark, made as `record`, `train` and `sense` make them. */
async function made(
  folder: string,
  budget: Budget,
  env: EnvReference,
  threads: number,
  { signal, follow }: Session,
): Promise<Entry[]> {
  const { makeEntries } = await import("../../benchmarks/imitation/entries.js");
  const { adapterOf } = await import("../../adapters/environments.js");
  const { decoders = {} } = await adapterOf(env.id);
  const names = Object.keys(decoders).filter((name) => COMPARED.includes(name));
  const compared = names.length > 0 ? names : [undefined];
  return makeEntries({ env, folder, budget, threads, signal, follow }, compared);
}

/** Decoders that are compared, of environments that have several. */
const COMPARED = ["control", "aim", "turn"];
