import type { ClusterAddress } from "../../jobs/cluster/address.js";
import { type Demonstrator, type OpenDemonstrator, openDemonstrator } from "../../recordings/demonstrator.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import {
  missingSeeds,
  type RecordProgress,
  recordEpisodes,
  recordedBefore,
} from "../../recordings/record-episodes.js";
import type { PoolRecordOptions } from "../../recordings/record-with-pool.js";
import type { Agent } from "../../recordings/recording.js";
import { seedsFrom } from "../../rollout/seeds.js";
import { withWorkers } from "../cluster-option.js";
import type { Outcome } from "../command.js";
import { threadsOption } from "../common-options.js";
import { environmentOrDefault } from "../env-option.js";
import { openPolicy } from "../policy.js";
import { formatAmount } from "../progress.js";
import type { Session } from "../session.js";
import { noiseOf, type RecordOptions } from "./options.js";
import { nameOf, outcome } from "./outcome.js";

/** Lets the expert or a policy act for every seed that it has not recorded yet. */
export async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { demonstrator, name } = await demonstratorOf(options);
  const { close, expert, ...acting } = await openDemonstrator(demonstrator);
  const noise = demonstrator.noise && { [demonstrator.noise]: true };
  const agent: Agent =
    expert === undefined ? { kind: "policy", name, ...noise } : { kind: "expert", name: expert, ...noise };
  try {
    return await aloneIn(options.out, () => recordAll(options, session, { demonstrator, agent, acting }));
  } finally {
    close();
  }
}

/** Who acts, and who the recordings say has acted. */
interface Setting {
  readonly demonstrator: Demonstrator;
  readonly agent: Agent;
  readonly acting: Omit<OpenDemonstrator, "close" | "expert">;
}

async function recordAll(options: RecordOptions, session: Session, setting: Setting): Promise<Outcome> {
  const { out: folder, cluster: address } = options;
  const { agent, demonstrator, acting } = setting;
  const all = seedsFrom(options.seed, options.episodes);
  const seeds = await missingSeeds(all, folder, agent, demonstrator.env);
  const start = all.length - seeds.length;
  const display = session.progress({ title: "Recording", total: all.length, unit: "episodes", start });
  const began = performance.now();
  const onProgress = ({ episodes, steps }: RecordProgress) => {
    const rate = (1000 * steps) / (performance.now() - began);
    display.update(start + episodes, `${formatAmount(rate)} steps/s`);
  };
  const common = { agent, folder, seeds, signal: session.signal, onProgress };
  const record = () =>
    address
      ? onCluster(address, session, { ...common, demonstrator })
      : recordEpisodes({ ...common, ...acting });
  const files = await record().finally(() => display.stop());
  return outcome(options, session, files, await recordedBefore(folder, agent, demonstrator.env));
}

async function onCluster(
  address: ClusterAddress,
  session: Session,
  options: Omit<PoolRecordOptions, "pool" | "threads">,
): Promise<string[]> {
  const { recordWithPool } = await import("../../recordings/record-with-pool.js");
  const threads = threadsOption.default;
  return withWorkers({ threads, cluster: address }, session, ({ cluster: pool }) =>
    recordWithPool({ ...options, pool: pool!, threads }),
  );
}

/** Who was asked to act, and what a policy is called. */
async function demonstratorOf(options: RecordOptions): Promise<{ demonstrator: Demonstrator; name: string }> {
  const common = { style: options.style, noise: noiseOf(options) };
  if (options.policy === undefined) {
    const env = await environmentOrDefault(options);
    return { demonstrator: { ...common, env, relabel: false }, name: "" };
  }
  const { file: policy, reference: env, ...opened } = await openPolicy(options.policy, options);
  opened.policy.close();
  opened.env.close();
  const { relabel = false } = options;
  const name = `${nameOf(options.policy, policy)}${relabel ? " relabelled" : ""}`;
  return { demonstrator: { ...common, env, policy, relabel }, name };
}
