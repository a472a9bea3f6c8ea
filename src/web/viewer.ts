import { z } from "zod";
import type { Picture } from "../../envs/env.js";
import { InputError } from "../errors.js";
import type { Ride } from "../tasks/car-racing/ride.js";
import { MOST_STEPS, type WatchRequest, type WatchState } from "./protocol.js";
import { type Serving, serve } from "./server.js";

export interface ViewerOptions {
  readonly ride: Ride;
  /** Who drives, for the page: a file's name, or "expert". */
  readonly driver: string;
  /** The speed to begin with, 1 unless told, which is natural; the page can change it. */
  readonly speed?: number;
  /** Ends the server after so many finished episodes. Without it the signal does. */
  readonly episodes?: number;
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema: z.ZodType<WatchRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("look") }),
  z.strictObject({ kind: z.literal("step"), steps: z.int().min(1).max(MOST_STEPS) }),
  z.strictObject({ kind: z.literal("reset"), seed: z.int().nonnegative() }),
]);

/** Serves the watch page. The ride goes on as the page asks for steps. */
export async function serveViewer(options: ViewerOptions): Promise<Serving> {
  const { ride, driver, speed = 1, episodes, signal, port } = options;
  const serving = await serve({ page: "watch", answer, signal, port });
  return serving;

  function answer(asked: unknown): { values: WatchState; pictures: readonly Picture[] } {
    const request = requestSchema.safeParse(asked);
    if (!request.success)
      throw new InputError(`expected a request to look, step or reset, got ${JSON.stringify(asked)}`);
    if (request.data.kind === "step") for (let i = 0; i < request.data.steps; i++) ride.advance();
    if (request.data.kind === "reset") ride.reset(request.data.seed);
    // After the answer, which shows the end.
    if (episodes !== undefined && ride.finished.length >= episodes) setImmediate(serving.close);
    return {
      values: { ...ride.state, driver, speed, finished: ride.finished },
      pictures: [ride.picture, ride.observation],
    };
  }
}
