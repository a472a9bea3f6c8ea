import { formatPolicy } from "../../../../networks/policy.js";
import { unpackPolicy } from "../../../../networks/policy-link.js";
import { FIRST_TRACK } from "../../../../rollout/seeds.js";
import type { WatchRequest, WatchSetting } from "../../protocol.js";
import { Connection } from "../connection.js";
import { isSite } from "./site.js";

/** The policy that the site ships: 90 % zeros in every layer, drives from pixels alone. */
const SHIPPED = new URL("../../../../../demos/driver.json", import.meta.url);

/** What the page shows, and whom to tell of finished episodes. */
export interface Opening {
  readonly setting: WatchSetting;
  readonly tell: (request: WatchRequest) => void;
  /** Settles with a sentence when the command behind the page has ended. */
  readonly lost: Promise<string>;
  /** Whether a person takes the second car. */
  readonly you: boolean;
}

/**
 * Asks the command behind the page or, on the static site, reads the address: `#policy=…` is a packed policy, `#you` lets a
 * person drive against it.
 */
export async function openSetting(): Promise<Opening> {
  if (!isSite) {
    const connection = await Connection.open<WatchRequest, WatchSetting>();
    const setting = await connection.ask({ kind: "look" });
    const tell = (request: WatchRequest) => void connection.ask(request);
    return { setting, tell, lost: connection.lost, you: false };
  }
  // Another fragment is another drive: "Race it" only changes that, and nothing would happen.
  addEventListener("hashchange", () => location.reload());
  const words = new URLSearchParams(location.hash.slice(1));
  const packed = words.get("policy");
  const contestant = packed
    ? { name: "policy of the link", policy: formatPolicy(await unpackPolicy(packed, "the link")) }
    : { name: "shipped policy", policy: await (await fetch(SHIPPED)).text() };
  const seed = Number(words.get("track") ?? FIRST_TRACK.chosenOn);
  return {
    setting: { contestants: [contestant], seed, speed: words.has("you") ? 0.6 : 1, physics: "float32" },
    tell() {},
    lost: new Promise(() => {}),
    you: words.has("you"),
  };
}
