import { basename } from "node:path";
import type { PHYSICS } from "../../envs/car-racing/physics/load.js";
import { InputError } from "../errors.js";
import type { Ride } from "../tasks/car-racing/ride.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { pageOption, physicsOption, speedOption } from "./common-options.js";
import { countOption, numberOption, pathOption } from "./options.js";
import { prepareOutputFile } from "./output-file.js";
import { readDriver } from "./policy.js";
import { formatAmount } from "./progress.js";
import { expectTerminal, type Session } from "./session.js";

interface DriveOptions extends GlobalOptions {
  readonly policy?: string;
  readonly expert?: boolean;
  readonly terminal?: boolean;
  readonly video?: string;
  readonly width: number;
  readonly episodes?: number;
  readonly speed: number;
  readonly physics: (typeof PHYSICS)[number];
  readonly port?: number;
}

/** `drive`: watch a policy, or the expert, in the browser, in the terminal or on film. */
export const drive = defineCommand<DriveOptions>({
  words: "drive",
  describe: "Watch a policy drive, in the browser, in the terminal or on film",
  builder: (parser) =>
    parser
      .option("policy", {
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Policy file that drives",
      })
      .option("expert", { type: "boolean", describe: "Let the scripted expert drive" })
      .option("terminal", { type: "boolean", describe: "Draw in this terminal" })
      .option("video", {
        requiresArg: true,
        coerce: filmOption,
        describe: "Write a film to this .gif file",
      })
      .option("width", {
        default: 600,
        requiresArg: true,
        coerce: numberOption("width", {
          expected: "a whole number of pixels from 60 to 600",
          integer: true,
          minimum: 60,
          maximum: 600,
        }),
        describe: "Width of the film in pixels",
      })
      .option("episodes", {
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: "Episodes to drive, on tracks from --seed on; 1 unless in the browser, where Ctrl-C ends",
      })
      .option("speed", speedOption)
      .option("physics", physicsOption)
      .option("port", pageOption)
      .conflicts("policy", "expert")
      .conflicts("terminal", "video")
      .example("$0 drive --policy best.json", "watch in the browser")
      .example("$0 drive --policy best.json --video lap.gif", "film one lap"),
  async run(options, session) {
    if (options.video !== undefined) await prepareOutputFile(options.video);
    const { ride, driver, sees, close } = await takeTheWheel(options);
    const show = () => {
      if (options.video !== undefined) return onFilm(options.video, ride, driver, options, session);
      return options.terminal
        ? inTerminal(ride, driver, options, session)
        : inBrowser(ride, driver, options, session);
    };
    try {
      const { json, text } = await show();
      return {
        json: { ...json, sees },
        text: ride.finished.length > 0 ? `${text}\nThe driver sees ${sees}.` : text,
      };
    } finally {
      close();
    }
  },
});

/** Opens the environment and puts the asked driver into it. */
async function takeTheWheel({ policy, expert, physics, seed }: DriveOptions) {
  if (policy === undefined && !expert) {
    throw new InputError("option --policy: expected a policy file, or --expert, got neither");
  }
  const { make } = await import("../../envs/index.js");
  const { Ride } = await import("../tasks/car-racing/ride.js");
  if (policy === undefined) {
    const { Expert } = await import("../../envs/car-racing/expert.js");
    const env = await make("CarRacing-v3", { physics });
    return {
      ride: new Ride(env, new Expert(env.unwrapped), seed),
      driver: "expert",
      sees: "the whole track and the car's true motion",
      close: () => env.close(),
    };
  }
  const env = await make("CarRacing-v3", { physics });
  const { driver } = await readDriver(policy, env.unwrapped);
  const close = () => {
    driver.close();
    env.close();
  };
  return { ride: new Ride(env, driver, seed), driver: basename(policy), sees: driver.sees, close };
}

async function inBrowser(
  ride: Ride,
  driver: string,
  { episodes, speed, port }: DriveOptions,
  { signal, note }: Session,
): Promise<Outcome> {
  const { serveViewer } = await import("../web/viewer.js");
  const serving = await serveViewer({ ride, driver, speed, episodes, signal, port });
  note(`Open ${serving.url} to watch. Ctrl-C ends.`);
  await serving.closed;
  return outcome(ride, driver);
}

async function inTerminal(
  ride: Ride,
  driver: string,
  { episodes = 1, speed }: DriveOptions,
  { signal, screen: stream }: Session,
): Promise<Outcome> {
  expectTerminal(stream);
  const { show } = await import("../terminal/theatre.js");
  await show({ ride, driver, episodes, speed, stream, signal });
  return outcome(ride, driver);
}

async function onFilm(
  video: string,
  ride: Ride,
  driver: string,
  { episodes = 1, speed, width }: DriveOptions,
  { signal, progress }: Session,
): Promise<Outcome> {
  const { film } = await import("../video/film.js");
  const display = progress({ title: "Filming", total: episodes * LONGEST_EPISODE, unit: "steps" });
  const showSteps = () => {
    const { step, score, ended } = ride.state;
    const before = (ride.finished.length - Number(ended)) * LONGEST_EPISODE;
    display.update(before + (ended ? LONGEST_EPISODE : step), `score ${score.toFixed(1)}`);
  };
  const made = await film(video, { ride, episodes, speed, width, signal, onStep: showSteps }).finally(
    display.stop,
  );
  const { json, text } = outcome(ride, driver);
  return {
    json: { ...json, video, ...made },
    text: `${text}${text && "\n"}${video}: ${made.frames} pictures, ${formatAmount(made.bytes / 1e6)} MB`,
  };
}

/** The time limit of CarRacing-v3: episodes are shorter when the lap is finished. */
const LONGEST_EPISODE = 1000;

function outcome({ finished }: Ride, driver: string): Outcome {
  const lines = finished.map(
    ({ seed, steps, return: score }) => `track ${seed}: ${score.toFixed(1)} in ${steps} steps`,
  );
  return { json: { driver, episodes: finished }, text: lines.join("\n") };
}

/** A film's name tells its format. */
function filmOption(word: string): string {
  if (!/.\.gif$/i.test(word)) {
    throw new InputError(`option --video: expected a file name that ends in .gif, got ${word || "nothing"}`);
  }
  return pathOption("video", "a .gif file")(word);
}
