import { element, setText } from "./document.js";

/** Tells something over the image, until it is hidden. */
export function showOverlay(headline: string, hint = ""): void {
  setText("headline", headline);
  setText("hint", hint);
  const overlay = element("overlay");
  if (overlay.hidden) overlay.hidden = false;
}

/** For what a page cannot do without: says why it is missing. */
export const failWith =
  (headline: string) =>
  (error: Error): never => {
    showOverlay(headline, error.message);
    throw error;
  };

export function hideOverlay(): void {
  const overlay = element("overlay");
  if (!overlay.hidden) overlay.hidden = true;
}
