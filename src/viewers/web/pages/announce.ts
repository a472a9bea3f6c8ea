import { setText } from "./document.js";

/**
 * Says a sentence to those who cannot see the page. Numbers that change with every frame are not said; this sums them
 * up.
 */
export function announce(sentence: string): void {
  setText("summary", sentence);
}
