import { describe } from "../describe.js";
import type { Env } from "../env.js";

/** What is checked, and how. */
export interface Subject {
  readonly env: Env;
  readonly seed: number;
  readonly steps: number;
  /** Notes a problem: a sentence without the full stop. */
  readonly report: (problem: string) => void;
}

/** A problem after which a check cannot go on. */
export class Stop extends Error {}

/** What is wrong with an environment. A fault that shows at every step, with other numbers each time, is one. */
export class Problems {
  readonly #found = new Map<string, string>();

  /** A sentence without the full stop: what was expected, and what came. */
  add(problem: string): void {
    const kind = problem.replace(/, got .*$/s, "").replace(/expected (reset|step)\(\)/, "expected");
    if (!this.#found.has(kind)) this.#found.set(kind, problem);
  }

  /** An error that nobody expected. */
  addUnexpected(error: unknown): void {
    const text = `unexpected ${describe(error)}`;
    const kind = text.replace(/[-+]?\d[\d.e+-]*/g, "#");
    if (!this.#found.has(kind)) this.#found.set(kind, text);
  }

  get list(): readonly string[] {
    return [...this.#found.values()];
  }
}
