import { randomUUID } from "node:crypto";
import { constants, type FileHandle, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { z } from "zod";
import { withPath } from "../../../atomic-file.js";
import { InputError } from "../../../errors.js";
import { jsonLines, jsonOrUndefined } from "../../../json.js";
import type { EnvReference } from "../../../networks/policy.js";
import type { Agent, RecordedAction } from "../../../recordings/recording.js";
import type { DrivenStep } from "../protocol.js";

/** The end of a journal's name, and of one whose episode was dropped. */
const ENDING = ".driving";
const DROPPED = ".dropped";

const FORMAT = "aann-gym/driving";

/** What an episode is besides its steps. */
export interface EpisodeHead {
  /** Tells episodes on the same track apart. */
  readonly id: string;
  readonly environment: EnvReference;
  readonly seed: number;
  readonly agent: Agent;
}

/** A step that a page tells, or a journal holds, with actions of this kind. */
export const drivenStepSchema = <Action>(action: z.ZodType<Action>): z.ZodType<DrivenStep<Action>> =>
  z.strictObject({
    action,
    reward: z.number(),
    frame: z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits"),
    label: action.optional(),
    corrected: z.literal(true).optional(),
  }) as unknown as z.ZodType<DrivenStep<Action>>;

/** Whether the environment takes the action shows when the episode is replayed. */
const anyAction: z.ZodType<RecordedAction> = z.union([z.number(), z.array(z.number())]);

const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(2),
  id: z.string().min(1),
  environment: z.strictObject({
    id: z.string(),
    options: z.record(z.string(), z.json()),
    module: z.string().optional(),
  }),
  seed: z.int().min(0),
  agent: z.object({ kind: z.enum(["person", "expert", "policy"]), name: z.string() }),
});

/** Steps as they came in, or the mark that the agent wants the episode saved. */
const entrySchema = z.union([
  z.strictObject({ steps: z.array(drivenStepSchema(anyAction)) }),
  z.strictObject({ wanted: z.literal(true) }),
]);

/**
 * The steps of an episode on disk while it is being driven: one line of JSON for the head, then one for each batch.
 * Lines are only added, so that whatever ends the program, the disk or the page, what was driven is there.
 */
export class Journal {
  readonly head: EpisodeHead;
  readonly file: string;
  readonly #steps: DrivenStep<RecordedAction>[];
  #wanted: boolean;
  /** Bytes of whole lines; what a full disk let through of another is cut off. */
  #size: number;

  private constructor(
    file: string,
    head: EpisodeHead,
    steps: DrivenStep<RecordedAction>[],
    wanted: boolean,
    size: number,
  ) {
    this.file = file;
    this.head = head;
    this.#steps = steps;
    this.#wanted = wanted;
    this.#size = size;
  }

  /** A journal for a new episode. Nothing is written before its first step. */
  static start(folder: string, head: Omit<EpisodeHead, "id">): Journal {
    const id = randomUUID();
    const track = String(head.seed).padStart(6, "0");
    const file = join(folder, `${head.agent.kind}-${track}-${id.slice(0, 8)}${ENDING}`);
    return new Journal(file, { id, ...head }, [], false, 0);
  }

  /**
   * Reads a journal. A last line that was cut off is left out.
   * @throws InputError when it is none
   */
  static async read(file: string): Promise<Journal> {
    const text = await readFile(file, "utf8");
    const lines = text.split("\n").slice(0, -1);
    const head = headSchema.safeParse(jsonOrUndefined(lines[0] ?? ""));
    if (!head.success) throw new InputError(`${file}: expected a journal of an episode, got a damaged file`);
    const steps: DrivenStep<RecordedAction>[] = [];
    let wanted = false;
    let size = Buffer.byteLength(`${lines[0]}\n`);
    for (const line of lines.slice(1)) {
      const entry = entrySchema.safeParse(jsonOrUndefined(line));
      if (!entry.success) break;
      if ("steps" in entry.data) steps.push(...entry.data.steps);
      else wanted = true;
      size += Buffer.byteLength(`${line}\n`);
    }
    const { format: _, version: __, ...rest } = head.data;
    return new Journal(file, rest, steps, wanted, size);
  }

  get steps(): readonly DrivenStep<RecordedAction>[] {
    return this.#steps;
  }

  /** Whether the agent has asked for the episode to be saved. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /**
   * Writes steps that follow those of the journal.
   * @throws the system's error; the journal is then as it was before
   */
  async add(steps: readonly DrivenStep<RecordedAction>[]): Promise<void> {
    await this.#write({ steps });
    this.#steps.push(...steps);
  }

  /** Notes that the episode is to be saved, so that it will be, whatever happens. */
  async markWanted(): Promise<void> {
    if (this.#wanted) return;
    await this.#write({ wanted: true });
    this.#wanted = true;
  }

  /** Removes the journal, since the episode is saved. */
  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }

  /** Takes the episode out of the session. The file of the last one dropped is kept for `restore`. */
  async drop(): Promise<void> {
    if (this.#size === 0) return;
    for (const earlier of await filesOf(dirname(this.file), DROPPED)) await rm(earlier, { force: true });
    await rename(this.file, withEnding(this.file, DROPPED));
  }

  /** Takes back the last `drop`. */
  async restore(): Promise<void> {
    await rename(withEnding(this.file, DROPPED), this.file);
  }

  /** All lines so far: at the beginning, and after somebody has removed the file. */
  #lines(): object[] {
    const { id, ...rest } = this.head;
    return [
      { format: FORMAT, version: 2, id, ...rest },
      ...(this.#steps.length > 0 ? [{ steps: this.#steps }] : []),
      ...(this.#wanted ? [{ wanted: true }] : []),
    ];
  }

  async #write(entry: object): Promise<void> {
    let file: FileHandle | undefined;
    try {
      file = await open(this.file, constants.O_RDWR | constants.O_CREAT);
      const isWhole = this.#size > 0 && (await file.stat()).size >= this.#size;
      const lines = isWhole ? [entry] : [...this.#lines(), entry];
      const bytes = Buffer.from(jsonLines(lines));
      const start = isWhole ? this.#size : 0;
      await file.truncate(start);
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, start + done);
        done += bytesWritten;
      }
      this.#size = start + bytes.length;
    } catch (error) {
      throw withPath(error, this.file);
    } finally {
      await file?.close();
    }
  }
}

/** The journals of a folder, oldest first. */
export async function findJournals(folder: string): Promise<string[]> {
  const files = await filesOf(folder, ENDING);
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return files
    .map((file, i) => ({ file, time: times[i] }))
    .sort((a, b) => a.time - b.time)
    .map(({ file }) => file);
}

async function filesOf(folder: string, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

function withEnding(file: string, ending: string): string {
  return join(dirname(file), basename(file, extname(file)) + ending);
}
