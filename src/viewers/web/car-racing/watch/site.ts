import { element } from "../../pages/document.js";

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

/** The address of the watch page that opens a packed policy; it is in the fragment, which no server is told. */
export function watchLink(packed: string): string {
  return new URL(`./watch.html#policy=${packed}`, location.href).href;
}
