import type { PHYSICS } from "../../envs/car-racing/physics/load.js";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import type { Policy } from "../networks/policy-file.js";
import { packageVersion } from "../package-version.js";
import type { ClimbPoint } from "../sense/climb-file.js";
import { layersOfSchedule, PAPER_SCHEDULES, type PaperSchedule } from "../sense/paper-schedules.js";
import type { SearchState } from "../sense/searching.js";
import { FIRST_TRACK, tracksFrom } from "../tasks/car-racing/tracks.js";
import type { Task } from "../tasks/task.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { pageOption, physicsOption, threadsOption, toleranceOption } from "./common-options.js";
import { keepFamily } from "./keep-family.js";
import { checkLayers, layersOption } from "./layers-option.js";
import { choiceOption, countOption, minutesOption, numberOption, pathOption } from "./options.js";
import { prepareOutputFile } from "./output-file.js";
import { readPolicyOfTask } from "./policy.js";
import { formatScores } from "./scores.js";
import { watchSearch } from "./sense-watch.js";
import { parseSparsity, type SparsityRequest, sparsityFor } from "./sparsity-option.js";
import { encodingOption, loadSplits, recordingsOption, taskOption } from "./task-data.js";

const OBJECTIVES = ["loss", "score", "tail", "return"] as const;
const SEARCHES = ["surveys", "races"] as const;
const ACCEPTANCES = ["annealing", "greedy"] as const;

const SCHEDULES = Object.keys(PAPER_SCHEDULES) as PaperSchedule[];

/** Neighbours in a neighbourhood and pictures that the fitness is taken on, of which the paper says nothing. */
const PAPER_FAMILY = 100;
const PAPER_PICTURES = 10_000;

/** First temperatures that worked: a random network has to get out of worse valleys than a trained one. */
const TEMPERATURES = { random: 4e-5, trained: 1e-5 };

interface SenseOptions extends GlobalOptions {
  readonly task?: string;
  readonly encoding?: string;
  readonly from?: string;
  readonly random?: boolean;
  readonly sparsity?: SparsityRequest;
  readonly out: string;
  readonly log?: string;
  readonly recordings: string;
  readonly layers?: readonly string[];
  readonly objective?: (typeof OBJECTIVES)[number];
  readonly search?: (typeof SEARCHES)[number];
  readonly accept?: (typeof ACCEPTANCES)[number];
  readonly temperature?: number;
  readonly family?: number;
  readonly schedule?: PaperSchedule;
  readonly neighbourhoods?: number;
  readonly pictures?: number;
  readonly keepFamily?: string;
  readonly tolerance: number;
  readonly minutes?: number;
  readonly neighbours?: number;
  readonly tracks: number;
  readonly physics: (typeof PHYSICS)[number];
  readonly threads: number;
  readonly resume: boolean;
  readonly watch?: boolean;
  readonly port?: number;
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
      .option("encoding", encodingOption)
      .option("sparsity", {
        requiresArg: true,
        coerce: parseSparsity,
        describe: "Percent of zeros, with --random; layer1.0=50,95: 50 in layer1.0, 95 in the others",
      })
      .option("out", {
        default: "best.json",
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe:
          "Where the best policy goes, whenever a better one is found; its folder is made when missing",
      })
      .option("log", {
        requiresArg: true,
        coerce: pathOption("log", "a file to write"),
        describe:
          "Where the curve goes as it grows: one JSON object a line and judged network, with neighbours, swaps, seconds, cost and scores",
      })
      .option("recordings", recordingsOption)
      .option("layers", {
        ...layersOption,
        describe: "Layers to change in turn, for instance fc,layer2.0 (default: all, from the last)",
      })
      .option("objective", {
        requiresArg: true,
        coerce: choiceOption("objective", OBJECTIVES),
        describe:
          "What to climb: loss, score (accuracy or agreement), tail (the loss of a driver's worst twentieth of frames) or return (rollouts decide) (default: loss)",
      })
      .option("search", {
        requiresArg: true,
        coerce: choiceOption("search", SEARCHES),
        describe:
          "surveys: measure half moves on fresh pictures, make several swaps a step; races: one neighbour after another, on all pictures (default: surveys with --random, but races for car-racing; else races)",
      })
      .option("accept", {
        requiresArg: true,
        coerce: choiceOption("accept", ACCEPTANCES),
        describe: "With races: annealing, or greedy: never take what is worse (default: annealing)",
      })
      .option("temperature", {
        requiresArg: true,
        coerce: numberOption("temperature", { expected: "a number above 0", above: 0 }),
        describe: "With races: first temperature of annealing, in units of the mean cost",
      })
      .option("family", {
        requiresArg: true,
        coerce: countOption("family"),
        describe: `With races or --schedule: neighbours of which the best is taken (paper: n_k) (default: 1, with --schedule ${PAPER_FAMILY})`,
      })
      .option("schedule", {
        requiresArg: true,
        coerce: choiceOption("schedule", SCHEDULES),
        describe: `The paper's Algorithm 2 to the letter, with the layers and neighbourhoods of ${SCHEDULES.join(", ")}`,
      })
      .option("neighbourhoods", {
        requiresArg: true,
        coerce: countOption("neighbourhoods"),
        describe: "How many neighbourhoods, instead of as many as the schedule has",
      })
      .option("pictures", {
        requiresArg: true,
        coerce: countOption("pictures"),
        describe: `Pictures that every neighbour is tried on, with --schedule (default: ${PAPER_PICTURES.toLocaleString("en-US")})`,
      })
      .option("keep-family", {
        requiresArg: true,
        coerce: pathOption("keep-family", "a file to write"),
        describe: "Keeps here all networks of the climb that score within --tolerance of its best",
      })
      .option("tolerance", toleranceOption)
      .option("minutes", {
        requiresArg: true,
        coerce: minutesOption("minutes"),
        describe: "How long to search (default: 5)",
      })
      .option("neighbours", {
        requiresArg: true,
        coerce: countOption("neighbours", 1, Number.MAX_SAFE_INTEGER),
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
      .option("resume", {
        type: "boolean",
        default: false,
        describe: "Go on where an interrupted search with the same options stopped",
      })
      .option("watch", {
        type: "boolean",
        describe:
          "Search in a page, where it can be seen, until Ctrl-C: the scripted expert teaches, without recordings (car-racing only)",
      })
      .option("port", pageOption)
      .conflicts("from", ["random", "sparsity", "encoding"])
      .conflicts("watch", [
        "schedule",
        "objective",
        "search",
        "accept",
        "minutes",
        "neighbours",
        "keep-family",
      ])
      .conflicts("minutes", "neighbours")
      .conflicts("schedule", ["minutes", "neighbours", "objective", "search", "accept", "temperature"])
      .implies({ neighbourhoods: "schedule", pictures: "schedule" })
      .example("$0 sense --random --task mnist --sparsity 80 --out best.json", "climb from chance")
      .example("$0 sense --random --task mnist --sparsity 90 --schedule figure-6", "climb as the paper did")
      .example("$0 sense --from policy.json --objective return", "improve a driver")
      .example(
        "$0 sense --random --task car-racing --sparsity 90 --watch",
        "watch a random net learn to drive",
      ),
  async run(options, session) {
    const { improve } = await import("../sense/improve.js");
    const { writePolicy } = await import("../networks/policy-file.js");
    const { ClimbFile } = await import("../sense/climb-file.js");
    const { dataHash, slice } = await import("../tasks/data-set.js");
    const { task, start } = await startingPoint(options);
    await prepareOutputFile(options.out);
    if (options.log) await prepareOutputFile(options.log);
    if (options.watch) return watchSearch({ ...options, task, start }, session);
    const { command } = session;
    const { minutes = 5, tracks, physics, threads, seed, out } = options;
    const { schedule, family } = paperSchedule(options);
    const objective = schedule ? "score" : (options.objective ?? "loss");
    const accept = options.accept ?? "annealing";
    const races = options.accept ?? options.temperature ?? options.family;
    const search =
      options.search ?? (options.random && races === undefined && !task.races ? "surveys" : "races");
    if (search === "surveys" && races !== undefined) {
      throw new InputError(
        "option --search: expected races with --accept, --temperature or --family, got surveys",
      );
    }
    const layers = layersOf(task, start, options);
    const neighbours = schedule ? schedule.neighbourhoods * family : options.neighbours;
    if (objective === "return" && !task.openRollouts) {
      throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
    }
    const whole = await loadSplits(task, options.recordings, session);
    const pictures = schedule ? (options.pictures ?? PAPER_PICTURES) : whole.fit.count;
    const splits = { ...whole, fit: slice(whole.fit, 0, Math.min(pictures, whole.fit.count)) };
    const temperature =
      options.temperature ??
      (options.random ? (task.races?.temperature ?? TEMPERATURES.random) : TEMPERATURES.trained);
    const plan = { objective, search, accept, temperature, family, layers, seed, schedule };
    const data = dataHash(splits.fit);
    const budget = neighbours ? { neighbours } : { minutes };
    const driving = objective === "return" ? { tracks, physics } : {};
    // Not what the file holds: a search may write the file that it began with.
    const origin = {
      start: options.from ?? { task: task.name, sparsity: start.sparsity },
      data,
      ...plan,
      ...budget,
      ...driving,
    };
    const saved = new ClimbFile(`${out}.search`, JSON.stringify(origin));
    const resume = options.resume ? await saved.read() : undefined;
    const rollouts =
      objective === "return"
        ? task.openRollouts?.({ tracks: tracksFrom(FIRST_TRACK.chosenOn, tracks), physics, threads })
        : undefined;

    let curve = resume?.curve ?? [];
    const clock = stopwatch(curve.at(-1));
    const { seconds } = clock;
    const total = neighbours ?? minutes * 60;
    const display = session.progress({
      title: "Searching",
      total,
      unit: neighbours ? "neighbours" : "seconds",
      start: neighbours ? resume?.state.evaluations : seconds(),
    });
    const events = improve({
      ...{ task, start, splits, ...plan, threads, rollouts, resume: resume?.state, signal: session.signal },
      progress: (evaluations) => (neighbours ? evaluations / neighbours : seconds() / total),
    });
    const kept = options.keepFamily && (await keepFamily(options.keepFamily, start, task, options));
    let state = resume?.state;
    let cost: number | undefined;
    try {
      for await (const event of events) {
        if (event.kind === "explored") {
          cost = event.cost;
          const note = `${event.layerName}: cost ${cost.toFixed(4)}, ${event.accepted} swaps taken`;
          display.update(Math.min(total, event.progress * total), note);
          continue;
        }
        state = event.state;
        const { scores } = event.judgement;
        const provenance = { command, package: packageVersion(), seed, data, scores };
        if (event.best) await writePolicy(out, { ...event.policy, provenance });
        if (kept) await kept.take(event.policy, scores);
        curve = [...curve, pointOf(state, clock, cost, scores)];
        if (options.log)
          await writeFileAtomic(options.log, curve.map((point) => `${JSON.stringify(point)}\n`).join(""));
        await saved.write({ state, curve }, event.policy);
      }
    } catch (error) {
      // Rollouts that were stopped: the last judged network is where the search goes on.
      if (error !== session.signal.reason || state === undefined) throw error;
    } finally {
      display.stop();
      await rollouts?.close();
    }
    const interrupted = session.signal.aborted;
    if (!interrupted) await saved.remove();
    const { evaluations = 0, accepted = 0, best } = state ?? {};
    const scores = best?.scores ?? {};
    return {
      json: {
        ...{ task: task.name, out, scores, evaluations, accepted, cost },
        ...{ seconds: seconds(), cpuSeconds: clock.cpuSeconds(), interrupted, curve },
      },
      text: [
        formatScores(scores, task.sees),
        `${evaluations.toLocaleString("en-US")} neighbours, ${accepted.toLocaleString("en-US")} swaps taken.`,
        interrupted
          ? `Stopped; ${out} is the best so far. Run the same command with --resume to go on.`
          : `The best is in ${out}.`,
      ].join("\n"),
    };
  },
});

/** Counts time on from where a search was. */
function stopwatch(from: ClimbPoint | undefined) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  return {
    seconds: () => (from?.seconds ?? 0) + (performance.now() - began) / 1000,
    cpuSeconds() {
      const { user, system } = process.cpuUsage(cpu);
      return (from?.cpuSeconds ?? 0) + (user + system) / 1e6;
    },
  };
}

function pointOf(
  { evaluations, accepted }: SearchState,
  clock: ReturnType<typeof stopwatch>,
  cost: number | undefined,
  scores: ClimbPoint["scores"],
): ClimbPoint {
  const times = { seconds: clock.seconds(), cpuSeconds: clock.cpuSeconds() };
  return { neighbours: evaluations, swaps: accepted, ...times, cost, scores };
}

/** The task and the policy to begin with: one from a file, or one wired by chance. */
async function startingPoint({ from, random, sparsity: asked, task: name, encoding, seed }: SenseOptions) {
  if (from !== undefined) {
    const { policy: start, task } = await readPolicyOfTask(from);
    if (name !== undefined && name !== task.name) {
      throw new InputError(`option --task: expected ${task.name}, for which ${from} was made, got ${name}`);
    }
    return { task, start };
  }
  if (!random) throw new InputError("option --from: expected a policy file, or --random, got neither");
  if (name === undefined) throw new InputError("option --task: expected a task with --random, got none");
  if (asked === undefined)
    throw new InputError("option --sparsity: expected a percentage with --random, got none");
  const { loadTask } = await import("../tasks/tasks.js");
  const { randomPolicy } = await import("../tasks/random-policy.js");
  const task = await loadTask(name, encoding);
  return { task, start: randomPolicy(task, sparsityFor(task.architecture(0), asked), seed) };
}

/** The paper's schedule that was asked for, and the neighbours of which the best is taken. */
function paperSchedule({ schedule: name, neighbourhoods, family }: SenseOptions) {
  if (name === undefined) return { schedule: undefined, family: family ?? 1 };
  const schedule = PAPER_SCHEDULES[name];
  const length = neighbourhoods ?? schedule.neighbourhoods;
  return { schedule: { ...schedule, neighbourhoods: length }, family: family ?? PAPER_FAMILY };
}

/** The layers that were asked for, or those of the schedule, or all from the last to the first. */
function layersOf(
  { races }: Task,
  { network }: Policy,
  { layers: asked, schedule }: SenseOptions,
): readonly string[] {
  const names = network.architecture.layers.map(({ name }) => name);
  const chosen = checkLayers(asked, names);
  if (chosen) return chosen;
  if (schedule) return layersOfSchedule(schedule, names);
  return races?.layers.every((name) => names.includes(name)) ? races.layers : names.reverse();
}
