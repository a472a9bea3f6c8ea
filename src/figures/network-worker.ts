import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { canonicalJson } from "../json.js";
import { formatPolicy } from "../networks/policy-file.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { Experiment } from "./experiment.js";
import type { NetworkPlan, NetworkRequest } from "./network-job.js";
import { Runs } from "./runs.js";

let kept: { readonly key: string; readonly folder: string; readonly experiment: Experiment } | undefined;

/** Trains a network in one thread. The data stay for the next one. */
export default async function trainOne(
  plan: NetworkPlan,
  { sparsity, seed }: NetworkRequest,
): Promise<string> {
  const experiment = await open(plan);
  return formatPolicy(await experiment.trained(plan.dataset, sparsity, seed));
}

async function open({ protocol, dataset, episodes }: NetworkPlan): Promise<Experiment> {
  const key = canonicalJson({ protocol, dataset, episodes: Object.keys(episodes) });
  if (kept?.key === key) return kept.experiment;
  close();
  const folder = await mkdtemp(join(tmpdir(), "aann-gym-figures-"));
  for (const [name, text] of Object.entries(episodes)) {
    await prepareWritableFolder(dirname(join(folder, name)));
    await writeFile(join(folder, name), text);
  }
  const runs = await Runs.open(join(folder, "runs"));
  const { signal } = new AbortController();
  const experiment = new Experiment({ protocol, runs, folder, threads: 1, signal, onWork: () => {} });
  kept = { key, folder, experiment };
  return experiment;
}

function close(): void {
  if (kept) rmSync(kept.folder, { recursive: true, force: true });
  kept = undefined;
}

process.once("exit", close);
