import type { Benchmark, BenchmarkRow } from "../benchmarks/benchmark.js";
import { PEERS, type Peer } from "../benchmarks/peers.js";
import { InputError } from "../errors.js";
import { imitation } from "./bench/imitation.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { didYouMean } from "./options.js";
import { formatAmount } from "./progress.js";
import { formatTable } from "./table.js";

/** The benchmarks by name. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  env: async () => (await import("../benchmarks/env.js")).env,
  neighbours: async () => (await import("../benchmarks/neighbours.js")).neighbours,
  training: async () => (await import("../benchmarks/training.js")).training,
};

interface BenchOptions extends GlobalOptions {
  readonly names?: readonly string[];
  readonly against?: readonly Peer[];
  readonly python: string;
}

/** `bench`: how fast it is, as ratios against something named. */
export const bench = defineCommand<BenchOptions>({
  words: "bench [names..]",
  describe: "Measure speed, as ratios against a named baseline in the same run, or compare policies",
  commands: [imitation],
  builder: (parser) =>
    parser
      .positional("names", {
        type: "string",
        array: true,
        describe: `Which benchmarks: ${Object.keys(benchmarks).join(", ")} (default: all)`,
      })
      .option("against", {
        requiresArg: true,
        coerce: peersOption,
        describe: `With env: Python packages to measure in the same run: ${PEERS.join(", ")}`,
      })
      .option("python", {
        type: "string",
        default: "python3",
        requiresArg: true,
        describe: "The Python that has them",
      })
      .example("$0 bench env --json", "the environments")
      .example("$0 bench env --against gymnasium,envpool", "beside their Python peers")
      .example("$0 bench imitation --quick", "policies as imitators and drivers"),
  async run({ names = [], against, python }, { signal, note, json }) {
    const asked = names.length > 0 ? [...new Set(names)] : Object.keys(benchmarks);
    if (against && !asked.includes("env")) {
      throw new InputError(
        `option --against: expected it with the benchmark env, got it with ${asked.join(", ")}`,
      );
    }
    if (against) (await import("../benchmarks/python-peers.js")).expectPython(python);
    const chosen = asked.map((name) => [name, find(name)] as const);
    const results: Record<string, BenchmarkRow[]> = {};
    const texts: string[] = [];
    for (const [name, load] of chosen) {
      if (signal.aborted) break;
      const benchmark = await load();
      const rows: BenchmarkRow[] = [];
      results[name] = rows;
      if (!json) note(`Measuring ${name} …`);
      await benchmark.run(
        (row) => {
          rows.push(row);
          if (!json) note(`  ${describe(row)}`);
        },
        signal,
        against && { peers: against, python },
      );
      if (rows.length > 0) texts.push(`${name}\n\n${formatRows(rows)}\n\n${benchmark.meaning}`);
    }
    if (signal.aborted) texts.push("Stopped before all was measured.");
    return { json: results, text: texts.join("\n\n\n") };
  },
});

/** A checker for yargs' `coerce`: names with commas between them. */
function peersOption(given: string): Peer[] {
  const names = given.split(",");
  const unknown = names.find((name) => !PEERS.includes(name as Peer));
  if (unknown === undefined) return [...new Set(names)] as Peer[];
  throw new InputError(
    `option --against: expected names out of ${PEERS.join(", ")}, got ${unknown || "nothing"}`,
  );
}

function find(name: string): () => Promise<Benchmark> {
  const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!load) {
    const names = Object.keys(benchmarks);
    throw new InputError(
      `bench: expected names out of ${names.join(", ")}, or ${imitation.name} alone, got ${name}${didYouMean(name, [...names, imitation.name])}`,
    );
  }
  return load;
}

const format = (value: string | number) => (typeof value === "number" ? formatAmount(value) : value);

/** Names as they are; figures with their columns. */
function describe(row: BenchmarkRow): string {
  return Object.entries(row)
    .map(([column, value]) => (typeof value === "number" ? `${column} ${format(value)}` : value))
    .join(", ");
}

/** A table of all columns that any row has. Figures stand at the right. */
function formatRows(rows: readonly BenchmarkRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = columns.map((column) => {
    const texts = rows.map((row) => format(row[column] ?? ""));
    const width = Math.max(column.length, ...texts.map((text) => text.length));
    const figures = rows.some((row) => typeof row[column] === "number");
    return texts.map((text) => (figures ? text.padStart(width) : text));
  });
  return formatTable(
    columns,
    rows.map((_, index) => cells.map((column) => column[index])),
  );
}
