import { InputError } from "../../errors.js";
import type { Recording } from "../../recordings/recording.js";
import type { ActionStatistics } from "../../recordings/statistics.js";
import type { Summary } from "../../recordings/summary.js";
import { mean, minimum } from "../../statistics.js";
import { percent, printableLine } from "../../text.js";
import { defineCommand } from "../command.js";
import { formatBar, formatSparkline } from "../table.js";
import { loadModule, moduleOption, withPath } from "./path.js";

/** Characters of a full bar. */
const BAR = 40;

export const show = defineCommand({
  words: "show [path]",
  describe: "Show what one recording holds, or all of a folder together",
  builder: (parser) =>
    withPath(parser)
      .option("env", moduleOption)
      .example("$0 recordings show recordings/expert-fast-000000.json", "an expert's lap on track 0")
      .example("$0 recordings show laps", "how often each action was taken in ./laps"),
  async run({ path, env: module }) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { describeAgent, summarise } = await import("../../recordings/summary.js");
    const { actionNamesOf, actionStatistics } = await import("../../recordings/statistics.js");
    const { environmentOfRecording } = await import("../../recordings/replay.js");
    const { adapterOf } = await import("../../adapters/environments.js");
    await loadModule(module);
    const files = await findRecordings(path);
    const recordings: Recording[] = [];
    for (const file of files) recordings.push(await readRecording(file));
    const [id, other] = new Set(recordings.map(({ environment }) => environment.id));
    if (id === undefined) throw new InputError(`${path}: expected recordings, got a folder without any`);
    if (other !== undefined) {
      throw new InputError(`${path}: expected recordings of one environment, got some of ${id} and ${other}`);
    }
    const env = await environmentOfRecording(recordings[0], files[0]);
    const statistics = actionStatistics(recordings, actionNamesOf(env, await adapterOf(id)));
    env.close();
    const summaries: Summary[] = [];
    for (const [index, file] of files.entries()) summaries.push(await summarise(file, recordings[index]));
    if (summaries.length === 1) {
      const summary = summaries[0];
      const { environment, seed, steps, terminated, truncated } = summary;
      const end = terminated ? "terminated" : truncated ? "truncated" : "stopped by the agent";
      const facts = {
        environment: `${environment.id} ${JSON.stringify(environment.options)}`,
        seed,
        agent: describeAgent(summary.agent),
        steps: `${steps}, then ${end}`,
        return: summary.return.toFixed(2),
        recorded: `${summary.created} by aann-gym ${recordings[0].package}`,
      };
      return { json: { ...summary, ...statistics }, text: report(facts, steps, statistics) };
    }
    const returns = summaries.map((summary) => summary.return);
    const folder = {
      path,
      environment: id,
      agents: [...new Set(summaries.map(({ agent }) => describeAgent(agent)))],
      episodes: summaries.length,
      steps: summaries.reduce((sum, { steps }) => sum + steps, 0),
      meanReturn: mean(returns),
      minReturn: minimum(returns),
    };
    const facts = {
      environment: id,
      agents: folder.agents.join(", "),
      episodes: folder.episodes,
      steps: folder.steps,
      return: `mean ${folder.meanReturn.toFixed(2)}, min ${folder.minReturn.toFixed(2)}`,
    };
    return { json: { ...folder, ...statistics }, text: report(facts, folder.steps, statistics) };
  },
});

/** Facts, then the share of each class of action, then a histogram for each element of the actions. */
function report(facts: object, steps: number, { classes, histograms }: ActionStatistics): string {
  const blocks = [
    Object.entries(facts).map(([name, value]) => `${name.padEnd(12)} ${printableLine(String(value))}`),
    classes.map(({ name, steps: count }) => {
      const share = count / steps;
      return `${name.padEnd(12)} ${formatBar(share, BAR).padEnd(BAR)} ${percent(share, 1)}`;
    }),
    histograms.map(
      ({ name, minimum, maximum, bins }) =>
        `${name.padEnd(12)} ${minimum} |${formatSparkline(bins)}| ${maximum}`,
    ),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}
