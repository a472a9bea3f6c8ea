import { InputError } from "../../errors.js";
import type { PolicyFile } from "../../networks/policy.js";
import { layersOfSchedule, PAPER_SCHEDULES } from "../../sense/paper-schedules.js";
import type { ImprovePolicyOptions, SearchStart } from "../../tasks/improve-policy.js";
import type { Task } from "../../tasks/task.js";
import { checkLayers } from "../layers-option.js";
import { readPolicyOfTask } from "../policy.js";
import { sparsityFor } from "../sparsity-option.js";
import { loadTaskOfOptions } from "../task-data.js";
import { isByReturnAlone, PAPER_FAMILY, PAPER_PICTURES, type SenseOptions } from "./options.js";

/** Percent of zeros where `--sparsity` is not given and no small network does, as in `train`. */
const SPARSITY = 90;

/** What a search is told; what is not asked for is the library's default. */
export interface SearchPlan
  extends Pick<
    ImprovePolicyOptions,
    "objective" | "search" | "accept" | "temperature" | "family" | "layers" | "schedule" | "examples"
  > {
  /** How many neighbours to look at, where that is settled. */
  readonly neighbours?: number;
}

/** Where a search begins. */
export interface StartingPoint {
  readonly task: Task;
  readonly start: SearchStart;
  /** The policy of the file, or the first random one. */
  readonly policy: PolicyFile;
}

/** The task and what to begin with: a policy from a file, or random ones. */
export async function startingPoint(options: SenseOptions): Promise<StartingPoint> {
  const { from: file, random, sparsity: asked, seed, starts } = options;
  if (file !== undefined) {
    const { policy, task } = await readPolicyOfTask(file, options);
    return { task, start: { policy, file }, policy };
  }
  if (!random) throw new InputError("option --from: expected a policy file, or --random, got neither");
  const { randomPolicy } = await import("../../tasks/policies.js");
  const usual = await loadTaskOfOptions(options);
  const isUsual = asked === undefined && options.architecture === undefined;
  const small = isByReturnAlone(options) && isUsual ? usual.small : undefined;
  const task = { ...usual, ...(small && { architecture: () => small.architecture() }) };
  const others = small?.sparsity ?? SPARSITY;
  const sparsity = sparsityFor(task.architecture(0), asked ?? { layers: {}, others });
  return { task, start: { sparsity, starts }, policy: randomPolicy(task, sparsity, seed) };
}

/** @throws InputError when options do not go together, or not with the task */
export function planOf(task: Task, { network }: PolicyFile, options: SenseOptions): SearchPlan {
  const { accept, temperature, schedule: name, neighbourhoods, pictures, search } = options;
  if (options.objective === "return" && !task.env) {
    throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
  }
  const isRace = (accept ?? temperature ?? options.family) !== undefined;
  if (search === "surveys" && isRace) {
    throw new InputError(
      "option --search: expected races with --accept, --temperature or --family, got surveys",
    );
  }
  const names = network.architecture.layers.map((layer) => layer.name);
  const layers = checkLayers(options.layers, names);
  if (name === undefined) {
    const { objective, family, neighbours } = options;
    return { objective, search: isRace ? "races" : search, accept, temperature, family, layers, neighbours };
  }
  const length = neighbourhoods ?? PAPER_SCHEDULES[name].neighbourhoods;
  const family = options.family ?? PAPER_FAMILY;
  return {
    ...{ objective: "score", search: "races", family, neighbours: length * family },
    layers: layers ?? layersOfSchedule(name, names),
    schedule: { ...PAPER_SCHEDULES[name], neighbourhoods: length },
    examples: pictures ?? PAPER_PICTURES,
  };
}
