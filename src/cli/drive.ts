import { basename, extname } from "node:path";
import { DEFAULT_ENV } from "../../envs/built-in.js";
import { fileToWrite } from "../atomic-file.js";
import { InputError } from "../errors.js";
import type { PolicyFile } from "../networks/policy.js";
import type { EpisodeSummary, LiveEpisode } from "../rollout/rollout.js";
import { formatOf, VIDEO_FORMATS } from "../viewers/video/video-writer.js";
import type { ViewedAgent } from "../viewers/web/protocol.js";
import type { Finished } from "../viewers/web/viewer.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { openOption, pageOption, speedOption } from "./common-options.js";
import {
  type EnvOptions,
  environmentOrDefault,
  envOption,
  envOptionsOption,
  physicsOption,
} from "./env-option.js";
import { countOption, numberOption, pathOption } from "./options.js";
import { forceOption, withOutputs } from "./output-file.js";
import { openPolicy } from "./policy.js";
import { policyLink } from "./policy-link.js";
import { formatAmount } from "./progress.js";
import { expectTerminal, type Session } from "./session.js";

interface DriveOptions extends GlobalOptions, EnvOptions {
  readonly policy?: string;
  readonly expert?: boolean;
  readonly against?: string;
  readonly link?: string;
  readonly terminal?: boolean;
  readonly video?: string;
  readonly width?: number;
  readonly force: boolean;
  readonly episodes?: number;
  readonly speed: number;
  readonly port?: number;
  readonly open: boolean;
}

/** Pixels of a video, unless told otherwise. */
const WIDTH = 600;

/** `drive`: watch a policy, or the expert, in the browser, in the terminal or on video. */
export const drive = defineCommand<DriveOptions>({
  words: "drive",
  describe: "Watch a policy act, in the browser, in the terminal or on video",
  builder: (parser) =>
    parser
      .option("policy", {
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Policy file that acts",
      })
      .option("expert", { type: "boolean", describe: "Let the environment's scripted expert act" })
      .option("against", {
        requiresArg: true,
        coerce: pathOption("against", "a policy file"),
        describe: "Policy file that acts beside it with the same seed, in the browser",
      })
      .option("link", {
        type: "string",
        describe:
          "Print a link that holds the whole policy, instead of acting; it opens on the static site, whose address may follow",
      })
      .option("terminal", {
        type: "boolean",
        describe:
          "Draw in this terminal: by kitty's graphics or sixels where it has them, else with half blocks",
      })
      .option("video", {
        requiresArg: true,
        coerce: videoOption,
        describe:
          "Write a video to this file: .mp4 (also when it has no ending), .gif, or .png for a sheet of frames, one a second",
      })
      .option("force", { ...forceOption, describe: "Replace a video that is there already" })
      .option("width", {
        requiresArg: true,
        coerce: numberOption("width", {
          expected: "a whole number of pixels from 60 to 600",
          integer: true,
          minimum: 60,
          maximum: 600,
        }),
        describe: `Width of the video in pixels (default: ${WIDTH})`,
      })
      .option("episodes", {
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: "Episodes to show, with seeds from --seed on; 1 unless in the browser, where Ctrl-C ends",
      })
      .option("speed", speedOption)
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("physics", physicsOption)
      .option("port", pageOption)
      .option("open", openOption)
      .conflicts("policy", "expert")
      .conflicts("terminal", "video")
      .conflicts("against", ["terminal", "video"])
      .conflicts("link", ["against", "terminal", "video", "episodes", "port"])
      .conflicts("port", ["terminal", "video"])
      .implies("width", "video")
      .example("$0 drive --policy best.json", "watch in the browser")
      .example("$0 drive --policy best.json --against rival.json", "two policies side by side")
      .example("$0 drive --policy best.json --video episode.mp4", "a video of one episode"),
  async run(options, session) {
    return withOutputs([options.video], options, () => act(options, session));
  },
});

async function act(options: DriveOptions, session: Session): Promise<Outcome> {
  const opened = await open(options);
  try {
    if (options.link !== undefined) return await asLink(opened.file, options.link);
    const { json, text } = await show(opened, options, session);
    return {
      json: { ...json, env: opened.reference, observes: opened.observes },
      text: text ? `${text}\nThe policy uses ${opened.observes}.` : text,
    };
  } finally {
    opened.close();
  }
}

function show(opened: Opened, options: DriveOptions, session: Session): Promise<Outcome> {
  if (options.video !== undefined) return onVideo(options.video, opened, options, session);
  return options.terminal ? inTerminal(opened, options, session) : inBrowser(opened, options, session);
}

type Opened = Awaited<ReturnType<typeof open>>;

/**
 * Opens the environment, and whoever was asked to act in it.
 * @throws InputError when nobody was asked, or the file is no policy that acts
 */
async function open(options: DriveOptions) {
  const { policy: path, expert, seed } = options;
  if (path === undefined && !expert) {
    throw new InputError("option --policy: expected a policy file, or --expert, got neither");
  }
  const { LiveEpisode } = await import("../rollout/rollout.js");
  const { adapterOf, openEnv, specOfEnv } = await import("../adapters/environments.js");
  if (path === undefined) {
    const { expertOf } = await import("../adapters/experts.js");
    const reference = await environmentOrDefault(options);
    const env = await openEnv(reference);
    const { policy } = expertOf(await adapterOf(reference.id), reference, env);
    return {
      ...{ reference, spec: await specOfEnv(reference), live: new LiveEpisode(env, policy, seed) },
      ...{ name: "expert", file: undefined, observes: "whatever the expert looks at" },
      close: () => env.close(),
    };
  }
  const { file, reference, env, policy } = await openPolicy(path, options);
  return {
    ...{ reference, spec: await specOfEnv(reference), live: new LiveEpisode(env, policy, seed) },
    ...{ name: basename(path), file, observes: policy.observes },
    close: () => {
      policy.close();
      env.close();
    },
  };
}

/** The default environment has a page that acts by itself and shows the network; others are stepped here. */
async function inBrowser(opened: Opened, options: DriveOptions, session: Session): Promise<Outcome> {
  const finished: Finished[] = [];
  const onFinished = (episode: Finished) => finished.push(episode);
  const watch = opened.reference.id === DEFAULT_ENV ? inDrivingPage : inPlayPage;
  await watch(opened, options, session, onFinished);
  const lines = finished.map((episode) =>
    options.against === undefined ? describe(episode) : `${episode.agent}, ${describe(episode)}`,
  );
  const own = finished.filter(({ agent }) => agent === opened.name);
  return {
    json: { agent: opened.name, episodes: own.map(({ agent: _, ...episode }) => episode) },
    text: lines.join("\n"),
  };
}

type Watch = (
  opened: Opened,
  options: DriveOptions,
  session: Session,
  onFinished: (episode: Finished) => void,
) => Promise<void>;

const inPlayPage: Watch = async (opened, options, { signal, showPage }, onFinished) => {
  const { against, speed, episodes, port } = options;
  const { reference, live } = opened;
  const { servePlay } = await import("../viewers/web/play.js");
  const { adapterOf } = await import("../adapters/environments.js");
  const { actionNamesOf } = await import("../recordings/statistics.js");
  const rival =
    against === undefined ? undefined : await open({ ...options, policy: against, expert: false });
  try {
    const serving = await servePlay({
      ...{ env: reference.id, names: actionNamesOf(live.env, await adapterOf(reference.id)) },
      ...{ agents: rival ? [opened, rival] : [opened], speed, episodes, signal, port, onFinished },
    });
    showPage(serving.url, "to watch", options.open);
    await serving.closed;
  } finally {
    rival?.close();
  }
};

/** The page acts by itself; it gets the policies as they are in their files. */
const inDrivingPage: Watch = async (opened, options, { signal, showPage }, onFinished) => {
  const { name, file, reference } = opened;
  const { against, speed, episodes, port, seed } = options;
  const { serveViewer } = await import("../viewers/web/viewer.js");
  const { formatPolicy } = await import("../networks/policy.js");
  const agents: ViewedAgent[] = [{ name, policy: file && formatPolicy(file) }];
  if (against !== undefined) {
    const rival = await open({ ...options, policy: against, expert: false });
    rival.close();
    agents.push({ name: rival.name, policy: rival.file && formatPolicy(rival.file) });
  }
  const serving = await serveViewer({
    setting: { agents, seed, speed, env: reference },
    ...{ onFinished, episodes, signal, port },
  });
  showPage(serving.url, "to watch", options.open);
  await serving.closed;
};

async function asLink(policy: PolicyFile | undefined, site: string): Promise<Outcome> {
  if (!policy) throw new InputError("option --link: expected --policy with it, got --expert");
  const link = await policyLink(policy, site);
  return { json: { link, characters: link.length }, text: link };
}

async function inTerminal(
  { live, name, reference }: Opened,
  { episodes = 1, speed }: DriveOptions,
  { signal, screen: stream, keyboard }: Session,
): Promise<Outcome> {
  expectTerminal(stream);
  const { show: showInTerminal } = await import("../viewers/terminal/terminal-viewer.js");
  const { askTerminal } = await import("../viewers/terminal/ask-terminal.js");
  const graphics = await askTerminal(keyboard, stream);
  const { adapterOf } = await import("../adapters/environments.js");
  const { actionNamesOf } = await import("../recordings/statistics.js");
  const names = actionNamesOf(live.env, await adapterOf(reference.id));
  await showInTerminal({ live, agent: name, names, episodes, speed, stream, graphics, signal });
  return outcome(live, name);
}

async function onVideo(
  video: string,
  { live, name, spec }: Opened,
  { episodes = 1, speed, width = WIDTH }: DriveOptions,
  { signal, progress }: Session,
): Promise<Outcome> {
  const { writeVideo } = await import("../viewers/video/video.js");
  const longest = spec.maxEpisodeSteps ?? LONGEST;
  const display = progress({ title: "Drawing", total: episodes * longest, unit: "steps" });
  const showSteps = () => {
    const { step, return: sum, ended } = live.state;
    const before = (live.finished.length - Number(ended)) * longest;
    display.update(before + (ended ? longest : step), `return ${sum.toFixed(1)}`);
  };
  // Through a symbolic link to the file itself.
  const made = await writeVideo(await fileToWrite(video), {
    live,
    episodes,
    speed,
    width,
    signal,
    onStep: showSteps,
  }).finally(display.stop);
  const { json, text } = outcome(live, name);
  return {
    json: { ...json, video, ...made },
    text: `${text}${text && "\n"}${video}: ${made.frames} frames, ${formatAmount(made.bytes / 1e6)} MB`,
  };
}

/** Steps of an episode without a time limit, for the progress bar. */
const LONGEST = 1000;

function outcome({ finished }: LiveEpisode, agent: string): Outcome {
  return { json: { agent, episodes: finished }, text: finished.map(describe).join("\n") };
}

function describe({ seed, steps, return: sum }: EpisodeSummary): string {
  return `seed ${seed}: return ${sum.toFixed(1)} in ${steps} steps`;
}

/** A video's name tells its format. Without an ending it becomes an MP4. */
function videoOption(given: string): string {
  const word = given === "" || extname(given) !== "" ? given : `${given}.mp4`;
  if (!formatOf(word)) {
    const endings = `.${VIDEO_FORMATS.join(", .")}`;
    throw new InputError(
      `option --video: expected a file name that ends in one of ${endings}, got ${word || "nothing"}`,
    );
  }
  return pathOption("video", "a video to write")(word);
}
