import { copyOf } from "../copy-of.js";
import { describe } from "../describe.js";
import type { Env, StepResult } from "../env.js";
import { Box } from "../spaces.js";
import { copyPlain } from "../vector/plain-data.js";
import { Stop, type Subject } from "./subject.js";
import { describeElement, equal } from "./values.js";

/** What was seen of some steps. */
interface Played {
  readonly observation: unknown;
  readonly reward: number;
  readonly ended: boolean;
}

/** Plays the same episodes several times and compares them. */
export function checkEpisodes(subject: Subject): void {
  const { env, report } = subject;
  const spacesBefore = [env.observationSpace, env.actionSpace];
  const textBefore = spacesBefore.map(String);
  const first = play(subject, {});
  const draws = env.metadata.renderModes.length > 0;
  // What differs in itself differs in all other ways too, and is one fault.
  const isSame =
    compare(first, play(subject, {}), "the same seed and actions", report) &&
    (!draws ||
      compare(
        first,
        play(subject, { draw: true }),
        "the same seed and actions, with render() in between",
        report,
      ));
  if (isSame) {
    compare(first, play(subject, { unseen: true }), "the same seed and actions, some of them unseen", report);
  }
  if (isSame && env.stepInto) {
    compare(first, play(subject, { into: true }), "the same seed and actions, with stepInto()", report);
  }
  for (const [i, name] of (["observationSpace", "actionSpace"] as const).entries()) {
    if (env[name] !== spacesBefore[i] || String(env[name]) !== textBefore[i]) {
      report(`expected ${name} to stay what it was, ${textBefore[i]}, got ${env[name]} or another object`);
    }
  }
}

/** A seed of 0 is a seed, and not none. */
export function checkZero(subject: Subject): void {
  const zero = { ...subject, seed: 0, steps: Math.min(subject.steps, 20) };
  const silent = { ...zero, report: () => {} };
  const isSame = compare(play(zero, {}), play(zero, {}), "the seed 0 and the same actions", () => {});
  if (isSame) return;
  // An environment that forgets every seed has been reported.
  const other = { ...silent, seed: subject.seed };
  if (compare(play(other, {}), play(other, {}), "", () => {})) {
    subject.report("expected the seed 0 to be a seed, to give the same episode, got different ones");
  }
}

/** Plays with random actions: every call checks what the environment returns. */
function play(
  { env, seed, steps, report }: Subject,
  how: { draw?: boolean; unseen?: boolean; into?: boolean },
): Played[] {
  const { actionSpace } = env;
  actionSpace.seed(seed);
  const played: Played[] = [];
  const given: { observation: unknown; copy: unknown }[] = [];
  const kept = new Kept(report);
  let ended = true;
  let seedOnce: { seed: number } | undefined = { seed };
  for (let i = 0; i < steps; i++) {
    let seen = true;
    if (ended) {
      const observation = checkedReset(env, report, kept, seedOnce);
      seedOnce = undefined;
      played.push({ observation: copyOf(observation), reward: 0, ended: false });
      given.push({ observation, copy: copyOf(observation) });
      ended = false;
    } else {
      seen = !how.unseen || i % 2 === 0;
      const [observation, reward, terminated, truncated] = how.into
        ? stepInto(env)
        : checkedStep(env, report, kept, !seen);
      ended = terminated || truncated;
      seen ||= ended;
      played.push({ observation: seen ? copyOf(observation) : undefined, reward, ended });
      given.push({ observation, copy: copyOf(observation) });
    }
    if (how.draw && i % 10 === 0) env.render();
    const changed = given.slice(-3, -1).some(({ observation, copy }) => !equal(observation, copy));
    if (changed)
      report("expected an observation to stay as it was given, got one that a later step has changed");
  }
  return played;
}

/** A step by `stepInto`, as `step` returns it. The observation is written beside others, which must stay. */
function stepInto(env: Env): StepResult<unknown, object> {
  const { observationSpace: space } = env;
  if (!(space instanceof Box))
    throw new Stop(`expected stepInto() only with observations of a Box, got ${space}`);
  const rows = new space.arrayType(3 * space.size);
  rows.fill(1);
  const outcome = { reward: 0, terminated: false, truncated: false, info: {} };
  env.stepInto!(env.actionSpace.sample(), rows, space.size, outcome);
  if ((rows as Float64Array).some((value, i) => Math.floor(i / space.size) !== 1 && value !== 1)) {
    throw new Stop("expected stepInto() to write one observation, got more written");
  }
  const { reward, terminated, truncated, info } = outcome;
  return [rows.slice(space.size, 2 * space.size), reward, terminated, truncated, info];
}

/** What was returned so far: it must stay as it was. */
class Kept {
  readonly #report: Subject["report"];
  /** All lists and infos that were given; what is frozen may be given again. */
  readonly #given = new WeakSet<object>();
  #info: unknown;
  #copy: string | undefined;

  constructor(report: Subject["report"]) {
    this.#report = report;
  }

  /** @param result A list that `reset` or `step` returned, with the info at its end. */
  check(where: string, result: readonly unknown[]): void {
    if (this.#isGivenAgain(result)) {
      this.#report("expected a new list from each step, got the same one again");
    }
    const info = result.at(-1);
    const before = this.#info;
    if (this.#isGivenAgain(info)) {
      this.#report("expected a new info object from each step, got the same one again");
    } else if (this.#copy !== undefined && textOf(before) !== this.#copy) {
      this.#report("expected an info to stay as it was given, got one that a later step has changed");
    }
    this.#info = info;
    forgive(info);
    try {
      copyPlain(info, "info");
      this.#copy = textOf(info);
    } catch (error) {
      this.#copy = undefined;
      this.#report(`expected ${where} to give an info of plain data, got ${(error as Error).message}`);
    }
  }

  #isGivenAgain(value: unknown): boolean {
    if (typeof value !== "object" || value === null || Object.isFrozen(value)) return false;
    const isAgain = this.#given.has(value);
    this.#given.add(value);
    return isAgain;
  }
}

/** A promise in an info is reported; what it fails with would end the process. */
function forgive(info: unknown): void {
  if (typeof info !== "object" || info === null) return;
  for (const value of Object.values(info)) if (value instanceof Promise) value.catch(() => undefined);
}

/** An info as text, to be compared. */
function textOf(info: unknown): string | undefined {
  try {
    return JSON.stringify(info, (_, value) => (typeof value === "bigint" ? String(value) : value));
  } catch {
    return undefined;
  }
}

function checkedReset(env: Env, report: Subject["report"], kept: Kept, options?: { seed: number }): unknown {
  const result: unknown = env.reset(options);
  if (!Array.isArray(result) || result.length !== 2) {
    throw new Stop(`expected reset() to return [observation, info], got ${describe(result)}`);
  }
  checkObservation("reset()", env, result[0], report);
  checkInfo("reset()", result[1], report);
  kept.check("reset()", result);
  return result[0];
}

function checkedStep(
  env: Env,
  report: Subject["report"],
  kept: Kept,
  unseen: boolean,
): StepResult<unknown, object> {
  const action = env.actionSpace.sample();
  const copy = copyOf(action);
  const result: unknown = unseen ? env.step(action, { unseen }) : env.step(action);
  if (!equal(action, copy)) report("expected step() to leave the action as it is, got it changed");
  if (!Array.isArray(result) || result.length !== 5) {
    throw new Stop(
      `expected step() to return [observation, reward, terminated, truncated, info], got ${describe(result)}`,
    );
  }
  const [observation, reward, terminated, truncated, info] = result as unknown[];
  checkObservation("step()", env, observation, report);
  if (typeof reward !== "number" || !Number.isFinite(reward)) {
    report(`expected step() to give a finite number as reward, got ${describe(reward)}`);
  }
  for (const [name, value] of Object.entries({ terminated, truncated })) {
    if (typeof value !== "boolean")
      report(`expected step() to give a boolean ${name}, got ${describe(value)}`);
  }
  checkInfo("step()", info, report);
  kept.check("step()", result);
  return result as StepResult<unknown, object>;
}

function checkObservation(where: string, env: Env, observation: unknown, report: Subject["report"]): void {
  const space = env.observationSpace;
  if (space instanceof Box && Array.isArray(observation)) {
    report(`expected ${where} to give an observation of type ${space.empty().constructor.name}, got a list`);
  } else if (!space.contains(observation)) {
    report(
      `expected ${where} to give an observation in ${space}, got ${describeElement(space, observation)}`,
    );
  }
}

function checkInfo(where: string, info: unknown, report: Subject["report"]): void {
  if (typeof info !== "object" || info === null || Array.isArray(info)) {
    report(`expected ${where} to give an object as info, got ${describe(info)}`);
  }
}

/** Reports the first difference of two series of steps that should be equal. @returns Whether there is none. */
function compare(first: Played[], second: Played[], how: string, report: Subject["report"]): boolean {
  for (const [i, one] of first.entries()) {
    const other = second[i];
    const differs =
      one.reward !== other.reward
        ? `rewards ${one.reward} and ${other.reward}`
        : one.ended !== other.ended
          ? "an end and no end"
          : other.observation !== undefined && !equal(one.observation, other.observation)
            ? "different observations"
            : undefined;
    // A reward that is not a number has been reported, and is not equal to itself.
    if (differs && !Number.isNaN(one.reward)) {
      report(`expected ${how}, to give the same episode, got ${differs} at step ${i}`);
      return false;
    }
  }
  return true;
}
