import { InputError } from "../../errors.js";
import { percent } from "../../percent.js";
import type { ActionStatistics } from "../../recordings/statistics.js";
import { mean } from "../../statistics.js";
import { defineCommand } from "../command.js";
import { formatBar, formatSparkline } from "../table.js";
import { withPath } from "./path.js";

/** Characters of a full bar. */
const BAR = 40;

export const show = defineCommand({
  words: "show [path]",
  describe: "Show what one recording holds, or all of a folder together",
  builder: (parser) =>
    withPath(parser)
      .example("$0 recordings show recordings/expert-fast-000000.json", "an expert's lap on track 0")
      .example("$0 recordings show laps", "how often each action was taken in ./laps"),
  async run({ path }) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { describeDriver, summarise } = await import("../../recordings/summary.js");
    const { actionStatistics } = await import("../../recordings/statistics.js");
    const files = await findRecordings(path);
    const recordings = await Promise.all(files.map(readRecording));
    const [id, other] = new Set(recordings.map(({ environment }) => environment.id));
    if (id === undefined) throw new InputError(`${path}: expected recordings, got a folder without any`);
    if (other !== undefined) {
      throw new InputError(`${path}: expected recordings of one environment, got some of ${id} and ${other}`);
    }
    const statistics = actionStatistics(recordings);
    const summaries = await Promise.all(files.map((file, index) => summarise(file, recordings[index]!)));
    if (summaries.length === 1) {
      const summary = summaries[0]!;
      const { environment, seed, steps, terminated, truncated } = summary;
      const end = terminated ? "terminated" : truncated ? "truncated" : "stopped by the driver";
      const facts = {
        environment: `${environment.id} ${JSON.stringify(environment.options)}`,
        seed,
        driver: describeDriver(summary.driver),
        steps: `${steps}, then ${end}`,
        return: summary.return.toFixed(2),
        recorded: `${summary.created} by aann-gym ${recordings[0]!.package}`,
      };
      return { json: { ...summary, ...statistics }, text: report(facts, steps, statistics) };
    }
    const returns = summaries.map((summary) => summary.return);
    const folder = {
      path,
      environment: id,
      drivers: [...new Set(summaries.map(({ driver }) => describeDriver(driver)))],
      episodes: summaries.length,
      steps: summaries.reduce((sum, { steps }) => sum + steps, 0),
      meanReturn: mean(returns),
      leastReturn: Math.min(...returns),
    };
    const facts = {
      environment: id,
      drivers: folder.drivers.join(", "),
      episodes: folder.episodes,
      steps: folder.steps,
      return: `mean ${folder.meanReturn.toFixed(2)}, least ${folder.leastReturn.toFixed(2)}`,
    };
    return { json: { ...folder, ...statistics }, text: report(facts, folder.steps, statistics) };
  },
});

/** Facts, then the share of each class of action, then a histogram for each element of the actions. */
function report(facts: object, steps: number, { classes, histograms }: ActionStatistics): string {
  const blocks = [
    Object.entries(facts).map(([name, value]) => `${name.padEnd(12)} ${value}`),
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
