import { element, setText } from "./document.js";

/** Tells something over the picture, until it is hidden. */
export function showVeil(headline: string, hint = ""): void {
  setText("headline", headline);
  setText("hint", hint);
  element("veil").hidden = false;
}

export function hideVeil(): void {
  element("veil").hidden = true;
}
