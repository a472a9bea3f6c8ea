import { join } from "node:path";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Entry, EntryResult } from "../../benchmarks/imitation/compare.js";
import { BUDGETS, type Budget } from "../../benchmarks/imitation/recipes.js";
import { InputError } from "../../errors.js";
import type { ClusterAddress } from "../../jobs/cluster/address.js";
import type { Workers } from "../../jobs/job-pool.js";
import type { EnvReference } from "../../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../../rollout/seeds.js";
import { clusterOption, withWorkers } from "../cluster-option.js";
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
  readonly cluster?: ClusterAddress;
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
      .option("cluster", clusterOption)
      .example("$0 bench imitation --quick", "make all policies and compare them")
      .example("$0 bench imitation --policy best.json demos/driver.json", "compare what you have"),
  async run(options, session) {
    const { compare } = await import("../../benchmarks/imitation/compare.js");
    const { writeReport } = await import("../../benchmarks/imitation/report.js");
    const { corruptionsTable, entriesTable } = await import("../../benchmarks/imitation/tables.js");
    const { out } = options;
    const budget: Budget = BUDGETS[options.quick ? "quick" : "full"];
    const count = options.episodes ?? budget.episodes;
    const env = await environmentOrDefault(options);
    const results = await withWorkers(options, session, async (workers) => {
      const entries = options.policy
        ? await given(options.policy, options)
        : await made(budget, env, options, workers, session);
      const { onProgress, stop } = session.follow("Running", "episodes");
      const rows: EntryResult[] = [];
      const compared = compare(entries, {
        ...{ ...workers, env, onProgress, signal: session.signal },
        folder: join(out, "episodes"),
        seeds: seedsFrom(FIRST_SEED.test, count),
        corruptedSeeds: Math.min(count, budget.corrupted),
      });
      try {
        for await (const row of compared) rows.push(row);
      } finally {
        stop();
      }
      return rows;
    });
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

/** All policies of the benchmark, made by the commands that a user would take. */
async function made(
  budget: Budget,
  env: EnvReference,
  { out: folder, cluster: address }: ImitationOptions,
  { threads, cluster }: Workers,
  session: Session,
): Promise<Entry[]> {
  const { makeEntries } = await import("../../benchmarks/imitation/entries.js");
  const { adapterOf } = await import("../../adapters/environments.js");
  const { loadTask } = await import("../../tasks/tasks.js");
  const { main } = await import("../main.js");
  const { runAsJob } = await import("../command-job.js");
  const { json, signal, note, screen: stderr, follow } = session;
  const command = async (words: readonly string[]) => {
    if (!json) note(`$ aann-gym ${words.join(" ")}`);
    const all = json ? [...words, "--json"] : words;
    const isShared = cluster !== undefined && !words.includes("--resume");
    if (isShared && words[0] !== "record") return void (await runAsJob(all, cluster, env, signal));
    const streams = { stdin: process.stdin, stdout: nowhere(), stderr };
    const code = await main([...all, ...(isShared ? ["--cluster", address!.url] : [])], streams);
    signal.throwIfAborted();
    if (code !== 0) throw new InputError(`aann-gym ${words.join(" ")} ended with exit code ${code}`);
  };
  const task = await loadTask({ env });
  const { decoders = {} } = await adapterOf(env.id);
  const names = Object.keys(decoders).filter((name) => COMPARED.includes(name));
  const compared = names.length > 0 ? names : [""];
  const atOnce = cluster !== undefined;
  return makeEntries({ task, decoders: compared, folder, budget, threads, signal, command, atOnce, follow });
}

/** Decoders that are compared, of environments that have several. */
const COMPARED = ["control", "aim", "turn"];

/** For outcomes that nobody reads. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() }) as WriteStream;
