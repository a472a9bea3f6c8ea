import { z } from "zod";
import { InputError } from "../errors.js";
import type { Message } from "./message.js";
import type { RecordRequest, RecordState } from "./protocol.js";
import { drivenStepSchema } from "./record/journal.js";
import { RecordingSession, type RecordingSessionOptions } from "./record/recording-session.js";
import { type Serving, serve } from "./server.js";

export interface RecorderPageOptions extends RecordingSessionOptions {
  /** Ends the session; the episode under way stays on disk for the next one. */
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema: z.ZodType<RecordRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["look", "save", "again", "skip", "undo", "finish"]) }),
  z.strictObject({
    kind: z.literal("drive"),
    id: z.string(),
    from: z.int().min(0),
    steps: z.array(drivenStepSchema),
  }),
]);

/**
 * Serves the record page, where a person drives. The environment runs in the page; what it drives is kept here, step by
 * step, and driven again before it becomes a recording: see `RecordingSession`.
 * @returns the session; `closed` settles when all wanted episodes are saved, at once where they are, or the person has finished
 */
export async function serveRecorder(options: RecorderPageOptions): Promise<Serving> {
  const session = await RecordingSession.open(options);
  const serving = await serve({ page: "record", signal: options.signal, port: options.port, answer });
  if (session.finished) serving.close();
  return serving;

  async function answer(asked: unknown): Promise<Message<RecordState>> {
    const request = requestSchema.safeParse(asked);
    if (!request.success) {
      throw new InputError(
        `expected a request of the record page, got ${JSON.stringify(asked).slice(0, 60)}`,
      );
    }
    await carryOut(session, request.data);
    // After the answer, which says so.
    if (session.finished) setImmediate(serving.close);
    return { values: session.state(request.data.kind !== "drive"), pictures: [] };
  }
}

async function carryOut(session: RecordingSession, request: RecordRequest): Promise<void> {
  switch (request.kind) {
    case "look":
      return;
    case "drive":
      return session.drive(request.id, request.from, request.steps);
    case "save":
      return session.save();
    case "again":
      return session.drop("same");
    case "skip":
      return session.drop("next");
    case "undo":
      return session.undo();
    case "finish":
      return session.finish();
  }
}
