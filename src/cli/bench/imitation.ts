import { join } from "node:path";
import { DEFAULT_ENV } from "../../../envs/built-in.js";
import type { Entry, EntryResult } from "../../benchmarks/imitation/compare.js";
import {
  BUDGETS,
  type Budget,
  MAIN_SPARSITY,
  recipes,
  type Step,
} from "../../benchmarks/imitation/recipes.js";
import type { Report } from "../../benchmarks/imitation/report.js";
import type { ClusterAddress } from "../../jobs/cluster/address.js";
import type { Workers } from "../../jobs/job-pool.js";
import type { EnvReference } from "../../networks/policy.js";
import { FIRST_SEED, seedsFrom } from "../../rollout/seeds.js";
import { clusterOption, withWorkers } from "../cluster-option.js";
import { defineCommand, type GlobalOptions, type Outcome } from "../command.js";
import { threadsOption } from "../common-options.js";
import {
  type EnvOptions,
  environmentOrDefault,
  envOption,
  envOptionsOption,
  overridesOf,
  physicsOption,
} from "../env-option.js";
import { countOption, pathOption, refuseUnused } from "../options.js";
import { withOutputFolder } from "../output-file.js";
import { formatDuration } from "../progress.js";
import type { Session } from "../session.js";
import { formatTable } from "../table.js";

/** What is made of demonstrations. */
type MadeStep = Extract<Step, { kind: "train" | "sense" }>;

interface ImitationOptions extends GlobalOptions, EnvOptions {
  readonly out: string;
  readonly quick: boolean;
  readonly policy?: readonly string[];
  readonly episodes?: number;
  readonly trainings?: number;
  readonly results?: string;
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
      .option("results", {
        requiresArg: true,
        coerce: pathOption("results", "a results.json"),
        describe: "Show these results, and draw their page, instead of measuring",
      })
      .option("episodes", {
        alias: "tracks",
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: "Episodes on unseen seeds (default: 100, or 20 with --quick)",
      })
      .option("trainings", {
        requiresArg: true,
        coerce: countOption("trainings"),
        describe: "Trainings of each kind of policy, each with another seed (default: 5, or 1 with --quick)",
      })
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("physics", {
        ...physicsOption,
        describe: `${physicsOption.describe} (default: float32 for the default environment)`,
      })
      .option("threads", threadsOption)
      .option("cluster", clusterOption)
      .example("$0 bench imitation --quick", "make all policies and compare them")
      .example("$0 bench imitation --policy best.json demos/driver.json", "compare what you have")
      .example("$0 bench imitation --results docs/results/imitation-cart-pole.json", "show what was measured")
      .conflicts("results", ["policy", "episodes", "trainings", "env", "cluster"]),
  async run(options, session) {
    const { out } = options;
    const { readReport, writeReport } = await import("../../benchmarks/imitation/report.js");
    const { corruptionsTable, correlationTable, entriesTable } = await import(
      "../../benchmarks/imitation/tables.js"
    );
    const report = options.results
      ? await readReport(options.results)
      : await withOutputFolder(out, () => measure(options, session));
    if (!report) return stopped(out);
    const { entries, correlation } = report;
    const page = await writeReport(out, report);
    return {
      json: { out, page, ...report },
      text: [
        formatTable(...entriesTable(entries, report)),
        ...(correlation.points > 2 ? [formatTable(...correlationTable(report))] : []),
        "Mean return under corruptions:",
        formatTable(...corruptionsTable(entries)),
        `All figures are in ${page}.`,
      ].join("\n\n"),
    };
  },
});

/** Runs all episodes. Nothing when it was stopped. */
async function measure(options: ImitationOptions, session: Session): Promise<Report | undefined> {
  const { compare } = await import("../../benchmarks/imitation/compare.js");
  const { conclude } = await import("../../benchmarks/imitation/conclusions.js");
  const { out } = options;
  const usual: Budget = BUDGETS[options.quick ? "quick" : "full"];
  const budget = { ...usual, trainings: options.trainings ?? usual.trainings };
  if (options.policy) refuseUnused(options, ["trainings"], "where policies are made", "with --policy");
  const count = options.episodes ?? budget.episodes;
  const asked = await environmentOrDefault(options);
  const physics = options.physics ?? (asked.id === DEFAULT_ENV ? "float32" : undefined);
  const settings = { ...options, physics };
  const env = { ...asked, options: { ...asked.options, ...overridesOf(settings) } };
  const { signal } = session;
  const entries = await withWorkers(options, session, async (workers) => {
    const all = options.policy
      ? await given(options.policy, settings)
      : await made(out, { ...budget, quick: options.quick, episodes: count }, env, workers, session);
    const { onProgress, stop } = session.follow("Running", "episodes");
    const rows: EntryResult[] = [];
    const compared = compare(all, {
      ...{ ...workers, env, onProgress, signal },
      folder: join(out, "episodes"),
      seeds: seedsFrom(FIRST_SEED.test, count),
      corruptedSeeds: options.policy ? count : Math.min(count, budget.corrupted),
    });
    try {
      for await (const row of compared) rows.push(row);
    } finally {
      stop();
    }
    return rows;
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return undefined;
  });
  return entries && { env, seeds: { first: FIRST_SEED.test, count }, entries, ...conclude(entries) };
}

/** What is finished is kept, episode by episode. */
const stopped = (out: string): Outcome => ({
  json: { out, interrupted: true },
  text: `Stopped. What is finished is in ${out}; the same command goes on from there.`,
});

/** Policies from files, with the two ends of the scale. */
async function given(files: readonly string[], options: EnvOptions): Promise<Entry[]> {
  const { readPolicyOfTask } = await import("../policy.js");
  const read = async (name: string): Promise<Entry> => {
    const { policy } = await readPolicyOfTask(name, options);
    return { name, actors: [{ kind: "policies", policies: [policy] }] };
  };
  return [{ name: "expert", actors: [{ kind: "expert" }] }, ...(await Promise.all(files.map(read)))];
}

/** All policies of the benchmark, made as `record`, `train` and `sense` make them. */
async function made(
  folder: string,
  { quick, ...budget }: Budget & { readonly quick: boolean },
  env: EnvReference,
  { threads, cluster }: Workers,
  { json, note, signal, follow }: Session,
): Promise<Entry[]> {
  const { makeEntries } = await import("../../benchmarks/imitation/entries.js");
  const { adapterOf } = await import("../../adapters/environments.js");
  const { runAsJob } = await import("../command-job.js");
  const { decoders = {} } = await adapterOf(env.id);
  const names = Object.keys(decoders).filter((name) => COMPARED.includes(name));
  const compared = names.length > 0 ? names : [undefined];
  const { length } = recipes(budget, compared);
  const how = quick
    ? "less than 15 minutes on two idle cores"
    : "minutes for small networks, hours for images";
  if (!json) note(`Makes ${length} policies and runs ${budget.episodes} episodes with each: ${how}.`);
  const began = performance.now();
  const onPolicy = (name: string, done: number, total: number, fresh: number) => {
    const seconds = (performance.now() - began) / 1000;
    const left = fresh > 0 ? `, about ${formatDuration((seconds / fresh) * (total - done))} left` : "";
    if (!json) note(`Policy ${done + 1} of ${total}: ${name}. ${formatDuration(seconds)} so far${left}.`);
  };
  const elsewhere =
    cluster &&
    (async (step: MadeStep) => {
      await runAsJob(wordsOf(step, folder), cluster, env, signal);
    });
  return makeEntries(
    { env, folder, budget, threads, cluster, signal, follow, onPolicy, elsewhere },
    compared,
  );
}

/** A training or search in the words of the command line. */
function wordsOf(step: MadeStep, folder: string): string[] {
  const at = (name: string) => join(folder, name);
  const { to, recordings, decoder } = step;
  const own =
    step.kind === "train"
      ? ["--sparsity", step.sparsity, "--seed", step.seed]
      : [
          ...(step.from === undefined
            ? ["--random", "--sparsity", MAIN_SPARSITY]
            : ["--from", at(step.from)]),
          ...["--neighbours", step.neighbours, "--seed", step.seed],
        ];
  const named = decoder === undefined ? [] : ["--decoder", decoder];
  return [step.kind, ...own, ...named, "--recordings", at(recordings), "--out", at(to)].map(String);
}

/** Decoders that are compared, of environments that have several. */
const COMPARED = ["control", "aim", "turn"];
