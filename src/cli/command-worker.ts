import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { writePolicy } from "../networks/policy-file.js";
import type { CommandData, PolicyCommand } from "./command-job.js";
import { main } from "./main.js";
import type { Streams } from "./session.js";

/** Runs a command that makes a policy, in a folder of its own that is gone afterwards. */
export default async function runCommand(
  { recordings, env }: CommandData,
  { command, options, flags, from }: PolicyCommand,
): Promise<{ policy: string; outcome: string }> {
  const folder = await mkdtemp(join(tmpdir(), "aann-gym-job-"));
  try {
    const [out, start, demonstrations] = ["out.json", "from.json", "recordings"].map((name) =>
      join(folder, name),
    );
    await mkdir(demonstrations);
    for (const [name, content] of Object.entries(recordings))
      await writeFile(join(demonstrations, name), content);
    if (from) await writePolicy(start, from);
    const outcome = await run([
      ...[command, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])],
      ...flags.map((flag) => `--${flag}`),
      ...(env && !from ? ["--env", env.module ?? env.id, "--env-options", JSON.stringify(env.options)] : []),
      ...(from ? ["--from", start] : []),
      ...(Object.keys(recordings).length > 0 ? ["--recordings", demonstrations] : []),
      ...["--threads", "1", "--out", out, "--json"],
    ]);
    return { policy: await readFile(out, "utf8"), outcome };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what the command prints @throws Error with its sentence when it fails */
async function run(words: string[]): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await main(words, { stdin, stdout, stderr } as unknown as Streams);
  stdout.end();
  stderr.end();
  const [outcome, said] = await written;
  if (code !== 0) throw new Error(said.trim().replace(/^aann-gym: /, ""));
  return outcome;
}
