import { DEFAULT_ENV } from "../../../../../envs/index.js";
import { InputError } from "../../../../errors.js";
import { formatPolicy, type PolicyFile } from "../../../../networks/policy.js";
import { unpackPolicy } from "../../../../networks/policy-link.js";
import { FIRST_SEED } from "../../../../rollout/seeds.js";
import { Connection } from "../../pages/connection.js";
import type { WatchRequest, WatchSetting } from "../../protocol.js";
import { sitePageOf } from "../../site-page.js";
import { SHIPPED } from "./shipped.js";
import { isSite } from "./site.js";

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
 * Asks the command behind the page or, on the static site, reads the address: `#policy=…` is a packed policy,
 * `#shipped=…` names a shipped one, `#you` lets a person drive against it.
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
  const name = Object.hasOwn(SHIPPED, words.get("shipped") ?? "") ? words.get("shipped")! : "driver";
  const agent = packed
    ? { name: "policy of the link", policy: formatPolicy(await driverOf(packed)) }
    : {
        name: name === "driver" ? "shipped policy" : name,
        policy: await (await fetch(SHIPPED[name].file)).text(),
      };
  const asked = Number(words.get("track") ?? FIRST_SEED.validation);
  const seed = Number.isSafeInteger(asked) && asked >= 0 ? asked : FIRST_SEED.validation;
  return {
    setting: {
      ...{ agents: [agent], seed, speed: words.has("you") ? 0.6 : 1 },
      env: { id: DEFAULT_ENV, options: { physics: "float32" } },
    },
    tell() {},
    lost: new Promise(() => {}),
    you: words.has("you"),
  };
}

/** @throws InputError when the link's policy is not one that drives; one that another page shows is shown there */
async function driverOf(packed: string): Promise<PolicyFile> {
  const policy = await unpackPolicy(packed, "the link");
  const { env, task } = policy;
  if (task === "car-racing" || env?.id === DEFAULT_ENV) return policy;
  const page = sitePageOf(env?.id);
  if (page) location.replace(`./${page}${location.hash}`);
  throw new InputError(`the link: expected a policy that drives, got one for ${env?.id ?? task}`);
}
