import { z } from "zod";
import type { LiveNews, LiveSetting } from "./protocol.js";
import { type Serving, serve } from "./server.js";

/** A net that agrees with the expert on more held-out frames than those before it. */
export type Better = Omit<Extract<LiveNews, { kind: "better" }>, "kind">;

export interface LiveServerOptions {
  readonly setting: LiveSetting;
  /** Told of every better net that the page has found. */
  readonly onBetter: (found: Better) => Promise<void>;
  /** Ends the server. */
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema: z.ZodType<LiveNews> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("look") }),
  z.strictObject({
    kind: z.literal("better"),
    policy: z.string(),
    seconds: z.number().nonnegative(),
    evaluations: z.int().nonnegative(),
    accepted: z.int().nonnegative(),
  }),
]);

/** Serves the live page, which searches by itself and tells of every better net. */
export function serveLive({ setting, onBetter, signal, port }: LiveServerOptions): Promise<Serving> {
  return serve({ page: "live", request: requestSchema, answer, signal, port });

  async function answer(news: LiveNews): Promise<LiveSetting> {
    if (news.kind === "better") {
      const { kind: _, ...found } = news;
      await onBetter(found);
    }
    return setting;
  }
}
