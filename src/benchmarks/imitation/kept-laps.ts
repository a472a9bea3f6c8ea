import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import { codeDigest } from "./code-digest.js";
import type { ComparedLap, LapPlan } from "./lap-worker.js";

/** Laps that were driven before by the same code, or else driven now and kept. */
export async function keptLaps(
  folder: string,
  plans: readonly LapPlan[],
  drive: () => Promise<ComparedLap[]>,
): Promise<{ laps: ComparedLap[]; fresh: boolean }> {
  const print = createHash("sha256").update(await codeDigest());
  print.update(JSON.stringify(plans, (_, value) => (ArrayBuffer.isView(value) ? digest(value) : value)));
  const file = join(folder, `${print.digest("hex").slice(0, 24)}.json`);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text !== undefined) return { laps: JSON.parse(text), fresh: false };
  const laps = await drive();
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, JSON.stringify(laps));
  return { laps, fresh: true };
}

const digest = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
