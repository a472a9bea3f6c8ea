import { browserStorage } from "./storage.js";

/**
 * The keys held down, by `KeyboardEvent.code`, their place, since driving needs the places; none when the page loses
 * the keyboard.
 */
export class Keyboard {
  readonly #held = new Set<string>();

  /**
   * @param keys the keys to listen to
   * @param drives whether somebody drives by them now: then the page does not scroll
   */
  constructor(keys: readonly string[], drives: () => boolean) {
    addEventListener("keydown", (event) => {
      if (!keys.includes(event.code) || isNeeded(event) || hasModifier(event)) return;
      if (drives()) event.preventDefault();
      this.#held.add(event.code);
    });
    addEventListener("keyup", ({ code }) => this.#held.delete(code));
    addEventListener("blur", () => this.#held.clear());
  }

  isHeld(...codes: string[]): boolean {
    return codes.some((code) => this.#held.has(code));
  }
}

/** Under which the browser keeps that shortcuts are off. */
const OFF = "aann-gym/no-shortcuts";

let on = (browserStorage()?.getItem(OFF) ?? null) === null;

/** Whether single letters and signs are shortcuts: who speaks to the computer may press them unawares (WCAG 2.1.4). */
export const shortcutsAreOn = (): boolean => on;

export function setShortcuts(wanted: boolean): void {
  on = wanted;
  if (wanted) browserStorage()?.removeItem(OFF);
  else browserStorage()?.setItem(OFF, "");
}

/**
 * Runs an action when its key is pressed, unless a control of the page needs the key itself.
 * @param actions by `KeyboardEvent.key`, what the key writes, so that they are found on every layout; letters in lower
 * case
 */
export function onKeys(actions: Readonly<Record<string, () => void>>): void {
  addEventListener("keydown", (event) => {
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || event.repeat || hasModifier(event) || isNeeded(event)) return;
    if (!on && event.key.length === 1 && event.key !== " ") return;
    event.preventDefault();
    action();
  });
}

export const hasModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.altKey || event.metaKey;

const PRESSING = [" ", "Enter"];
const MOVING = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** Whether the control that has the focus needs the key itself. */
export function isNeeded({ key, target }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return true;
  if (target instanceof HTMLButtonElement) return PRESSING.includes(key);
  if (target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  if (target.type === "range") return MOVING.includes(key);
  return target.type === "checkbox" || target.type === "file" ? PRESSING.includes(key) : true;
}
