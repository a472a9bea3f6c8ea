import { Connection } from "../../pages/connection.js";
import type { LiveNews, LiveSetting } from "../../protocol.js";
import { isSite } from "../watch/site.js";

/** Where the search starts, and whom to tell of better nets. */
export interface Opening {
  readonly setting: LiveSetting;
  readonly tell: (news: LiveNews) => void;
  /** Settles with a sentence when the command behind the page has ended. */
  readonly lost: Promise<string>;
}

const RANDOM: LiveSetting = { sparsity: 90, seed: 0 };

/** Asks the command behind the page; on the static site there is none. */
export async function openSetting(): Promise<Opening> {
  if (isSite) return { setting: RANDOM, tell() {}, lost: new Promise(() => {}) };
  const connection = await Connection.open<LiveNews, LiveSetting>();
  const setting = await connection.ask({ kind: "look" });
  return { setting, tell: (news) => void connection.ask(news), lost: connection.lost };
}
