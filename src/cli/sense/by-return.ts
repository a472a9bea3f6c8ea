import { writeFileAtomic } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import type { PolicyFile } from "../../networks/policy.js";
import { packageVersion } from "../../package-version.js";
import { FIRST_SEED, seedsFrom } from "../../rollout/seeds.js";
import type { SavedClimb } from "../../sense/climb-file.js";
import type { Task } from "../../tasks/task.js";
import type { Outcome } from "../command.js";
import { overridesOf } from "../env-option.js";
import { checkLayers } from "../layers-option.js";
import { formatScores } from "../scores.js";
import type { Session } from "../session.js";
import type { SenseOptions } from "./options.js";
import { pointOf, stopwatch } from "./stopwatch.js";

/** Episodes that candidates race on, and as many others that the best is chosen on. */
const EPISODES = 64;

/** `sense --random --objective return` without demonstrations: by reward alone. */
export async function senseByReturn(
  options: Omit<SenseOptions, "task"> & { readonly task: Task; readonly start: PolicyFile },
  session: Session,
): Promise<Outcome> {
  const { task, out, seed, threads, minutes = 5, neighbours, episodes = EPISODES } = options;
  if (!task.env) {
    throw new InputError(`option --objective: expected loss or score for ${task.name}, got return`);
  }
  const { searchByReturn } = await import("../../sense/return-search.js");
  const { CandidatePool } = await import("../../rollout/candidate-pool.js");
  const { ClimbFile } = await import("../../sense/climb-file.js");
  const { writePolicy } = await import("../../networks/policy-file.js");
  const env = { ...task.env, options: { ...task.env.options, ...overridesOf(options) } };
  const start: PolicyFile = { ...options.start, env, action: task.action?.(outputDivisorOf(options.start)) };
  const names = start.network.architecture.layers.map(({ name }) => name);
  const layers = checkLayers(options.layers, names) ?? names;
  const budget = neighbours ? { neighbours } : { minutes };
  const origin = {
    start: { env, sparsity: start.sparsity },
    by: "return",
    seed,
    episodes,
    layers,
    ...budget,
  };
  const saved = new ClimbFile(`${out}.search`, JSON.stringify(origin));
  const resume = options.resume ? await saved.read() : undefined;
  let { curve = [], state }: Partial<SavedClimb> = resume ?? {};
  const clock = stopwatch(curve.at(-1));
  const total = neighbours ?? minutes * 60;
  const display = session.progress({
    title: "Searching",
    total,
    unit: neighbours ? "neighbours" : "seconds",
    start: neighbours ? (state?.evaluations ?? 0) : clock.seconds(),
  });
  const pool = new CandidatePool(env, start, threads);
  try {
    const events = searchByReturn({
      ...{ network: start.network, candidates: pool, seed, resume: state, signal: session.signal },
      seeds: seedsFrom(FIRST_SEED.validation, episodes),
      validationSeeds: seedsFrom(FIRST_SEED.validation + episodes, episodes),
      layers,
      progress: (evaluations) => (neighbours ? evaluations / neighbours : clock.seconds() / total),
    });
    for await (const event of events) {
      if (event.kind === "explored") {
        const note = `mean return ${(-event.cost).toFixed(1)}, ${event.accepted} changes taken`;
        display.update(Math.min(total, event.progress * total), note);
        continue;
      }
      state = event.state;
      const { scores } = event.evaluation;
      const policy = { ...start, network: state.network };
      const provenance = { command: session.command, package: packageVersion(), seed, scores };
      if (event.best) await writePolicy(out, { ...policy, provenance });
      curve = [...curve, pointOf(state, 0, clock, undefined, scores)];
      if (options.log) {
        await writeFileAtomic(options.log, curve.map((point) => `${JSON.stringify(point)}\n`).join(""));
      }
      await saved.write({ trials: [], curve, state }, policy);
    }
  } catch (error) {
    if (error !== session.signal.reason) throw error;
  } finally {
    display.stop();
    await pool.close();
  }
  const interrupted = session.signal.aborted;
  if (!interrupted) await saved.remove();
  const { evaluations = 0, accepted = 0, best } = state ?? {};
  const scores = best?.scores ?? {};
  return {
    json: {
      ...{ env, out, scores, evaluations, accepted, interrupted, curve },
      ...{ seconds: clock.seconds(), cpuSeconds: clock.cpuSeconds() },
    },
    text: [
      ...(best ? [formatScores(scores, task.observes)] : []),
      `${evaluations.toLocaleString("en-US")} neighbours, ${accepted.toLocaleString("en-US")} changes taken.`,
      interrupted
        ? `Stopped. ${best ? `${out} is the best so far. ` : ""}Run the same command with --resume to go on.`
        : `The best is in ${out}.`,
    ].join("\n"),
  };
}

/** Outputs of a random network are of about the size of one input: that is what actions are read from. */
function outputDivisorOf({ network }: PolicyFile): number {
  const { layers } = network.architecture;
  return layers.slice(0, -1).reduce((product, { divisor = 1 }) => product * divisor, 255);
}
