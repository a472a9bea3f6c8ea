import { DEFAULT_ENV } from "../../../../../envs/built-in.js";
import type { PolicyFile } from "../../../../networks/policy.js";
import { packPolicy } from "../../../../networks/policy-link.js";
import { element } from "../../pages/document.js";
import { sitePageOf } from "../../site-page.js";

/** Whether the pages were built as a static site: there is no command behind them, and they link to each other. */
declare const SITE: boolean;

export const isSite = typeof SITE !== "undefined" && SITE;

const PAGES = [
  { page: "start", file: "./index.html", title: "Start" },
  { page: "live", file: "./live.html", title: "SENSE live" },
  { page: "learn", file: "./learn.html", title: "Other environments" },
  { page: "watch", file: "./watch.html", title: "Watch" },
  { page: "drive", file: "./watch.html#you", title: "Race it" },
  { page: "teach", file: "./live.html#teach", title: "Teach it" },
] as const;

/** On the static site: links to the other pages, in the element `site`. */
export function showSite(current: (typeof PAGES)[number]["page"]): void {
  if (!isSite) return;
  const links = PAGES.map(({ page, file, title }) => {
    const link = document.createElement("a");
    link.href = file;
    link.textContent = title;
    if (page === current) link.setAttribute("aria-current", "page");
    return link;
  });
  element("site").replaceChildren(...links);
}

/** The address of the site's page that opens a policy; it is in the fragment, which no server is told. */
export async function linkTo(policy: PolicyFile): Promise<string> {
  const page = sitePageOf(policy.env?.id ?? DEFAULT_ENV);
  return new URL(`./${page}#policy=${await packPolicy(policy)}`, location.href).href;
}
