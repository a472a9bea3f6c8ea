import { element, setText } from "./document.js";

/** Tells something over the picture, until it is hidden. */
export function showVeil(headline: string, hint = ""): void {
  setText("headline", headline);
  setText("hint", hint);
  const veil = element("veil");
  if (veil.hidden) veil.hidden = false;
}

/** For what a page cannot do without: says why it is missing. */
export const failWith =
  (headline: string) =>
  (error: Error): never => {
    showVeil(headline, error.message);
    throw error;
  };

export function hideVeil(): void {
  const veil = element("veil");
  if (!veil.hidden) veil.hidden = true;
}
