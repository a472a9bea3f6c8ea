import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { codeDigest } from "../../version.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import type { ComparedEpisode, EpisodePlan } from "./episode-job.js";

/**
 * What an episode of the comparison depends on besides its plan: environments, experts, what policies observe and do,
 * and the corruptions. Networks compute exact integers, however they do it, so their kernels are not among it.
 */
const CODE = [
  "../../../envs",
  "../../policies",
  "../../adapters",
  "../../rollout",
  "./corruptions.js",
  "./episode-worker.js",
  "./entry-policy.js",
].map((part) => new URL(part, import.meta.url));

/** Episodes that were run before by the same code, or else are run now and kept. */
export async function keptEpisodes(
  folder: string,
  plan: EpisodePlan,
  seeds: readonly number[],
  run: () => Promise<ComparedEpisode[]>,
): Promise<{ episodes: ComparedEpisode[]; fresh: boolean }> {
  const print = createHash("sha256").update(await codeDigest(CODE));
  print.update(
    JSON.stringify({ plan, seeds }, (_, value) => (ArrayBuffer.isView(value) ? digest(value) : value)),
  );
  const file = join(folder, `${print.digest("hex").slice(0, 24)}.json`);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text !== undefined) return { episodes: JSON.parse(text), fresh: false };
  const episodes = await run();
  await prepareWritableFolder(folder);
  await writeFileAtomic(file, JSON.stringify(episodes));
  return { episodes, fresh: true };
}

const digest = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
