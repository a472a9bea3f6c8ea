import { z } from "zod";
import { formatPolicy } from "../../networks/policy.js";
import { type EpisodeSeed, isEpisodeSeed } from "../../rollout/seeds.js";
import { LearningSession, type LearningSessionOptions } from "./learn/learning-session.js";
import type { LearnRequest, LearnSetting, LearnState } from "./protocol.js";
import { type Serving, serve } from "./server.js";

export interface LearnServerOptions extends LearningSessionOptions {
  readonly setting: LearnSetting;
  /** Ends the server. */
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

/** Steps in one request, at most: a page that was hidden for long does not catch up. */
const MOST_STEPS = 100;
const MOST_SEED = 2 ** 32;

const requestSchema: z.ZodType<LearnRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["look", "pause", "resume"]) }),
  z.strictObject({
    kind: z.literal("start"),
    seed: z.int().min(0).max(MOST_SEED),
    sparsity: z.number().min(0).max(99),
  }),
  z.strictObject({
    kind: z.literal("episode"),
    seed: z.custom<EpisodeSeed>(isEpisodeSeed),
    isFrozen: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("step"), count: z.int().min(0).max(MOST_STEPS) }),
]);

/** Serves the learn page for any environment: it is stepped here, and so is the search, which the page shows. */
export async function serveLearn(options: LearnServerOptions): Promise<Serving> {
  const { setting, signal, port } = options;
  const session = new LearningSession(options);
  const serving = await serve({ page: "learn", request: requestSchema, answer, signal, port });
  return { ...serving, closed: serving.closed.finally(() => session.close()) };

  // A page that is opened again looks and starts again.
  async function answer(request: LearnRequest): Promise<LearnSetting | LearnState> {
    switch (request.kind) {
      case "look":
        return setting;
      case "start": {
        const start = formatPolicy(await session.start(request.sparsity, request.seed));
        return { ...session.state(), start };
      }
      case "episode":
        session.begin(request.seed, request.isFrozen);
        return session.state();
      case "step":
        session.step(request.count);
        return session.state();
      default:
        session.setPaused(request.kind === "pause");
        return session.state();
    }
  }
}
