import { z } from "zod";
import { InputError } from "../errors.js";
import type { WatchRequest, WatchSetting } from "./protocol.js";
import { type Serving, serve } from "./server.js";

/** An episode that the page has driven to its end. */
export type Finished = Omit<Extract<WatchRequest, { kind: "finished" }>, "kind">;

export interface ViewerOptions {
  readonly setting: WatchSetting;
  /** Told of every episode that the page has driven to its end. */
  readonly onFinished?: (episode: Finished) => void;
  /** Ends the server after so many finished episodes of the first car. Without it the signal does. */
  readonly episodes?: number;
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema: z.ZodType<WatchRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("look") }),
  z.strictObject({
    kind: z.literal("finished"),
    driver: z.string(),
    seed: z.int().nonnegative(),
    steps: z.int().positive(),
    return: z.number(),
  }),
]);

/** Serves the watch page: it drives by itself, and tells of every episode that ends. */
export async function serveViewer(options: ViewerOptions): Promise<Serving> {
  const { setting, onFinished, episodes = Number.POSITIVE_INFINITY, signal, port } = options;
  let finished = 0;
  const serving = await serve({ page: "watch", answer, signal, port });
  return serving;

  function answer(asked: unknown): { values: WatchSetting; pictures: [] } {
    const request = requestSchema.safeParse(asked);
    if (!request.success) {
      throw new InputError(`expected a request of the watch page, got ${JSON.stringify(asked)}`);
    }
    if (request.data.kind === "finished") {
      const { kind: _, ...episode } = request.data;
      onFinished?.(episode);
      if (episode.driver === setting.contestants[0]?.name) finished++;
      // After the answer, so that the page is not cut off in the middle.
      if (finished >= episodes) setImmediate(serving.close);
    }
    return { values: setting, pictures: [] };
  }
}
