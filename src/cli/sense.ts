import type { PHYSICS } from "../../envs/car-racing/physics/load.js";
import { Random } from "../../envs/random.js";
import { InputError } from "../errors.js";
import type { Policy } from "../networks/policy-file.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { physicsOption, threadsOption } from "./common-options.js";
import {
  choiceOption,
  countOption,
  minutesOption,
  numberOption,
  pathOption,
  percentageOption,
} from "./options.js";
import { formatScore, formatScores } from "./scores.js";
import { loadSplits, recordingsOption, taskOption } from "./task-data.js";

const OBJECTIVES = ["loss", "score", "return"] as const;
const ACCEPTANCES = ["annealing", "greedy"] as const;

/** Tracks for choosing among policies start here; `evaluate` uses others. */
const VALIDATION_TRACKS = 10_000;

/** First temperatures that worked: a random network has to get out of worse valleys than a trained one. */
const TEMPERATURES = { random: 4e-5, trained: 1e-5 };

interface SenseOptions extends GlobalOptions {
  readonly task?: string;
  readonly from?: string;
  readonly random?: boolean;
  readonly sparsity?: number;
  readonly out: string;
  readonly recordings: string;
  readonly layers?: readonly string[];
  readonly objective: (typeof OBJECTIVES)[number];
  readonly accept: (typeof ACCEPTANCES)[number];
  readonly temperature?: number;
  readonly family: number;
  readonly minutes?: number;
  readonly neighbours?: number;
  readonly tracks: number;
  readonly physics: (typeof PHYSICS)[number];
  readonly threads: number;
}

/** `sense`: improves a ternary network by bit swaps, without gradients. */
export const sense = defineCommand<SenseOptions>({
  words: "sense",
  describe: "SENSE: improve a ternary network by bit swaps, without gradients",
  builder: (parser) =>
    parser
      .option("from", {
        requiresArg: true,
        coerce: pathOption("from", "a policy file"),
        describe: "Policy to start from",
      })
      .option("random", { type: "boolean", describe: "Start from a network wired by chance" })
      .option("task", taskOption)
      .option("sparsity", {
        requiresArg: true,
        coerce: percentageOption("sparsity"),
        describe: "Percent of zeros in each layer, with --random",
      })
      .option("out", {
        default: "best.json",
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe: "Where the best policy goes; written whenever a better one is found",
      })
      .option("recordings", recordingsOption)
      .option("layers", {
        requiresArg: true,
        coerce: (word: string) => word.split(","),
        describe: "Layers to change in turn, for instance fc,layer2.0 (default: all, from the last)",
      })
      .option("objective", {
        default: "loss" as const,
        requiresArg: true,
        coerce: choiceOption("objective", OBJECTIVES),
        describe: "What to climb: loss, score (accuracy or agreement) or return (rollouts decide)",
      })
      .option("accept", {
        default: "annealing" as const,
        requiresArg: true,
        coerce: choiceOption("accept", ACCEPTANCES),
        describe: "annealing, or greedy as in the paper",
      })
      .option("temperature", {
        requiresArg: true,
        coerce: numberOption("temperature", { expected: "a number above 0", above: 0 }),
        describe: "First temperature of annealing, in units of the mean cost",
      })
      .option("family", {
        default: 1,
        requiresArg: true,
        coerce: countOption("family"),
        describe: "Neighbours in a family, of which the best is taken (paper: n_k)",
      })
      .option("minutes", {
        requiresArg: true,
        coerce: minutesOption("minutes"),
        describe: "How long to search (default: 5)",
      })
      .option("neighbours", {
        requiresArg: true,
        coerce: countOption("neighbours"),
        describe:
          "How many neighbours to look at, instead of --minutes: the same seed then gives the same result",
      })
      .option("tracks", {
        default: 8,
        requiresArg: true,
        coerce: countOption("tracks"),
        describe: "Tracks to drive for --objective return",
      })
      .option("physics", physicsOption)
      .option("threads", threadsOption)
      .conflicts("from", "random")
      .conflicts("minutes", "neighbours")
      .example("$0 sense --random --task mnist --sparsity 80 --out best.json", "climb from chance")
      .example("$0 sense --from policy.json --objective return", "improve a driver"),
  async run(options, session) {
    const { improve } = await import("../sense/improve.js");
    const { writePolicy } = await import("../networks/policy-file.js");
    const { task, start } = await startingPoint(options);
    const layers = layersOf(start, options.layers);
    const { objective, minutes = 5, neighbours, tracks, physics, threads, seed, out } = options;
    if (objective === "return" && !task.openRollouts) {
      throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
    }
    const splits = await loadSplits(task, options.recordings, session);
    const seeds = Array.from({ length: tracks }, (_, index) => VALIDATION_TRACKS + index);
    const rollouts =
      objective === "return" ? task.openRollouts?.({ tracks: seeds, physics, threads }) : undefined;
    const began = performance.now();
    const progress = (evaluations: number) =>
      neighbours ? evaluations / neighbours : (performance.now() - began) / (minutes * 60_000);
    const total = neighbours ?? minutes * 60;
    const display = session.progress({
      title: "Searching",
      total,
      unit: neighbours ? "neighbours" : "seconds",
    });
    const command = `aann-gym ${process.argv.slice(2).join(" ")}`;
    let first: Readonly<Record<string, number>> = {};
    let best: Readonly<Record<string, number>> = {};
    let evaluations = 0;
    let accepted = 0;
    let cost = Number.NaN;
    try {
      const temperature = options.temperature ?? TEMPERATURES[options.random ? "random" : "trained"];
      const { accept, family } = options;
      const events = improve({
        ...{ task, start, splits, objective, accept, temperature, family, layers, seed, progress, rollouts },
        signal: session.signal,
      });
      for await (const event of events) {
        evaluations = event.kind === "explored" ? event.evaluations : event.state.evaluations;
        accepted = event.kind === "explored" ? event.accepted : event.state.accepted;
        if (event.kind === "explored") {
          cost = event.cost;
          const note = `${event.layerName}: cost ${cost.toFixed(4)}, ${accepted} swaps taken`;
          display.update(Math.min(total, event.progress * total), note);
        } else if (event.best) {
          best = event.judgement.scores;
          if (evaluations === 0) first = best;
          await writePolicy(out, { ...event.policy, provenance: { command, seed, scores: best } });
        }
      }
    } finally {
      display.stop();
      await rollouts?.close();
    }
    const seconds = (performance.now() - began) / 1000;
    return {
      json: {
        task: task.name,
        out,
        start: first,
        best,
        evaluations,
        accepted,
        cost,
        seconds,
        interrupted: session.signal.aborted,
      },
      text: [
        formatScores(best),
        `${evaluations.toLocaleString("en-US")} neighbours, ${accepted.toLocaleString("en-US")} swaps taken, from ${Object.entries(
          first,
        )
          .map(([name, value]) => `${name} ${formatScore(value)}`)
          .join(", ")}.`,
        `The best is in ${out}. Go on with: aann-gym sense --from ${out}`,
      ].join("\n"),
    };
  },
});

/** The task and the policy to begin with: one from a file, or one wired by chance. */
async function startingPoint({ from, random, sparsity, task: name, seed }: SenseOptions) {
  const { loadTask } = await import("../tasks/tasks.js");
  if (from !== undefined) {
    const { readPolicy } = await import("../networks/policy-file.js");
    const start = await readPolicy(from);
    if (name !== undefined && name !== start.task) {
      throw new InputError(`option --task: expected ${start.task}, for which ${from} was made, got ${name}`);
    }
    return { task: await loadTask(start.task), start };
  }
  if (!random) throw new InputError("option --from: expected a policy file, or --random, got neither");
  if (name === undefined) throw new InputError("option --task: expected a task with --random, got none");
  if (sparsity === undefined)
    throw new InputError("option --sparsity: expected a percentage with --random, got none");
  const { randomNetwork } = await import("../networks/random-network.js");
  const task = await loadTask(name);
  const network = randomNetwork(task.architecture(sparsity), sparsity, new Random(seed));
  const start: Policy = { task: name, sparsity, network, provenance: {} };
  return { task, start };
}

/** The layers that were asked for, or all from the last to the first. */
function layersOf({ network }: Policy, asked: readonly string[] | undefined): readonly string[] {
  const names = network.architecture.layers.map(({ name }) => name);
  const unknown = asked?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`option --layers: expected names out of ${names.join(", ")}, got ${unknown}`);
  }
  return asked ?? names.reverse();
}
