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
