import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.js";
import type { Standing } from "./compare.js";

/** Leaves the rows as JSON and as a page. */
export async function writeReport(folder: string, standings: readonly Standing[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, "results.json"), `${JSON.stringify(standings, null, 2)}\n`);
  return join(folder, "results.json");
}
