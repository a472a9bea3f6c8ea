import { InputError } from "../../errors.js";
import type { OpenVideo } from "../../recordings/lerobot/write-lerobot.js";
import type { MinariFields } from "../../recordings/minari/write-minari.js";
import { defineCommand, type Outcome } from "../command.js";
import { expectPackages } from "../failure.js";
import { choiceOption, pathOption } from "../options.js";
import { forceOption, withOutputs } from "../output-file.js";
import type { Session } from "../session.js";
import { prepareDataSetFolder } from "./data-set-folder.js";
import { withPath } from "./path.js";

const FORMATS = ["csv", "jsonl", "png", "minari", "lerobot"] as const;
type Format = (typeof FORMATS)[number];

/** Formats that are one file, whose name ends so. The others are folders. */
const ENDINGS: readonly Format[] = ["csv", "jsonl"];

/** Options that say something about a Minari data set, and what other formats have of them. */
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
          "csv or jsonl: one row a step. png: one picture a frame. minari, lerobot: a data set for Python. Default: by the ending of --out",
        requiresArg: true,
        coerce: choiceOption("format", FORMATS),
      })
      .option("out", {
        describe: "The file to write; with png, minari and lerobot, the folder; what is missing is made",
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("out", "a file or a folder"),
      })
      .option("force", forceOption)
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
      .option("description", {
        ...{ type: "string", requiresArg: true },
        describe: "minari: what is in it. lerobot: the task in words; default: the environment's id",
      })
      .example("$0 recordings export --out steps.csv", "actions and rewards of all in ./recordings")
      .example("$0 recordings export laps --format png --out frames", "frames/EPISODE/0000.png and so on")
      .example("$0 recordings export laps --format minari --out laps-minari", "for minari.MinariDataset")
      .example("$0 recordings export laps --format lerobot --out laps-lerobot", "for LeRobotDataset"),
  async run({ path, format: given, out, force, ...options }, session) {
    const format = formatOf(out, given);
    const fields: MinariFields = Object.fromEntries(MINARI_FIELDS.map((name) => [name, options[name]]));
    expectFieldsFit(fields, format);
    const { findRecordings } = await import("../../recordings/recording-folder.js");
    if ((await findRecordings(path)).length === 0) {
      throw new InputError(`${path}: expected recordings, got a folder without any`);
    }
    switch (format) {
      case "minari":
        return exportMinari(path, out, force, fields, session);
      case "lerobot":
        return exportLeRobot(path, out, force, fields.description, session);
      default:
        return exportRows(path, format, out, force, session.signal);
    }
  },
});

async function exportMinari(
  path: string,
  out: string,
  force: boolean,
  fields: MinariFields,
  { signal, follow }: Session,
): Promise<Outcome> {
  expectPackages(["h5wasm"]);
  const { METADATA_FILE } = await import("../../recordings/minari/layout.js");
  const { writeMinari } = await import("../../recordings/minari/write-minari.js");
  await prepareDataSetFolder(out, METADATA_FILE, force);
  const display = follow("Exporting", "steps");
  try {
    const written = await writeMinari(path, out, fields, { signal, onProgress: display.onProgress });
    const { datasetId, episodes, steps } = written;
    return {
      json: { path, format: "minari", out, ...written },
      text: `Wrote ${counted(episodes, "episode")} of ${counted(steps, "step")} to ${out}, as the Minari data set ${datasetId}.`,
    };
  } finally {
    display.stop();
  }
}

async function exportLeRobot(
  path: string,
  out: string,
  force: boolean,
  task: string | undefined,
  { signal, follow }: Session,
): Promise<Outcome> {
  expectPackages(["hyparquet-writer"]);
  const { INFO_FILE } = await import("../../recordings/lerobot/layout.js");
  const { writeLeRobot } = await import("../../recordings/lerobot/write-lerobot.js");
  const { Mp4Writer } = await import("../../viewers/video/mp4-writer.js");
  await prepareDataSetFolder(out, INFO_FILE, force);
  const display = follow("Exporting", "steps");
  try {
    const openVideo: OpenVideo = async (file, { width, height }, framesPerSecond) =>
      new Mp4Writer(file, width, height, framesPerSecond, true);
    const written = await writeLeRobot(
      path,
      out,
      { openVideo, task },
      { signal, onProgress: display.onProgress },
    );
    const { episodes, frames, framesPerSecond } = written;
    return {
      json: { path, format: "lerobot", out, ...written },
      text: `Wrote ${counted(episodes, "episode")} of ${counted(frames, "frame")}, ${framesPerSecond} a second, to ${out}, as a LeRobot data set.`,
    };
  } finally {
    display.stop();
  }
}

async function exportRows(
  path: string,
  format: Exclude<Format, "minari" | "lerobot">,
  out: string,
  force: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const { exportCsv, exportFrames, exportJsonLines } = await import("../../recordings/export.js");
  const write = { csv: exportCsv, jsonl: exportJsonLines, png: exportFrames }[format];
  // A folder of frames holds one folder an episode.
  const files = format === "png" ? [] : [out];
  const count = await withOutputs(files, { force }, () => write(path, out, signal));
  return {
    json: { path, format, out, rows: count },
    text: `Wrote ${count} ${format === "png" ? "images" : "steps"} to ${out}.`,
  };
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

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
    throw new InputError(`option --format: expected ${ending}, as ${out} ends, got ${format}`);
  }
  return format;
}

/** @throws InputError when a field is given to a format that has none */
function expectFieldsFit({ description, ...fields }: MinariFields, format: Format): void {
  const refuse = (name: string, fitting: string) => {
    throw new InputError(`option --${name}: expected --format ${fitting} with it, got ${format}`);
  };
  const [given] = Object.entries(fields).find(([, value]) => value !== undefined) ?? [];
  if (given !== undefined && format !== "minari") {
    refuse(
      given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      "minari",
    );
  }
  if (description !== undefined && format !== "minari" && format !== "lerobot") {
    refuse("description", "minari or lerobot");
  }
}
