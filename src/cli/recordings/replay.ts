import { defineCommand } from "../command.js";
import { countOption } from "../options.js";
import { formatTable } from "../table.js";
import { theOnly, withEpisode } from "./path.js";

export const replay = defineCommand({
  words: "replay <episode>",
  describe: "Drive a recording again and print its steps",
  builder: (parser) =>
    withEpisode(parser)
      .option("every", {
        describe: "Print every so many steps",
        default: 50,
        requiresArg: true,
        coerce: countOption("every"),
      })
      .example("$0 recordings replay recordings/expert-fast-000000.json --every 1", "each step of a lap"),
  async run({ episode, every }, { signal }) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { environmentOf, replay } = await import("../../recordings/replay.js");
    const { namedAction } = await import("../../recordings/statistics.js");
    const recording = await readRecording(theOnly(await findRecordings(episode), episode));
    const env = await environmentOf(recording);
    const steps: Record<string, number | string>[] = [];
    let total = 0;
    try {
      for (const { index, reward } of replay(recording, env)) {
        if (signal.aborted) break;
        total += reward;
        const isLast = index === recording.actions.length;
        if (index === 0 || (index % every !== 0 && !isLast)) continue;
        const action = namedAction(recording.environment.id, recording.actions[index - 1]!);
        steps.push({ step: index, ...action, reward, return: total });
      }
    } finally {
      env.close();
    }
    const head = Object.keys(steps[0] ?? { step: 0 });
    const rows = steps.map((step) => head.map((name) => rounded(step[name]!)));
    return { json: { episode, steps, return: total }, text: formatTable(head, rows) };
  },
});

const rounded = (value: number | string) => (typeof value === "number" ? Number(value.toFixed(3)) : value);
