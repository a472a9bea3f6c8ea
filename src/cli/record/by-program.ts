import { basename } from "node:path";
import type { EnvReference } from "../../networks/policy.js";
import { type Demonstrator, demonstrate, nameOfPolicy } from "../../recordings/demonstrate.js";
import type { Outcome } from "../command.js";
import { environmentOrDefault } from "../env-option.js";
import { readActingPolicy } from "../policy.js";
import { formatAmount, type Progress } from "../progress.js";
import type { Session } from "../session.js";
import { noiseOf, type RecordOptions } from "./options.js";
import { outcome } from "./outcome.js";

/** Lets the expert or a policy act for every seed that it has not recorded yet. */
export async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { out: folder, seed, episodes } = options;
  const { env, by } = await demonstratorOf(options);
  const noise = noiseOf(options);
  const began = performance.now();
  let display: Progress | undefined;
  const { files, held } = await demonstrate({
    ...{ env, by, noise, folder, seed, episodes, signal: session.signal },
    onProgress(done, total, steps) {
      display ??= session.progress({ title: "Recording", total, unit: "episodes", start: done });
      const rate = (1000 * steps) / (performance.now() - began);
      display.update(done, `${formatAmount(rate)} steps/s`);
    },
  }).finally(() => display?.stop());
  return outcome(options, session, files, held);
}

async function demonstratorOf(
  options: RecordOptions,
): Promise<{ readonly env: EnvReference; readonly by: Demonstrator }> {
  const { policy: path, relabel, style: expert } = options;
  if (path === undefined) return { env: await environmentOrDefault(options), by: { expert } };
  const { file: policy, reference: env } = await readActingPolicy(path, options);
  return { env, by: { policy, name: nameOfPolicy(basename(path, ".json"), policy), file: path, relabel } };
}
