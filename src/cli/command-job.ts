import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../atomic-file.js";
import type { JobKind, JobPool } from "../jobs/job-pool.js";
import type { EnvReference } from "../networks/policy.js";
import { formatPolicy, parsePolicy } from "../networks/policy-file.js";
import { findRecordings } from "../recordings/recording-folder.js";
import { envReference, policyFile } from "../rollout/wire.js";
import { commandText } from "./session.js";

/** Demonstrations by the names of their files, without images: a replay shows those. */
export interface CommandData {
  readonly recordings: Readonly<Record<string, string>>;
  readonly env?: EnvReference;
}

/** A command that makes a policy, in its own words but for the files: what it reads and writes is told otherwise. */
export interface PolicyCommand {
  readonly command: "train" | "sense";
  readonly options: Readonly<Record<string, string>>;
  /** Options without a value. */
  readonly flags: readonly string[];
  /** The policy to begin with. */
  readonly from?: z.infer<typeof policyFile>;
}

/** Options that a job may have: none of them names a file. */
const OPTIONS = [
  "task",
  "decoder",
  "encoding",
  "sparsity",
  "seed",
  "epochs",
  "mask",
  "budget",
  "layers",
] as const;
const SEARCH_OPTIONS = [
  "neighbours",
  "starts",
  "objective",
  "search",
  "accept",
  "temperature",
  "family",
] as const;
const plainWord = z.string().regex(/^[\w.,=+-]{1,200}$/);

const options = z.partialRecord(z.enum([...OPTIONS, ...SEARCH_OPTIONS]), plainWord);

export const COMMAND: JobKind<CommandData, PolicyCommand, { policy: string; outcome: string }> = {
  name: "command",
  module: new URL("./command-worker.js", import.meta.url),
  shared: z.strictObject({
    recordings: z.record(z.string().regex(/^[\w-][\w.-]*\.json$/), z.string()),
    env: envReference.optional(),
  }),
  item: z.strictObject({
    command: z.enum(["train", "sense"]),
    options: options as z.ZodType<PolicyCommand["options"]>,
    flags: z.array(z.literal("random")),
    from: policyFile.optional(),
  }),
  result: z.strictObject({ policy: z.string(), outcome: z.string() }),
  describe: (_, { command, options }) =>
    [command, ...Object.entries(options).map(([name, value]) => `--${name} ${value}`)].join(" "),
  userModule: ({ env }) => env?.module,
  together: 1,
  keep: 7 * 86_400,
};

/**
 * Has a `train` or `sense` command done by a pool, and writes the policy as the command would have.
 * @param words those after `aann-gym`
 * @returns what the command says with `--json`
 */
export async function runAsJob(
  words: readonly string[],
  pool: JobPool,
  env: EnvReference | undefined,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const { command, given, flags } = parse(words);
  const {
    recordings,
    from,
    out = "",
    env: _env,
    "env-options": _options,
    threads: _threads,
    ...options
  } = given;
  const item: PolicyCommand = {
    ...{ command: command as PolicyCommand["command"], options, flags },
    ...(from !== undefined && { from: parsePolicy(await readFile(from, "utf8"), from) }),
  };
  const data: CommandData = {
    recordings: recordings === undefined ? {} : await textsOf(recordings),
    ...(env && { env }),
  };
  const [result] = await pool.run(COMMAND, data, [item], { signal });
  const policy = parsePolicy(result.policy, "what a worker has made");
  const provenance = { ...policy.provenance, command: commandText(words) };
  await writeFileAtomic(out, formatPolicy({ ...policy, provenance }));
  return JSON.parse(result.outcome);
}

/** The command, the options with a value and those without. */
function parse([command, ...words]: readonly string[]) {
  const given: Record<string, string> = {};
  const flags: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const name = words[index].replace(/^--/, "");
    const value = words[index + 1];
    if (value === undefined || value.startsWith("--")) flags.push(name);
    else given[name] = words[++index];
  }
  return { command, given, flags: flags.filter((flag) => flag !== "json") };
}

async function textsOf(folder: string): Promise<Record<string, string>> {
  const files = await findRecordings(folder);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return Object.fromEntries(files.map((file, index) => [basename(file), texts[index]]));
}
