import { formatPolicy, type PolicyFile } from "../../../../networks/policy.js";
import { element, formatNumber, onClick, setText } from "../../pages/document.js";
import { saveText } from "../../pages/files.js";
import { isSite, linkTo } from "./site.js";

/**
 * The buttons `save`, which has the browser save a policy as a file, and `link`, which copies a link that holds it.
 * Only an address of the static site lasts and may be given away: that of a command holds its secret, so there is no
 * link there.
 * @param shared the policy at hand, and what its file is called; undefined when there is none
 */
export function connectShare(shared: () => { policy: PolicyFile; file: string } | undefined): void {
  onClick("save", () => {
    const found = shared();
    if (found) saveText(found.file, formatPolicy(found.policy));
  });
  element("link").hidden = !isSite;
  onClick("link", () => {
    const found = shared();
    if (found) void copyLink(found.policy);
  });
}

/** Shows the link itself where the browser lets no page write to its clipboard. */
async function copyLink(policy: PolicyFile): Promise<void> {
  const link = await linkTo(policy);
  await navigator.clipboard.writeText(link).then(
    () => setText("saved", `Copied: ${formatNumber(link.length)} characters hold the whole net.`),
    () => setText("saved", link),
  );
}
