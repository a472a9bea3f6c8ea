import type { Env } from "../../../envs/env.js";
import { inFile } from "../../errors.js";
import type { Recording } from "../../recordings/recording.js";
import { defineCommand, type GlobalOptions, type Outcome } from "../command.js";
import { speedOption } from "../common-options.js";
import { countOption } from "../options.js";
import { expectTerminal, type Session } from "../session.js";
import { formatTable } from "../table.js";
import { loadModule, moduleOption, theOnly, withEpisode } from "./path.js";

interface ReplayOptions extends GlobalOptions {
  readonly episode: string;
  readonly env?: string;
  readonly every: number;
  readonly terminal: boolean;
  readonly speed: number;
}

export const replay = defineCommand<ReplayOptions>({
  words: "replay <episode>",
  describe: "Take the actions of a recording again: print its steps, or watch it in the terminal",
  builder: (parser) =>
    withEpisode(parser)
      .option("env", moduleOption)
      .option("every", {
        describe: "Print every so many steps",
        default: 50,
        requiresArg: true,
        coerce: countOption("every"),
      })
      .option("terminal", { type: "boolean", default: false, describe: "Draw in this terminal" })
      .option("speed", speedOption)
      .example("$0 recordings replay recordings/expert-teacher-000000.json --every 1", "each step of a lap"),
  async run(options, session) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { environmentOfRecording } = await import("../../recordings/replay.js");
    await loadModule(options.env);
    const file = theOnly(await findRecordings(options.episode), options.episode);
    const recording = await readRecording(file);
    const env = await environmentOfRecording(recording, file);
    try {
      const play = options.terminal ? watch : print;
      return await inFile(file, () => play(recording, env, options, session));
    } finally {
      env.close();
    }
  },
});

/** Draws the episode in the terminal, in time. */
async function watch(
  recording: Recording,
  env: Env,
  { episode, speed }: ReplayOptions,
  { screen, signal }: Session,
): Promise<Outcome> {
  expectTerminal(screen);
  const { ReplayPolicy } = await import("../../policies/policy.js");
  const { LiveEpisode } = await import("../../rollout/rollout.js");
  const { show } = await import("../../viewers/terminal/terminal-viewer.js");
  const { describeAgent } = await import("../../recordings/summary.js");
  const { actions, seed, agent } = recording;
  const over = new AbortController();
  const replay = new ReplayPolicy(actions);
  let step = 0;
  const policy = {
    reset: () => replay.reset(),
    predict: () => {
      if (++step === actions.length) over.abort();
      return replay.predict();
    },
  };
  const live = new LiveEpisode(env, policy, seed);
  const { actionNamesOf } = await import("../../recordings/statistics.js");
  const { adapterOf } = await import("../../adapters/environments.js");
  await show({
    live,
    agent: describeAgent(agent),
    names: actionNamesOf(env, await adapterOf(recording.environment.id)),
    episodes: 1,
    speed,
    stream: screen,
    signal: AbortSignal.any([signal, over.signal]),
  });
  const { step: steps, return: sum } = live.state;
  return {
    json: { episode, watched: steps, return: sum },
    text: `${steps} of ${actions.length} steps, return ${sum.toFixed(1)}`,
  };
}

/** Prints steps of the episode. */
async function print(
  recording: Recording,
  env: Env,
  { episode, every }: ReplayOptions,
  { signal }: Session,
): Promise<Outcome> {
  const { replay } = await import("../../recordings/replay.js");
  const { actionNamesOf, namedAction } = await import("../../recordings/statistics.js");
  const { adapterOf } = await import("../../adapters/environments.js");
  const names = actionNamesOf(env, await adapterOf(recording.environment.id));
  const steps: Record<string, number | string>[] = [];
  let total = 0;
  for (const { index, reward } of replay(recording, env)) {
    if (signal.aborted) break;
    total += reward;
    const isLast = index === recording.actions.length;
    if (index === 0 || (index % every !== 0 && !isLast)) continue;
    const action = namedAction(recording.actions[index - 1], names);
    steps.push({ step: index, ...action, reward, return: total });
  }
  const head = Object.keys(steps[0] ?? { step: 0 });
  const rows = steps.map((step) => head.map((name) => rounded(step[name])));
  return { json: { episode, steps, return: total }, text: formatTable(head, rows) };
}

const rounded = (value: number | string) => (typeof value === "number" ? Number(value.toFixed(3)) : value);
