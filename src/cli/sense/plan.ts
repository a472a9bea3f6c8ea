import { slugOf } from "../../adapters/environments.js";
import { InputError } from "../../errors.js";
import type { PolicyFile } from "../../networks/policy.js";
import type { ImproveOptions } from "../../sense/improve.js";
import { layersOfSchedule, PAPER_SCHEDULES } from "../../sense/paper-schedules.js";
import type { Task } from "../../tasks/task.js";
import { checkLayers } from "../layers-option.js";
import { readPolicyOfTask } from "../policy.js";
import { sparsityFor } from "../sparsity-option.js";
import { loadTaskOfOptions } from "../task-data.js";
import { PAPER_FAMILY, PAPER_PICTURES, type SenseOptions } from "./options.js";

/** First temperatures that worked: a random network has to get out of worse valleys than a trained one. */
const TEMPERATURES = { random: 4e-5, trained: 1e-5 };

/** Percent of zeros where `--sparsity` is not given, as in `train`. */
const SPARSITY = 90;

/** What a search does, with the task's and the paper's defaults filled in. */
export interface SearchPlan {
  readonly settings: Pick<
    ImproveOptions,
    "objective" | "search" | "accept" | "temperature" | "family" | "layers" | "seed" | "schedule"
  >;
  /** How many neighbours to look at, where that is settled. */
  readonly neighbours?: number;
  /** How many pictures to fit to; all where not given. */
  readonly pictures?: number;
}

/** The task and the policies to begin with: one from a file, or random ones. */
export async function startingPoint(options: SenseOptions) {
  const { from, random, sparsity: asked, task: name, seed } = options;
  if (from !== undefined) {
    const { policy: start, task } = await readPolicyOfTask(from, options);
    if (name !== undefined && name !== task.name && name !== slugOf(task.name)) {
      throw new InputError(`option --task: expected ${task.name}, for which ${from} was made, got ${name}`);
    }
    return { task, wire: () => start };
  }
  if (!random) throw new InputError("option --from: expected a policy file, or --random, got neither");
  const { randomPolicy } = await import("../../tasks/policies.js");
  const task = await loadTaskOfOptions(options);
  const sparsity = sparsityFor(task.architecture(0), asked ?? { layers: {}, others: SPARSITY });
  return { task, wire: (wiring: number) => randomPolicy(task, sparsity, seed, wiring) };
}

/** @throws InputError when options do not go together, or not with the task */
export function planOf(task: Task, start: PolicyFile, options: SenseOptions): SearchPlan {
  const { schedule, family } = paperSchedule(options);
  const objective = schedule ? "score" : (options.objective ?? "loss");
  if (objective === "return" && !task.openRollouts) {
    throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
  }
  const accept = options.accept ?? "annealing";
  const temperature =
    options.temperature ??
    (options.random ? (task.races?.temperature ?? TEMPERATURES.random) : TEMPERATURES.trained);
  const settings = { objective, search: searchOf(task, options), accept, temperature, family } as const;
  const { seed } = options;
  return {
    settings: { ...settings, layers: layersOf(task, start, options), seed, schedule },
    neighbours: schedule ? schedule.neighbourhoods * family : options.neighbours,
    pictures: schedule && (options.pictures ?? PAPER_PICTURES),
  };
}

function searchOf({ races }: Task, { search, random, accept, temperature, family }: SenseOptions) {
  const isRace = (accept ?? temperature ?? family) !== undefined;
  if (search === "surveys" && isRace) {
    throw new InputError(
      "option --search: expected races with --accept, --temperature or --family, got surveys",
    );
  }
  return search ?? (random && !isRace && !races ? "surveys" : "races");
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
  { network }: PolicyFile,
  { layers: asked, schedule }: SenseOptions,
): readonly string[] {
  const names = network.architecture.layers.map(({ name }) => name);
  const chosen = checkLayers(asked, names);
  if (chosen) return chosen;
  if (schedule) return layersOfSchedule(schedule, names);
  return races?.layers.every((name) => names.includes(name)) ? races.layers : names.reverse();
}
