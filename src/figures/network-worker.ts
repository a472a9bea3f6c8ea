import { rmSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { canonicalJson } from "../json.js";
import { formatPolicy } from "../networks/policy-file.js";
import type { NetworkPlan, NetworkRequest } from "./network-job.js";
import { Runs } from "./runs.js";
import { Studio } from "./studio.js";

let kept: { readonly key: string; readonly folder: string; readonly studio: Studio } | undefined;

/** Trains a network in one thread. The data stay for the next one. */
export default async function trainOne(
  plan: NetworkPlan,
  { sparsity, seed }: NetworkRequest,
): Promise<string> {
  const studio = await open(plan);
  return formatPolicy(await studio.trained(plan.subject, sparsity, seed));
}

async function open({ protocol, subject, laps }: NetworkPlan): Promise<Studio> {
  const key = canonicalJson({ protocol, subject, laps: Object.keys(laps) });
  if (kept?.key === key) return kept.studio;
  close();
  const folder = await mkdtemp(join(tmpdir(), "aann-gym-figures-"));
  for (const [name, text] of Object.entries(laps)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const runs = await Runs.open(join(folder, "runs"));
  const { signal } = new AbortController();
  const studio = new Studio({ protocol, runs, folder, threads: 1, signal, onWork: () => {} });
  kept = { key, folder, studio };
  return studio;
}

function close(): void {
  if (kept) rmSync(kept.folder, { recursive: true, force: true });
  kept = undefined;
}

process.once("exit", close);
