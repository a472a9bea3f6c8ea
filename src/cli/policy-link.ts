import type { PolicyFile } from "../networks/policy.js";

/**
 * A link that holds a whole policy. The fragment holds it, so no server is told of it.
 * @param site address of the static site; empty: the link is relative to it
 */
export async function policyLink(policy: PolicyFile, site: string): Promise<string> {
  const { packPolicy } = await import("../networks/policy-link.js");
  const folder = site && !site.endsWith("/") ? `${site}/` : site;
  return `${folder}watch.html#policy=${await packPolicy(policy)}`;
}
