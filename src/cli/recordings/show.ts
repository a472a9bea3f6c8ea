import { defineCommand } from "../command.js";
import { formatBar, formatSparkline } from "../table.js";
import { theOnly, withEpisode } from "./path.js";

/** Characters of a full bar. */
const BAR = 40;

export const show = defineCommand({
  words: "show <episode>",
  describe: "Show what one recording holds",
  builder: (parser) =>
    withEpisode(parser).example(
      "$0 recordings show recordings/expert-fast-000000.json",
      "an expert's lap on track 0",
    ),
  async run({ episode }) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { describeDriver, summarise } = await import("../../recordings/summary.js");
    const { actionStatistics } = await import("../../recordings/statistics.js");
    const file = theOnly(await findRecordings(episode), episode);
    const recording = await readRecording(file);
    const summary = await summarise(file, recording);
    const statistics = actionStatistics(recording);
    const { environment, seed, steps, terminated, truncated } = summary;
    const end = terminated ? "terminated" : truncated ? "truncated" : "stopped by the driver";
    const facts = {
      environment: `${environment.id} ${JSON.stringify(environment.options)}`,
      seed,
      driver: describeDriver(summary.driver),
      steps: `${steps}, then ${end}`,
      return: summary.return.toFixed(2),
      recorded: `${summary.created} by aann-gym ${recording.package}`,
    };
    const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(12)} ${value}`);
    const classes = statistics.classes.map(({ name, steps: count }) => {
      const share = count / steps;
      return `${name.padEnd(12)} ${formatBar(share, BAR).padEnd(BAR)} ${(100 * share).toFixed(1)} %`;
    });
    const histograms = statistics.histograms.map(
      ({ name, minimum, maximum, bins }) =>
        `${name.padEnd(12)} ${minimum} |${formatSparkline(bins)}| ${maximum}`,
    );
    return {
      json: { ...summary, ...statistics },
      text: [lines, classes, histograms]
        .filter((part) => part.length > 0)
        .map((part) => part.join("\n"))
        .join("\n\n"),
    };
  },
});
