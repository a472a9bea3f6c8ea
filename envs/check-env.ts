import { checkEpisodes, checkZero } from "./check-env/episodes.js";
import { Guarded } from "./check-env/guarded.js";
import { Problems, Stop, type Subject } from "./check-env/subject.js";
import { describe } from "./describe.js";
import type { Env, RenderFrame } from "./env.js";
import { checkOptions } from "./options.js";
import { Box, Discrete, Space } from "./spaces.js";

export interface CheckEnvOptions {
  /** Seed of the episodes that are played. Default 123. */
  readonly seed?: number;
  /** How many steps are played each time. Default 100. */
  readonly steps?: number;
}

/**
 * Plays some episodes with random actions and checks that the environment keeps to `Env`: members and spaces; what
 * `reset`, `step` and `render` return; that equal seeds and actions give equal episodes, drawn or not, seen or not, for
 * the seed 0 too; that nothing handed over is changed later; that infos are plain data; that frames keep their size;
 * that actions and render modes it does not have are refused (gymnasium.utils.env_checker.check_env). The environment
 * is closed afterwards.
 *
 * @throws {RangeError} when the seed or the number of steps is none.
 * @throws {Error} when something is wrong. The message lists everything that was found, each fault once.
 */
export function checkEnv(env: Env, options: CheckEnvOptions = {}): void {
  checkOptions("checkEnv", { seed: natural(0), steps: natural(1) }, options);
  const { seed = 123, steps = 100 } = options;
  const problems = new Problems();
  const report = (problem: string) => problems.add(problem);
  const given = { env, seed, steps, report };
  run(checkMembers, given, problems);
  // Without its members nothing else can be said.
  if (problems.list.length === 0) {
    const subject = { ...given, env: new Guarded(env) };
    const checks = [checkSpaces, checkEpisodes, checkZero, checkRefusals, checkRender, checkClose];
    for (const check of checks) run(check, subject, problems);
  }
  if (problems.list.length > 0) {
    const name = env?.constructor?.name ?? String(env);
    throw new Error(`${name} is broken:\n${problems.list.map((problem) => `- ${problem}`).join("\n")}`);
  }
}

const natural = (least: number) => ({
  expected: `an integer from ${least} on`,
  holds: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= least,
});

function run(check: (subject: Subject) => void, subject: Subject, problems: Problems): void {
  try {
    check(subject);
  } catch (error) {
    if (error instanceof Stop) problems.add(error.message);
    else problems.addUnexpected(error);
  }
}

function checkMembers({ env, report }: Subject): void {
  if (typeof env !== "object" || env === null)
    throw new Stop(`expected an environment, got ${describe(env)}`);
  if ("numEnvs" in env)
    throw new Stop(`expected one environment, got a vector environment of ${env.numEnvs}`);
  if ("then" in env) throw new Stop("expected an environment, got a promise; make() has to be awaited");
  for (const name of ["reset", "step", "render", "close"] as const) {
    if (typeof env[name] !== "function") report(`expected a method ${name}, got ${describe(env[name])}`);
  }
  for (const name of ["observationSpace", "actionSpace"] as const) {
    if (!(env[name] instanceof Space)) report(`expected ${name} to be a Space, got ${describe(env[name])}`);
  }
  const { renderModes, renderFps } = env.metadata ?? {};
  if (!Array.isArray(renderModes) || !renderModes.every((mode) => typeof mode === "string")) {
    report(`expected metadata.renderModes to be a list of strings, got ${describe(renderModes)}`);
  } else if (renderModes.length > 0 && !(renderFps > 0)) {
    report(`expected metadata.renderFps to be a positive number, got ${describe(renderFps)}`);
  }
}

function checkSpaces({ env, seed, report }: Subject): void {
  for (const name of ["observationSpace", "actionSpace"] as const) {
    const space = env[name];
    space.seed(seed);
    const sample = space.sample();
    if (!space.contains(sample)) {
      report(`expected ${name} ${space} to contain what it samples, got ${describe(sample)}`);
    }
    if (space instanceof Box && name === "actionSpace") {
      const fixed = Array.from(space.low).findIndex((low, i) => low === space.high[i]);
      if (fixed >= 0)
        report(`expected actions with low < high, got ${space.low[fixed]} for both at index ${fixed}`);
    }
  }
}

function checkRefusals({ env, seed, report }: Subject): void {
  for (const action of actionsOutside(env.actionSpace)) {
    env.reset({ seed });
    if (accepts(() => env.step(action))) {
      report(`expected step() to refuse what is not in ${env.actionSpace}, but it took ${describe(action)}`);
    }
  }
}

function actionsOutside(space: Space): unknown[] {
  if (space instanceof Discrete) return [space.start + space.n, space.start - 1, space.start + 0.5];
  if (!(space instanceof Box)) return [];
  const inside = Array.from(space.low, (low, i) =>
    Number.isFinite(low) ? low : Number.isFinite(space.high[i]) ? space.high[i] : 0,
  );
  const [, ...rest] = inside;
  // Numbers beyond the bounds an environment may take or refuse.
  const bounded = Number.isFinite(space.high[0]) ? [[Infinity, ...rest]] : [];
  return [rest, [Number.NaN, ...rest], ...bounded];
}

function checkRender(subject: Subject): void {
  const { env, seed, report } = subject;
  const { renderModes } = env.metadata;
  env.reset({ seed });
  for (const mode of renderModes) {
    const shown: unknown = env.render(mode);
    if (mode === "ansi") {
      if (typeof shown !== "string")
        report(`expected render("ansi") to give a string, got ${describe(shown)}`);
      continue;
    }
    const wrong = problemOfFrame(shown as RenderFrame);
    if (wrong) report(`expected render("${mode}") to give a frame, got ${wrong}`);
  }
  checkSizes(subject);
  if (accepts(() => env.render("no such mode"))) {
    report(
      `expected render() to refuse other modes than ${renderModes.join(", ") || "none"}, but it drew one`,
    );
  }
}

/** Pictures of one mode have one size, at the start, later and in the next episode. */
function checkSizes({ env, seed, steps, report }: Subject): void {
  const modes = env.metadata.renderModes.filter((mode) => mode !== "ansi");
  const sizes = new Map<string, string>();
  env.actionSpace.seed(seed);
  env.reset({ seed });
  for (let step = 0; step < Math.min(steps, 20); step++) {
    for (const mode of modes) {
      const { width, height } = (env.render(mode) ?? {}) as Partial<RenderFrame>;
      const size = `${width} × ${height}`;
      const before = sizes.get(mode) ?? size;
      if (size !== before) report(`expected render("${mode}") to keep its size, ${before}, got ${size}`);
      sizes.set(mode, before);
    }
    const [, , terminated, truncated] = env.step(env.actionSpace.sample());
    if (terminated || truncated) env.reset();
  }
}

function problemOfFrame(frame: RenderFrame | undefined): string | undefined {
  if (typeof frame !== "object" || frame === null) return describe(frame);
  const { width, height, data } = frame;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    return `${describe(width)} × ${describe(height)} pixels`;
  }
  if (!(data instanceof Uint8Array)) return `data of type ${describe(data)}`;
  const size = width * height * 3;
  return data.length === size ? undefined : `${data.length} bytes for ${width} × ${height} RGB pixels`;
}

function checkClose({ env, report }: Subject): void {
  env.close();
  if (!accepts(() => env.close())) report("expected close() to be harmless a second time, but it threw");
}

function accepts(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}
