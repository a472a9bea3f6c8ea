import { DEFAULT_ENV } from "../../../envs/built-in.js";

/** The environments in which a net learns on the static site, beside the default one. */
export const LEARNED = ["CartPole-v1", "LunarLander-v3"] as const;

/** The page of the static site that shows a policy of an environment; undefined where the site has none. */
export function sitePageOf(env: string | undefined): string | undefined {
  if (env === DEFAULT_ENV) return "watch.html";
  return LEARNED.some((id) => id === env) ? "learn.html" : undefined;
}

/** For messages: whose policies the site shows. */
export const ON_SITE = [DEFAULT_ENV, ...LEARNED].join(", ");
