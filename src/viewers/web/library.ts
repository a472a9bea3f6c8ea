import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
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
import { isDriven } from "./car-racing/is-driven.js";
import { compareWithPolicy } from "./library/compare.js";
import type { ActionAxis, Episode, Library, LibraryAnswer, LibraryRequest } from "./library/protocol.js";
import { differenceOf, Replayer } from "./library/replayer.js";
import type { ViewedAgent } from "./protocol.js";
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
  z.strictObject({ kind: z.enum(["open", "delete", "prove"]), name }),
  z.strictObject({ kind: z.literal("frame"), name, step: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal("compare"), name, agent: z.string(), policy: z.string() }),
  z.strictObject({ kind: z.literal("export"), names: z.array(name).min(1) }),
  z.strictObject({ kind: z.literal("flag"), name, flagged: z.boolean() }),
  z.strictObject({ kind: z.literal("trim"), name, steps: z.int().nonnegative() }),
]);

/**
 * Serves the page to browse recordings of any environment. The page replays those of the default one by itself, the
 * others are replayed here; here the files are read, marked, trimmed and moved aside. What was deleted and not taken
 * back goes when the server ends.
 * @throws InputError when there is no such folder, or its flags are damaged
 */
export async function serveLibrary({
  folder,
  policy,
  signal,
  port,
}: LibraryOptions): Promise<LibraryServing> {
  // Refused here and not in the page, to which nobody has looked yet.
  await findRecordings(folder);
  const flags = await Flags.open(folder);
  const deleted = await DeletedRecordings.open(folder);
  const trimmed: string[] = [];
  const replayer = new Replayer();
  const fileOf = (episode: string) => join(folder, `${episode}.json`);
  const serving = await serve({ page: "recordings", request: requestSchema, answer, signal, port });
  const read = async (episode: string) => {
    const file = fileOf(episode);
    return { file, recording: await readRecording(file) };
  };
  const done = serving.closed.then(async () => {
    replayer.close();
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
      case "frame":
        return {
          kind: "frame",
          frame: await replayer.frame(request.name, request.step, () => read(request.name)),
        };
      case "prove": {
        const { recording, file } = await read(request.name);
        return { kind: "proof", difference: (await differenceOf(recording, file)) ?? null };
      }
      case "compare": {
        const { recording, file } = await read(request.name);
        return {
          kind: "agreement",
          ...(await compareWithPolicy(recording, file, request.policy, request.agent)),
        };
      }
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
    const { names, rate } = await actionsOf(recording, file);
    const statistics = actionStatistics([recording], names);
    return {
      ...{ ...summary, by, statistics, rate, flagged: flags.has(summary.name) },
      ...{ axes: axesOf(names, recording), isDriven: isDriven(recording) },
    };
  }
}

/** What is known of an environment's actions: their names, and how many are taken in a second. */
interface Actions {
  readonly names: ActionNames;
  readonly rate: number;
}

async function actionsOf(recording: Recording, file: string): Promise<Actions> {
  const { environment } = recording;
  const key = JSON.stringify(environment);
  const known = actions.get(key);
  if (known) return known;
  const env = await environmentOfRecording(recording, file);
  const found = {
    names: actionNamesOf(env, await adapterOf(environment.id)),
    rate: env.metadata.renderFps,
  };
  env.close();
  actions.set(key, found);
  return found;
}

const actions = new Map<string, Actions>();

/** What the actions of a recording consist of. */
function axesOf({ elements, values, start }: ActionNames, recording: Recording): ActionAxis[] {
  if (elements.length > 0) return [...elements];
  const taken = [...recording.actions, ...(recording.labels ?? [])].map(Number);
  const last = taken.reduce((most, action) => Math.max(most, action), start + values.length - 1);
  const names = Array.from(
    { length: last - start + 1 },
    (_, index) => values[index] ?? String(start + index),
  );
  return [{ name: "action", minimum: start, maximum: last, values: names }];
}

const refusal = (error: unknown): LibraryAnswer => ({ kind: "refused", reason: reasonOf(error) });

/** What the person at the page can do something about. @throws anything else */
function reasonOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (isSystemError(error)) return systemErrorSentence(error) ?? error.message;
  throw error;
}
