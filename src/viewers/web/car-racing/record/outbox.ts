import { browserStorage } from "../../pages/storage.js";
import type { DrivenStep } from "../../protocol.js";

const KEY = "aann-gym/outbox";

interface Outbox {
  readonly id: string;
  readonly from: number;
  readonly steps: readonly DrivenStep[];
}

/**
 * Keeps in the browser what the server has not confirmed yet, so that neither a closed tab nor a command that was
 * killed loses a step. The same port has the same storage, whichever command serves it.
 */
export function keepOutbox(id: string, from: number, steps: readonly DrivenStep[]): void {
  const outbox: Outbox = { id, from, steps: steps.slice(from) };
  if (outbox.steps.length > 0) browserStorage()?.setItem(KEY, JSON.stringify(outbox));
  else browserStorage()?.removeItem(KEY);
}

/** The steps of the episode that follow the first `held`. */
export function outboxAfter(id: string, held: number): readonly DrivenStep[] {
  const text = browserStorage()?.getItem(KEY);
  if (!text) return [];
  const { id: whose, from, steps } = JSON.parse(text) as Outbox;
  return whose === id && from <= held ? steps.slice(held - from) : [];
}
