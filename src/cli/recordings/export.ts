import { InputError } from "../../errors.js";
import { defineCommand, type Outcome } from "../command.js";
import { expectPackages } from "../failure.js";
import { choiceOption, pathOption } from "../options.js";
import { prepareOutputFile } from "../output-file.js";
import { prepareDataSetFolder } from "./data-set-folder.js";
import { withPath } from "./path.js";

const FORMATS = ["csv", "jsonl", "png", "minari"] as const;
type Format = (typeof FORMATS)[number];

/** Formats that are one file, whose name ends so. The others are folders. */
const ENDINGS: readonly Format[] = ["csv", "jsonl"];

/** Options that say something about a Minari data set, and nothing about other formats. */
const MINARI_FIELDS = [
  "datasetId",
  "author",
  "authorEmail",
  "codePermalink",
  "algorithm",
  "description",
] as const;

export const exportSteps = defineCommand({
  words: "export [path]",
  describe: "Write recordings in a form that other programs read",
  builder: (parser) =>
    withPath(parser)
      .option("format", {
        describe:
          "csv or jsonl: one row a step. png: one picture a frame. minari: a data set for offline RL in Python. Default: by the ending of --out",
        requiresArg: true,
        coerce: choiceOption("format", FORMATS),
      })
      .option("out", {
        describe: "The file to write; with png and minari, the folder; what is missing is made",
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("out", "a file or a folder"),
      })
      .option("force", { type: "boolean", default: false, describe: "Replace a data set that is there" })
      .option("dataset-id", {
        ...{ type: "string", requiresArg: true },
        describe: "minari: its id, as load_dataset takes it; default: ENVIRONMENT/AGENT-v0",
      })
      .option("author", { type: "string", requiresArg: true, describe: "minari: who made it" })
      .option("author-email", { type: "string", requiresArg: true, describe: "minari: where to ask" })
      .option("code-permalink", {
        ...{ type: "string", requiresArg: true },
        describe: "minari: address of the code that made it; default: this project's",
      })
      .option("algorithm", {
        ...{ type: "string", requiresArg: true },
        describe: "minari: what acted; default: the agent's name",
      })
      .option("description", { type: "string", requiresArg: true, describe: "minari: what is in it" })
      .example("$0 recordings export --out steps.csv", "actions and rewards of all in ./recordings")
      .example("$0 recordings export laps --format png --out frames", "frames/EPISODE/0000.png and so on")
      .example("$0 recordings export laps --format minari --out laps-minari", "for minari.MinariDataset"),
  async run({ path, format: given, out, force, ...options }, { signal, follow }) {
    const format = formatOf(out, given);
    const fields = Object.fromEntries(MINARI_FIELDS.map((name) => [name, options[name]]));
    expectFieldsFit(fields, format);
    const { findRecordings } = await import("../../recordings/recording-folder.js");
    if ((await findRecordings(path)).length === 0) {
      throw new InputError(`${path}: expected recordings, got a folder without any`);
    }
    if (format !== "minari") return exportRows(path, format, out, signal);
    expectPackages(["h5wasm/node"]);
    const { METADATA_FILE } = await import("../../recordings/minari/layout.js");
    const { writeMinari } = await import("../../recordings/minari/write-minari.js");
    await prepareDataSetFolder(out, METADATA_FILE, force);
    const display = follow("Exporting", "steps");
    try {
      const written = await writeMinari(path, out, fields, { signal, onProgress: display.onProgress });
      const { datasetId, episodes, steps } = written;
      return {
        json: { path, format, out, ...written },
        text: `Wrote ${episodes} episodes of ${steps} steps to ${out}, as the Minari data set ${datasetId}.`,
      };
    } finally {
      display.stop();
    }
  },
});

async function exportRows(
  path: string,
  format: Exclude<Format, "minari">,
  out: string,
  signal: AbortSignal,
): Promise<Outcome> {
  if (format !== "png") await prepareOutputFile(out);
  const { exportCsv, exportFrames, exportJsonLines } = await import("../../recordings/export.js");
  const write = { csv: exportCsv, jsonl: exportJsonLines, png: exportFrames }[format];
  const count = await write(path, out, signal);
  return {
    json: { path, format, out, rows: count },
    text: `Wrote ${count} ${format === "png" ? "pictures" : "steps"} to ${out}.`,
  };
}

/** @throws InputError when neither option tells the format, or they tell two */
function formatOf(out: string, given: Format | undefined): Format {
  const ending = ENDINGS.find((format) => out.toLowerCase().endsWith(`.${format}`));
  const format = given ?? ending;
  if (format === undefined) {
    throw new InputError(
      `option --format: expected ${FORMATS.join(" or ")} for ${out}, whose ending tells none, got nothing`,
    );
  }
  if (ending !== undefined && ending !== format) {
    throw new InputError(`option --out: expected a name for ${format}, got ${out}`);
  }
  return format;
}

/** @throws InputError when a field is given to a format that has none, or is not what Minari takes */
function expectFieldsFit(fields: Readonly<Record<string, string | undefined>>, format: Format): void {
  const given = Object.entries(fields).find(([, value]) => value !== undefined);
  if (given && format !== "minari") {
    const name = given[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new InputError(`option --${name}: expected --format minari with it, got ${format}`);
  }
}
