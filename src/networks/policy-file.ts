import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { readWhole } from "../read-file.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "./policy.js";

export { type EnvReference, formatPolicy, type PolicyFile, parsePolicy, weightsHash } from "./policy.js";

/** Writes beside the target and renames, so that a crash leaves the old file or the new one. */
export async function writePolicy(path: string, policy: PolicyFile): Promise<void> {
  await writeFileAtomic(path, formatPolicy(policy));
}

/** @throws InputError when the file is missing or not a usable policy */
export async function readPolicy(path: string): Promise<PolicyFile> {
  let text: string;
  try {
    text = (await readWhole(path)).toString();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const found =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `one that gives ${code}`;
    throw new InputError(`${path}: expected a policy file, got ${found}`);
  }
  return parsePolicy(text, path);
}
