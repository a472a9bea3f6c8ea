import { InputError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { choiceOption, pathOption } from "../options.js";
import { forceOption, withOutputs } from "../output-file.js";
import { withPath } from "./path.js";

const FORMATS = ["csv", "jsonl", "png"] as const;

/**
 * The format that was asked for, or that the name of the output tells.
 * @throws InputError when the two are not one
 */
function formatOf(out: string, asked: (typeof FORMATS)[number] | undefined) {
  const named = FORMATS.find((format) => out.toLowerCase().endsWith(`.${format}`));
  if (asked !== undefined && named !== undefined && asked !== named) {
    throw new InputError(`option --format: expected ${named}, as ${out} ends, got ${asked}`);
  }
  return asked ?? named ?? "csv";
}

export const exportSteps = defineCommand({
  words: "export [path]",
  describe: "Write recordings in a form that other programs read",
  builder: (parser) =>
    withPath(parser)
      .option("format", {
        describe:
          "csv or jsonl: one row a step. png: one picture a frame (default: as the name of --out ends, else csv)",
        requiresArg: true,
        coerce: choiceOption("format", FORMATS),
      })
      .option("out", {
        describe: "The file to write; with png, the folder; what is missing is made",
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("out", "a file or a folder"),
      })
      .option("force", forceOption)
      .example("$0 recordings export --out steps.csv", "actions and rewards of all in ./recordings")
      .example("$0 recordings export laps --format png --out frames", "frames/EPISODE/0000.png and so on"),
  async run({ path, format: asked, out, force }, { signal }) {
    const format = formatOf(out, asked);
    const { findRecordings } = await import("../../recordings/recording-folder.js");
    if ((await findRecordings(path)).length === 0) {
      throw new InputError(`${path}: expected recordings, got a folder without any`);
    }
    const { exportCsv, exportFrames, exportJsonLines } = await import("../../recordings/export.js");
    const write = { csv: exportCsv, jsonl: exportJsonLines, png: exportFrames }[format];
    // A folder of frames holds one folder an episode.
    const files = format === "png" ? [] : [out];
    const count = await withOutputs(files, { force }, () => write(path, out, signal));
    return {
      json: { path, format, out, rows: count },
      text: `Wrote ${count} ${format === "png" ? "pictures" : "steps"} to ${out}.`,
    };
  },
});
