import { join } from "node:path";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { PHYSICS } from "../../../envs/box2d/car-racing/physics/load.js";
import type { Contestant, Standing } from "../../benchmarks/imitation/compare.js";
import { BUDGETS, type Budget } from "../../benchmarks/imitation/recipes.js";
import { InputError } from "../../errors.js";
import { FIRST_TRACK, tracksFrom } from "../../rollout/seeds.js";
import { defineCommand, type GlobalOptions } from "../command.js";
import { physicsOption, threadsOption } from "../common-options.js";
import { countOption, pathOption } from "../options.js";
import type { Session } from "../session.js";
import { formatTable } from "../table.js";

interface ImitationOptions extends GlobalOptions {
  readonly out: string;
  readonly quick: boolean;
  readonly policy?: readonly string[];
  readonly tracks?: number;
  readonly physics: (typeof PHYSICS)[number];
  readonly threads: number;
}

/** `bench imitation`: who imitates best, who drives best, and whether that is the same. */
export const imitation = defineCommand<ImitationOptions>({
  words: "imitation",
  describe: "Compare policies: agreement with the expert, return on unseen tracks, size, time, robustness",
  builder: (parser) =>
    parser
      .option("out", {
        default: join("runs", "imitation"),
        requiresArg: true,
        coerce: pathOption("out", "a folder"),
        describe: "Folder for laps, policies, results and the page; a stopped run goes on from what is there",
      })
      .option("quick", {
        type: "boolean",
        default: false,
        describe: "Smaller policies' budgets and fewer tracks: minutes instead of hours",
      })
      .option("policy", {
        type: "string",
        array: true,
        requiresArg: true,
        describe: "Compare these policy files with the expert, instead of making policies",
      })
      .option("tracks", {
        requiresArg: true,
        coerce: countOption("tracks"),
        describe: "Unseen tracks to drive (default: 100, or 20 with --quick)",
      })
      .option("physics", { ...physicsOption, default: "float32" as const })
      .option("threads", threadsOption)
      .example("$0 bench imitation --quick", "make all policies and compare them")
      .example("$0 bench imitation --policy best.json demos/driver.json", "compare what you have"),
  async run(options, session) {
    const { compare } = await import("../../benchmarks/imitation/compare.js");
    const { writeReport } = await import("../../benchmarks/imitation/report.js");
    const { conditionsTable, standingsTable } = await import("../../benchmarks/imitation/tables.js");
    const { out, physics, threads } = options;
    const budget: Budget = BUDGETS[options.quick ? "quick" : "full"];
    const count = options.tracks ?? budget.tracks;
    const contestants = options.policy
      ? await given(options.policy)
      : await made(out, budget, threads, session);
    const { onProgress, stop } = session.follow("Driving", "laps");
    const standings: Standing[] = [];
    try {
      const rows = compare(contestants, {
        ...{ physics, threads, onProgress, signal: session.signal },
        folder: join(out, "driven"),
        tracks: tracksFrom(FIRST_TRACK.tested, count),
        hardTracks: Math.min(count, budget.hardTracks),
      });
      for await (const standing of rows) standings.push(standing);
    } finally {
      stop();
    }
    const page = await writeReport(out, standings);
    return {
      json: { out, page, physics, standings },
      text: [
        formatTable(...standingsTable(standings)),
        "Mean return under harder conditions:",
        formatTable(...conditionsTable(standings)),
        `All figures are in ${page}.`,
      ].join("\n\n"),
    };
  },
});

/** Policies from files, with the two ends of the scale. */
async function given(files: readonly string[]): Promise<Contestant[]> {
  const { readPolicyOfTask } = await import("../policy.js");
  const read = async (name: string): Promise<Contestant> => {
    const { policy } = await readPolicyOfTask(name);
    return { name, wheel: { kind: "policies", policies: [policy] } };
  };
  return [{ name: "expert", wheel: { kind: "expert" } }, ...(await Promise.all(files.map(read)))];
}

/** All policies of the benchmark, made by the commands that a user would take. */
async function made(folder: string, budget: Budget, threads: number, session: Session) {
  const { makeContestants } = await import("../../benchmarks/imitation/contestants.js");
  const { main } = await import("../main.js");
  const { json, signal, note, screen: stderr, follow } = session;
  const command = async (words: readonly string[]) => {
    if (!json) note(`$ aann-gym ${words.join(" ")}`);
    const streams = { stdin: process.stdin, stdout: nowhere(), stderr };
    const code = await main(json ? [...words, "--json"] : [...words], streams);
    signal.throwIfAborted();
    if (code !== 0) throw new InputError(`aann-gym ${words.join(" ")} ended with exit code ${code}`);
  };
  return makeContestants({ folder, budget, threads, signal, command, follow });
}

/** For outcomes that nobody reads. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() }) as WriteStream;
