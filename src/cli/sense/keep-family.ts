import { existsSync } from "node:fs";
import type { PolicyFile } from "../../networks/policy-file.js";
import type { Task } from "../../tasks/task.js";

/** The most networks of a climb that are kept: the best. */
const MOST = 100;

/** A family that grows along a climb, in a file. */
export interface KeptFamily {
  /** Takes a policy in if it is good enough, and writes the file anew. */
  take(policy: PolicyFile, scores: Readonly<Record<string, number>>): Promise<void>;
}

/**
 * Opens a family's file for a climb. A climb that is resumed goes on with what is in it.
 * @throws InputError when the file holds something else
 */
export async function keepFamily(
  path: string,
  start: PolicyFile,
  task: Task,
  { tolerance, resume }: { readonly tolerance: number; readonly resume: boolean },
): Promise<KeptFamily> {
  const { FamilyBuilder, networksOf } = await import("../../sense/families/family.js");
  const { readFamily, writeFamily } = await import("../../sense/families/family-file.js");
  const scoreName = `validation ${task.scoreName}`;
  const builder = new FamilyBuilder(start, { scoreName, tolerance: tolerance / 100, most: MOST });
  if (resume && existsSync(path)) {
    const earlier = await readFamily(path);
    for (const [index, network] of networksOf(earlier).entries()) {
      builder.offerPolicy({ ...earlier.base, network }, earlier.members[index].score);
    }
  }
  return {
    async take(policy, scores) {
      if (builder.offerPolicy(policy, scores[scoreName])) await writeFamily(path, builder.family());
    },
  };
}
