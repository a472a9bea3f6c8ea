import { z } from "zod";
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
  const serving = await serve({ page: "watch", request: requestSchema, answer, signal, port });
  return serving;

  function answer(request: WatchRequest): WatchSetting {
    if (request.kind === "finished") {
      const { kind: _, ...episode } = request;
      onFinished?.(episode);
      if (episode.driver === setting.contestants[0]?.name) finished++;
      // After the answer, so that the page is not cut off in the middle.
      if (finished >= episodes) setImmediate(serving.close);
    }
    return setting;
  }
}
