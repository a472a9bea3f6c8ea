import { basename } from "node:path";
import type { PHYSICS } from "../../envs/box2d/car-racing/physics/load.js";
import { InputError } from "../errors.js";
import type { Policy } from "../networks/policy.js";
import type { FinishedEpisode, Ride } from "../rollout/ride.js";
import { FILM_FORMATS, formatOf } from "../viewers/video/film-writer.js";
import type { Contestant } from "../viewers/web/protocol.js";
import type { Finished } from "../viewers/web/viewer.js";
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
  readonly against?: string;
  readonly link?: string;
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
      .option("against", {
        requiresArg: true,
        coerce: pathOption("against", "a policy file"),
        describe: "Policy file that drives beside it on the same track, in the browser",
      })
      .option("link", {
        type: "string",
        describe:
          "Print a link that holds the whole policy, instead of driving; it opens on the static site, whose address may follow",
      })
      .option("terminal", {
        type: "boolean",
        describe:
          "Draw in this terminal: by kitty's graphics or sixels where it has them, else with half blocks",
      })
      .option("video", {
        requiresArg: true,
        coerce: filmOption,
        describe: "Write a film to this file: .mp4, .gif, or .png for a strip of stills, one a second",
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
      .conflicts("against", ["terminal", "video"])
      .conflicts("link", ["against", "terminal", "video"])
      .example("$0 drive --policy best.json", "watch in the browser")
      .example("$0 drive --policy best.json --against rival.json", "two policies side by side on one track")
      .example("$0 drive --policy best.json --video lap.mp4", "film one lap"),
  async run(options, session) {
    if (options.video !== undefined) await prepareOutputFile(options.video);
    const wheel = await takeTheWheel(options);
    try {
      if (options.link !== undefined) return await asLink(wheel.policy, options.link);
      const { json, text } = await show(wheel, options, session);
      return {
        json: { ...json, sees: wheel.sees },
        text: text ? `${text}\nThe driver sees ${wheel.sees}.` : text,
      };
    } finally {
      wheel.close();
    }
  },
});

function show(wheel: Wheel, options: DriveOptions, session: Session): Promise<Outcome> {
  if (options.video !== undefined) return onFilm(options.video, wheel, options, session);
  return options.terminal ? inTerminal(wheel, options, session) : inBrowser(wheel, options, session);
}

type Wheel = Awaited<ReturnType<typeof takeTheWheel>>;

/**
 * Opens the environment and puts the asked driver into it.
 * @throws InputError when nobody was asked, or the file is no policy that drives
 */
async function takeTheWheel({ policy: file, expert, physics, seed }: DriveOptions) {
  if (file === undefined && !expert) {
    throw new InputError("option --policy: expected a policy file, or --expert, got neither");
  }
  const { make } = await import("../../envs/index.js");
  const { Ride } = await import("../rollout/ride.js");
  const env = await make("CarRacing-v3", { physics });
  if (file === undefined) {
    const { Expert } = await import("../../envs/box2d/car-racing/expert.js");
    return {
      ride: new Ride(env, new Expert(env.unwrapped), seed),
      name: "expert",
      policy: undefined,
      sees: "the whole track and the car's true motion",
      close: () => env.close(),
    };
  }
  const { policy, driver } = await readDriver(file, env.unwrapped);
  const close = () => {
    driver.close();
    env.close();
  };
  return { ride: new Ride(env, driver, seed), name: basename(file), policy, sees: driver.sees, close };
}

/** The page drives by itself; it gets the policies as they are in their files. */
async function inBrowser(
  { name, policy }: Wheel,
  { against, speed, physics, episodes, port, seed }: DriveOptions,
  { signal, note }: Session,
): Promise<Outcome> {
  const { serveViewer } = await import("../viewers/web/viewer.js");
  const { formatPolicy } = await import("../networks/policy.js");
  const contestants: Contestant[] = [{ name, policy: policy && formatPolicy(policy) }];
  if (against !== undefined) {
    const rival = await takeTheWheel({ policy: against, physics, seed } as DriveOptions);
    rival.close();
    contestants.push({ name: rival.name, policy: rival.policy && formatPolicy(rival.policy) });
  }
  const finished: Finished[] = [];
  const serving = await serveViewer({
    setting: { contestants, seed, speed, physics },
    onFinished: (episode) => finished.push(episode),
    ...{ episodes, signal, port },
  });
  note(`Open ${serving.url} to watch. Ctrl-C ends.`);
  await serving.closed;
  const own = finished.filter(({ driver }) => driver === name);
  const lines = finished.map((episode) =>
    against === undefined ? describe(episode) : `${episode.driver}, ${describe(episode)}`,
  );
  return {
    json: { driver: name, episodes: own.map(({ driver: _, ...episode }) => episode) },
    text: lines.join("\n"),
  };
}

/** The fragment holds the policy, so no server is told of it. */
async function asLink(policy: Policy | undefined, site: string): Promise<Outcome> {
  if (!policy) throw new InputError("option --link: expected --policy with it, got --expert");
  const { packPolicy } = await import("../networks/policy-link.js");
  const folder = site && !site.endsWith("/") ? `${site}/` : site;
  const link = `${folder}watch.html#policy=${await packPolicy(policy)}`;
  return { json: { link, characters: link.length }, text: link };
}

async function inTerminal(
  { ride, name }: Wheel,
  { episodes = 1, speed }: DriveOptions,
  { signal, screen: stream, keyboard }: Session,
): Promise<Outcome> {
  expectTerminal(stream);
  const { show: showInTerminal } = await import("../viewers/terminal/theatre.js");
  const { askTerminal } = await import("../viewers/terminal/ask-terminal.js");
  const graphics = await askTerminal(keyboard, stream);
  await showInTerminal({ ride, driver: name, episodes, speed, stream, graphics, signal });
  return outcome(ride, name);
}

async function onFilm(
  video: string,
  { ride, name }: Wheel,
  { episodes = 1, speed, width }: DriveOptions,
  { signal, progress }: Session,
): Promise<Outcome> {
  const { film } = await import("../viewers/video/film.js");
  const display = progress({ title: "Filming", total: episodes * LONGEST_EPISODE, unit: "steps" });
  const showSteps = () => {
    const { step, score, ended } = ride.state;
    const before = (ride.finished.length - Number(ended)) * LONGEST_EPISODE;
    display.update(before + (ended ? LONGEST_EPISODE : step), `score ${score.toFixed(1)}`);
  };
  const made = await film(video, { ride, episodes, speed, width, signal, onStep: showSteps }).finally(
    display.stop,
  );
  const { json, text } = outcome(ride, name);
  return {
    json: { ...json, video, ...made },
    text: `${text}${text && "\n"}${video}: ${made.frames} pictures, ${formatAmount(made.bytes / 1e6)} MB`,
  };
}

/** The time limit of CarRacing-v3: episodes are shorter when the lap is finished. */
const LONGEST_EPISODE = 1000;

function outcome({ finished }: Ride, driver: string): Outcome {
  return { json: { driver, episodes: finished }, text: finished.map(describe).join("\n") };
}

function describe({ seed, steps, return: score }: FinishedEpisode): string {
  return `track ${seed}: ${score.toFixed(1)} in ${steps} steps`;
}

/** A film's name tells its format. */
function filmOption(word: string): string {
  if (!formatOf(word)) {
    const endings = `.${FILM_FORMATS.join(", .")}`;
    throw new InputError(
      `option --video: expected a file name that ends in one of ${endings}, got ${word || "nothing"}`,
    );
  }
  return pathOption("video", "a film to write")(word);
}
