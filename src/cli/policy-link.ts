import { environmentOf } from "../adapters/environments.js";
import { InputError } from "../errors.js";
import type { PolicyFile } from "../networks/policy.js";
import { ON_SITE, sitePageOf } from "../viewers/web/site-page.js";

/**
 * A link that holds a whole policy. The fragment holds it, so no server is told of it.
 * @param site address of the static site; empty: the link is relative to it
 * @throws InputError when the site has no page for the policy's environment
 */
export async function policyLink(policy: PolicyFile, site: string): Promise<string> {
  const id = environmentOf(policy)?.id;
  const page = sitePageOf(id);
  if (page === undefined) {
    throw new InputError(
      `expected a policy for an environment of the static site, ${ON_SITE}, got one for ${id ?? policy.task}`,
    );
  }
  const { packPolicy } = await import("../networks/policy-link.js");
  const folder = site && !site.endsWith("/") ? `${site}/` : site;
  return `${folder}${page}#policy=${await packPolicy(policy)}`;
}
