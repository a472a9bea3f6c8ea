import { existsSync } from "node:fs";
import type { Argv } from "yargs";
import type { ClusterAddress } from "../../jobs/cluster/address.js";
import { PAPER_SCHEDULES, type PaperSchedule } from "../../sense/paper-schedules.js";
import { clusterOption } from "../cluster-option.js";
import type { GlobalOptions } from "../command.js";
import { openOption, pageOption, threadsOption, toleranceOption } from "../common-options.js";
import { envOption, envOptionsOption, physicsOption } from "../env-option.js";
import { layersOption } from "../layers-option.js";
import { choiceOption, countOption, minutesOption, numberOption, pathOption } from "../options.js";
import { forceOption } from "../output-file.js";
import { RECORDINGS } from "../recordings/path.js";
import { parseSparsity, type SparsityRequest } from "../sparsity-option.js";
import {
  architectureOption,
  augmentOption,
  decoderOption,
  encoderOption,
  recordingsOption,
  type TaskOptions,
  taskOption,
} from "../task-data.js";

const OBJECTIVES = ["loss", "score", "cvar", "return"] as const;
const SEARCHES = ["surveys", "races"] as const;
const ACCEPTANCES = ["annealing", "greedy"] as const;

const SCHEDULES = Object.keys(PAPER_SCHEDULES) as PaperSchedule[];

/** Neighbours in a neighbourhood and images that the fitness is taken on, of which the paper says nothing. */
export const PAPER_FAMILY = 100;
export const PAPER_PICTURES = 10_000;

/** A family is evaluated in one go, which Ctrl-C waits for. */
const MOST_IN_FAMILY = 10_000;

export interface SenseOptions extends GlobalOptions, TaskOptions {
  readonly from?: string;
  readonly random?: boolean;
  readonly starts?: number;
  readonly sparsity?: SparsityRequest;
  readonly out?: string;
  readonly log?: string;
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
  readonly steps?: number;
  readonly episodes?: number;
  readonly threads: number;
  readonly force: boolean;
  readonly cluster?: ClusterAddress;
  readonly resume: boolean;
  readonly watch?: boolean;
  readonly port?: number;
  readonly open: boolean;
}

/** Whether a search goes by returns alone: without demonstrations to learn from. */
export const isByReturnAlone = ({ objective, random, recordings }: SenseOptions): boolean =>
  objective === "return" && recordings === undefined && (random === true || !existsSync(RECORDINGS));

/** Declares the options of `sense`. */
export function senseOptions(parser: Argv<GlobalOptions>): Argv<SenseOptions> {
  return parser
    .option("from", {
      requiresArg: true,
      coerce: pathOption("from", "a policy file"),
      describe: "Policy to start from",
    })
    .option("random", { type: "boolean", describe: "Start from a random network" })
    .option("starts", {
      requiresArg: true,
      coerce: countOption("starts"),
      describe:
        "With --random: wirings to try for a fifth of the time in all; the best climbs for the rest (default: 1)",
    })
    .option("task", taskOption)
    .option("env", envOption)
    .option("env-options", envOptionsOption)
    .option("decoder", decoderOption)
    .option("encoder", encoderOption)
    .option("architecture", architectureOption)
    .option("sparsity", {
      requiresArg: true,
      coerce: parseSparsity,
      describe:
        "Percent of zeros, with --random; layer1.0=50,95: 50 in layer1.0, 95 in the others (default: 90; by reward alone, where observations are no images, 30 in a network with 16 hidden units)",
    })
    .option("out", {
      requiresArg: true,
      coerce: pathOption("out", "a file to write"),
      describe:
        "Where the best policy goes, whenever a better one is found; its folder is made when missing (default: best.json, for other tasks best-mnist.json and so on)",
    })
    .option("log", {
      requiresArg: true,
      coerce: pathOption("log", "a file to write"),
      describe:
        "Where the curve goes as it grows: one JSON object a line and evaluated network, with neighbours, swaps, seconds, cost and scores",
    })
    .option("recordings", recordingsOption)
    .option("augment", augmentOption)
    .option("layers", {
      ...layersOption,
      describe: "Layers to change in turn, for instance fc,layer2.0 (default: all, from the last)",
    })
    .option("objective", {
      requiresArg: true,
      // 0.1.0 called it tail.
      coerce: (given: string) => choiceOption("objective", OBJECTIVES)(given === "tail" ? "cvar" : given),
      describe:
        "What to climb: loss, score (accuracy or agreement), cvar (the mean loss of the worst twentieth of examples) or return (rollouts decide) (default: loss)",
    })
    .option("search", {
      requiresArg: true,
      coerce: choiceOption("search", SEARCHES),
      describe:
        "surveys: measure single-weight changes on fresh examples, make several swaps a step; races: one neighbour after another, on all examples (default: surveys with --random, but races where the environment has settings for them; else races)",
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
      coerce: countOption("family", 1, MOST_IN_FAMILY),
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
    .option("steps", {
      requiresArg: true,
      coerce: countOption("steps", 1, Number.MAX_SAFE_INTEGER),
      describe:
        "How many steps of the environment to take by reward alone, instead of --minutes: the same seed then gives the same result",
    })
    .option("episodes", {
      alias: "tracks",
      requiresArg: true,
      coerce: countOption("episodes"),
      describe:
        "Episodes to run for --objective return (default: 8; by reward alone 128, of which a few count at first)",
    })
    .option("physics", physicsOption)
    .option("threads", threadsOption)
    .option("force", forceOption)
    .option("cluster", clusterOption)
    .option("resume", {
      type: "boolean",
      default: false,
      describe: "Go on where an interrupted search with the same options stopped",
    })
    .option("watch", {
      type: "boolean",
      describe:
        "Show the search in a page, until Ctrl-C; the scripted expert teaches, or --recordings where they are given",
    })
    .option("port", pageOption)
    .option("open", openOption)
    .conflicts("from", ["random", "sparsity", "decoder", "encoder", "architecture", "starts"])
    .conflicts("watch", [
      ...["schedule", "objective", "search", "accept", "minutes", "neighbours", "steps"],
      ...["keep-family", "starts", "log", "layers", "augment", "temperature", "family"],
      "episodes",
    ])
    .conflicts("minutes", ["neighbours", "steps"])
    .conflicts("neighbours", "steps")
    .conflicts("schedule", [
      "minutes",
      "neighbours",
      "steps",
      "objective",
      "search",
      "accept",
      "temperature",
      "starts",
    ])
    .implies({ neighbourhoods: "schedule", pictures: "schedule", port: "watch" })
    .example("$0 sense --random --task mnist --sparsity 80 --out best.json", "search from a random network")
    .example("$0 sense --random --task mnist --sparsity 90 --layers fc --starts 16", "try 16 wirings first")
    .example("$0 sense --random --task mnist --sparsity 90 --schedule figure-6", "climb as the paper did")
    .example("$0 sense --from policy.json --objective return", "improve a policy by its returns")
    .example("$0 sense --env CartPole-v1 --random --objective return --minutes 1", "by reward alone")
    .example("$0 sense --random --sparsity 90 --watch", "watch a random net learn to drive")
    .example("$0 sense --env CartPole-v1 --random --sparsity 50 --watch", "watch it learn CartPole");
}
