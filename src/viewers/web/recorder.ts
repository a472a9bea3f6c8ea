import { z } from "zod";
import type { RecordedAction } from "../../recordings/recording.js";
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

const controls = z.tuple([z.number().min(-1).max(1), z.number().min(0).max(1), z.number().min(0).max(1)]);

const requestSchema: z.ZodType<RecordRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["look", "save", "again", "skip", "undo", "finish"]) }),
  z.strictObject({
    kind: z.literal("drive"),
    id: z.string(),
    from: z.int().min(0),
    steps: z.array(drivenStepSchema(controls)),
  }),
]);

/**
 * Serves the record page, where a person drives. The environment runs in the page; what it drives is kept here, step by
 * step, and driven again before it becomes a recording: see `RecordingSession`.
 * @returns the session; `closed` settles when all wanted episodes are saved, at once where they are, or the person has
 * finished
 */
export async function serveRecorder(options: RecorderPageOptions): Promise<Serving> {
  const session = await RecordingSession.open(options);
  const serving = await serve({
    page: "record",
    request: requestSchema,
    answer,
    signal: options.signal,
    port: options.port,
  });
  if (session.finished) serving.close();
  return serving;

  async function answer(request: RecordRequest): Promise<RecordState<RecordedAction>> {
    if (request.kind === "drive") await session.drive(request.id, request.from, request.steps);
    else if (request.kind !== "look") await session.leave(request.kind);
    // After the answer, which says so.
    if (session.finished) setImmediate(serving.close);
    return session.state(request.kind !== "drive");
  }
}
