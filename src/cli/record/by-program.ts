import { basename } from "node:path";
import type { AgentSpec } from "../../recordings/agent-spec.js";
import { demonstrate, nameOfPolicy } from "../../recordings/demonstrate.js";
import { type EpisodeSeed, seedsFrom } from "../../rollout/seeds.js";
import { withWorkers } from "../cluster-option.js";
import type { Outcome } from "../command.js";
import { threadsOption } from "../common-options.js";
import { environmentOrDefault } from "../env-option.js";
import { readActingPolicy } from "../policy.js";
import { formatAmount, type Progress } from "../progress.js";
import type { Session } from "../session.js";
import { noiseOf, type RecordOptions } from "./options.js";
import { outcome } from "./outcome.js";

/** Lets the expert or a policy act for every seed that it has not recorded yet. */
export async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { out: folder, seed, episodes, policy: file, cluster } = options;
  const acting = await agentSpecOf(options);
  const began = performance.now();
  let display: Progress | undefined;
  const onProgress = (done: number, total: number, steps: number) => {
    display ??= session.progress({ title: "Recording", total, unit: "episodes", start: done });
    const rate = (1000 * steps) / (performance.now() - began);
    display.update(done, `${formatAmount(rate)} steps/s`);
  };
  const { files, held } = await withWorkers({ threads: threadsOption.default, cluster }, session, (workers) =>
    demonstrate({ ...acting, ...workers, file, folder, seed, episodes, signal: session.signal, onProgress }),
  ).finally(() => display?.stop());
  const seeds = new Set<EpisodeSeed>(seedsFrom(seed, episodes));
  return outcome(options, session, files, held, held.filter((each) => seeds.has(each.seed)).length);
}

/** Who was asked to act, and what a policy is called. */
async function agentSpecOf(
  options: RecordOptions,
): Promise<{ readonly agent: AgentSpec; readonly name?: string }> {
  const common = { style: options.style, noise: noiseOf(options) };
  if (options.policy === undefined) {
    return { agent: { ...common, env: await environmentOrDefault(options), relabel: false } };
  }
  const { file: policy, reference: env } = await readActingPolicy(options.policy, options);
  const { relabel = false } = options;
  const name = nameOfPolicy(basename(options.policy, ".json"), policy);
  return { agent: { ...common, env, policy, relabel }, name };
}
