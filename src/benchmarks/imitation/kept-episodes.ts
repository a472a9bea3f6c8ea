import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { prepareWritableFolder } from "../../writable-folder.js";
import { codeDigest } from "./code-digest.js";
import type { ComparedEpisode, EpisodePlan } from "./episode-worker.js";

/** Episodes that were run before by the same code, or else are run now and kept. */
export async function keptEpisodes(
  folder: string,
  plans: readonly EpisodePlan[],
  run: () => Promise<ComparedEpisode[]>,
): Promise<{ episodes: ComparedEpisode[]; fresh: boolean }> {
  const print = createHash("sha256").update(await codeDigest());
  print.update(JSON.stringify(plans, (_, value) => (ArrayBuffer.isView(value) ? digest(value) : value)));
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
