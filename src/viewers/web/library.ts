import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { DEFAULT_ENV } from "../../../envs/built-in.js";
import { adapterOf } from "../../adapters/environments.js";
import { InputError } from "../../errors.js";
import { DeletedRecordings } from "../../recordings/deleted.js";
import { csvOf, readSteps } from "../../recordings/export.js";
import { Flags } from "../../recordings/flags.js";
import type { Recording } from "../../recordings/recording.js";
import { findRecordings, readRecording } from "../../recordings/recording-folder.js";
import { environmentOfRecording } from "../../recordings/replay.js";
import { type ActionNames, actionNamesOf, actionStatistics } from "../../recordings/statistics.js";
import { describeAgent, summarise } from "../../recordings/summary.js";
import { trimRecording } from "../../recordings/trim.js";
import { isSystemError, systemErrorSentence } from "../../system-error.js";
import type { Episode, Library, LibraryAnswer, LibraryRequest } from "./library/protocol.js";
import type { ViewedAgent } from "./protocol.js";
import { type NamedRecording, replayRecordings } from "./replay-recordings.js";
import { type Serving, serve } from "./server.js";

export interface LibraryOptions {
  /** A folder of recordings. */
  readonly folder: string;
  /** Whose agreement with the expert the page shows. */
  readonly policy?: ViewedAgent;
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

/** What was done to the folder while it was served; names of recordings. */
export interface Housekeeping {
  readonly trimmed: readonly string[];
  readonly deleted: readonly string[];
}

export interface LibraryServing extends Serving {
  /** Settles when the server has ended and what was deleted is gone. */
  readonly done: Promise<Housekeeping>;
}

/** A recording's name: never a path to elsewhere. */
const name = z.string().regex(/^(?!\.)[^/\\\0]+$/);

const requestSchema: z.ZodType<LibraryRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["look", "restore"]) }),
  z.strictObject({ kind: z.enum(["open", "delete"]), name }),
  z.strictObject({ kind: z.literal("export"), names: z.array(name).min(1) }),
  z.strictObject({ kind: z.literal("flag"), name, flagged: z.boolean() }),
  z.strictObject({ kind: z.literal("trim"), name, steps: z.int().nonnegative() }),
]);

/**
 * Serves the page to browse recordings. Where none is of the default environment, it plays them one after the other. Else the
 * page replays them by itself; here the files are read, marked, trimmed and moved aside. What was deleted and not taken back
 * goes when the server ends.
 * @throws InputError when there is no such folder, or its flags are damaged
 */
export async function serveLibrary({
  folder,
  policy,
  signal,
  port,
}: LibraryOptions): Promise<LibraryServing> {
  const others = await recordingsOfOthers(await findRecordings(folder));
  if (others.length > 0) {
    if (policy) {
      const { id } = others[0].recording.environment;
      throw new InputError(`option --policy: expected recordings of ${DEFAULT_ENV}, got some of ${id}`);
    }
    const serving = await replayRecordings({ recordings: others, signal, port });
    return { ...serving, done: serving.closed.then(() => ({ trimmed: [], deleted: [] })) };
  }
  const flags = await Flags.open(folder);
  const deleted = await DeletedRecordings.open(folder);
  const trimmed: string[] = [];
  const fileOf = (episode: string) => join(folder, `${episode}.json`);
  const serving = await serve({ page: "recordings", request: requestSchema, answer, signal, port });
  const done = serving.closed.then(async () => {
    const housekeeping = { trimmed, deleted: [...deleted.names] };
    await deleted.forget();
    return housekeeping;
  });
  return { ...serving, done };

  function answer(request: LibraryRequest): Promise<LibraryAnswer> {
    return execute(request).catch(refusal);
  }

  async function execute(request: LibraryRequest): Promise<LibraryAnswer> {
    switch (request.kind) {
      case "look":
        return { kind: "library", library: await look() };
      case "open":
        return { kind: "text", text: await readFile(fileOf(request.name), "utf8") };
      case "flag":
        await flags.set(request.name, request.flagged);
        return { kind: "done" };
      case "export":
        return { kind: "text", text: csvOf(await readSteps(request.names.map(fileOf))) };
      case "trim": {
        const file = await trimRecording(fileOf(request.name), request.steps);
        const episode = await describe(file);
        trimmed.push(episode.name);
        return { kind: "episode", episode };
      }
      case "delete":
        await deleted.add(request.name);
        return { kind: "done" };
      case "restore":
        return { kind: "episode", episode: await describe(fileOf(await deleted.restore())) };
    }
  }

  async function look(): Promise<Library> {
    const episodes: Episode[] = [];
    const damaged: string[] = [];
    for (const file of await findRecordings(folder)) {
      try {
        episodes.push(await describe(file));
      } catch (error) {
        damaged.push(reasonOf(error));
      }
    }
    return { folder, episodes, damaged, deleted: deleted.names, ...(policy && { policy }) };
  }

  async function describe(file: string): Promise<Episode> {
    const recording = await readRecording(file);
    const { file: _, ...summary } = await summarise(file, recording);
    const by = describeAgent(recording.agent);
    const statistics = actionStatistics([recording], await namesOf(recording, file));
    return { ...summary, by, statistics, flagged: flags.has(summary.name) };
  }
}

/** The whole recordings, where none is of the default environment, whose page can do more; else none. */
async function recordingsOfOthers(files: readonly string[]): Promise<NamedRecording[]> {
  const found: NamedRecording[] = [];
  for (const file of files) {
    const recording = await readRecording(file).catch(() => undefined);
    if (recording?.environment.id === DEFAULT_ENV) return [];
    if (recording) found.push({ name: basename(file, ".json"), file, recording });
  }
  return found;
}

/** What actions are called, by the environment. */
async function namesOf(recording: Recording, file: string): Promise<ActionNames> {
  const { environment } = recording;
  const key = JSON.stringify(environment);
  const known = names.get(key);
  if (known) return known;
  const env = await environmentOfRecording(recording, file);
  const found = actionNamesOf(env, await adapterOf(environment.id));
  env.close();
  names.set(key, found);
  return found;
}

const names = new Map<string, ActionNames>();

const refusal = (error: unknown): LibraryAnswer => ({ kind: "refused", reason: reasonOf(error) });

/** What the person at the page can do something about. @throws anything else */
function reasonOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (isSystemError(error)) return systemErrorSentence(error) ?? error.message;
  throw error;
}
