import "../no-eval.js";
import { motionOf } from "../../../../envs/box2d/car-racing/expert.js";
import { turnsBeside } from "../pages/beside.js";
import { Clock } from "../pages/clock.js";
import { Connection } from "../pages/connection.js";
import { element, formatNumber, onClick, setText } from "../pages/document.js";
import { onDrop } from "../pages/files.js";
import { showAction } from "../pages/gauges.js";
import { connectHelp } from "../pages/help.js";
import { onKeys } from "../pages/keyboard.js";
import { failWith, hideOverlay, showOverlay } from "../pages/overlay.js";
import { Screen } from "../pages/screen.js";
import { connectSpeed } from "../pages/speed.js";
import type { RecordRequest, RecordState } from "../protocol.js";
import { endingOf, showTimeLeft } from "./ending.js";
import { Countdown } from "./person/countdown.js";
import { Person } from "./person/person.js";
import { showClassCounts } from "./record/class-counts.js";
import { Episode } from "./record/episode.js";
import { ghostLine } from "./record/ghost-line.js";
import { keepOutbox, outboxAfter } from "./record/outbox.js";
import type { Ribbon } from "./watch/race-painter.js";
import { RaceView } from "./watch/race-view.js";
import { TrackMap } from "./watch/track-map.js";

/** Milliseconds between two batches of steps for the server. */
const SENDING = 200;

/** So long after the car has stopped, the arrow keys still steer: nobody drops an episode by a late press. */
const LATE = 600;

const GO_ON = "Nothing driven is lost: start the same command again, if it has ended, and open its address.";

const failed = failWith("Not connected");
const connection = await Connection.open<RecordRequest, RecordState>().catch(failed);
let state = await connection.ask({ kind: "look" });
const episode = await Episode.create(state).catch(failed);

const view = new RaceView(element<HTMLCanvasElement>("image"));
const map = new TrackMap(element<HTMLCanvasElement>("map"));
const observation = new Screen(element<HTMLCanvasElement>("observation"));
const person = new Person(element("view"), () => clock.running || countdown.running);
const lineBox = element<HTMLInputElement>("line");

let line: { readonly seed: number; readonly ribbons: readonly Ribbon[] } | undefined;
let stopped = 0;
/** Why the command cannot be reached any more. */
let cut: string | undefined;
/** Esc was pressed once; once more ends the session. */
let isLeaving = false;
/** A change of episode is under way: nothing is driven until the server has answered. */
let busy = false;

const countdown = new Countdown(() => {
  clock.start();
  show();
});
const clock = new Clock((due) => {
  for (let i = 0; i < due && !episode.ended; i++) episode.step(person.predict());
  if (episode.ended) halt();
  draw(episode.ended);
});

/** Takes up the episode that the server names. */
function takeUp(): void {
  const driven = state.driven ?? [];
  episode.begin(state.seed, [...driven, ...outboxAfter(state.id, driven.length)]);
  show();
}

const isTurnBeside = turnsBeside();

/** @param stays whether it is to be seen for long: then all of it is drawn */
function draw(stays: boolean): void {
  const { race, score, steps, corrected } = episode;
  view.draw(race, [], lineBox.checked ? ribbons() : []);
  if (!isTurnBeside(stays)) return;
  map.draw(race, race.tilesVisited / race.track.sections.length);
  observation.draw(episode.observation);
  setText("score", formatNumber(score, 1));
  setText("step", formatNumber(steps.length));
  showTimeLeft(steps.length);
  setText("pace", formatNumber(motionOf(race.world).speed));
  showAction(episode.action);
  element("overruled").hidden = !corrected;
}

function ribbons(): readonly Ribbon[] {
  if (line?.seed !== state.seed) line = { seed: state.seed, ribbons: ghostLine(state.seed) };
  return line.ribbons;
}

function show(): void {
  draw(true);
  const { saved, wanted, finished, trouble } = state;
  const count = episode.steps.length;
  setText("seed", String(state.seed));
  setText("saved", `${saved.length} of ${wanted}`);
  setText("folder", state.folder);
  element("browse").hidden = saved.length === 0;
  setText("browse-command", `npx aann-gym recordings view ${quoted(state.folder)}`);
  Object.assign(element<HTMLProgressElement>("progress"), { max: wanted, value: saved.length });
  const canDrive = mayDrive();
  enable("play", canDrive && !episode.ended);
  enable("single", canDrive && !episode.ended);
  enable("save", canDrive && count > 0);
  enable("again", canDrive && count > 0);
  enable("skip", canDrive);
  enable("undo", canDrive && state.canUndo && count === 0);
  enable("finish", canDrive);
  const going = clock.running || countdown.running;
  element("play").firstChild!.textContent = going ? "Pause " : count > 0 ? "Go on " : "Start ";
  showClassCounts(state, episode.steps);
  if (finished) {
    const many = saved.length === 1 ? "1 episode is" : `${formatNumber(saved.length)} episodes are`;
    showOverlay("Done", `${many} saved. ${unfinished()}You can close this page.`);
  } else if (cut) showOverlay("Stopped", `${cut} ${GO_ON}`);
  else if (isLeaving) showOverlay("End the session?", "Esc ends it. Space goes on: nothing driven is lost.");
  else if (trouble)
    showOverlay("Not saved", `${trouble}. What you have driven is kept. Put it right and try again.`);
  else if (busy) showOverlay("Saving …");
  else if (going) hideOverlay();
  else if (episode.ended) showOverlay(endingOf(episode.summary), "→ saves it, ← drives this track again.");
  else if (count > 0)
    showOverlay("Paused", "Space goes on. → saves what is driven, ← drives this track again.");
  else if (state.policy) showOverlay("Press Space to let it drive", help());
  else
    showOverlay("Press Space to drive", "Arrow keys steer, give gas and brake. Or a gamepad, or a finger.");
}

/** As a shell takes it. */
const quoted = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

const unfinished = () =>
  episode.steps.length > 0 ? "The episode under way is on disk: the same command goes on with it. " : "";

const help = () =>
  state.policy!.intervention === "person"
    ? "While you steer, give gas or brake, you drive: these steps are marked as corrections."
    : "The expert drives where the policy errs.";

function enable(id: string, enabled: boolean): void {
  element<HTMLButtonElement>(id).disabled = !enabled;
}

const mayDrive = () => !state.finished && cut === undefined && !busy;

function halt(): void {
  countdown.stop();
  if (clock.running) stopped = performance.now();
  clock.stop();
  void send();
  show();
}

function stopDriving(): void {
  if (clock.running || countdown.running) halt();
}

function play(): void {
  if (!mayDrive()) return;
  isLeaving = false;
  if (clock.running) halt();
  else if (countdown.running) countdown.skip();
  else if (!episode.ended) {
    if (state.trouble !== undefined) void send();
    countdown.start();
    show();
  }
}

function single(): void {
  if (!mayDrive() || episode.ended) return;
  if (clock.running || countdown.running) halt();
  episode.step(person.predict());
  void send();
  show();
}

/** Tells the server what has been driven since it last answered. */
async function send(): Promise<void> {
  keepOutbox(state.id, state.held, episode.steps);
  const { id, held } = state;
  if (cut || connection.pending > 0 || episode.steps.length === held) return;
  const told = await connection.ask({ kind: "drive", id, from: held, steps: episode.steps.slice(held) });
  // Another episode may have begun in the meantime.
  if (told.id !== state.id) return;
  state = { ...state, ...told, trouble: told.trouble };
  keepOutbox(id, state.held, episode.steps);
  if (state.trouble !== undefined && clock.running) halt();
}

/** Leaves the episode, saved or not. */
async function leave(kind: "save" | "again" | "skip" | "undo" | "finish"): Promise<void> {
  if (!mayDrive()) return;
  if ((kind === "save" || kind === "again") && episode.steps.length === 0) return;
  if (kind === "undo" && !(state.canUndo && episode.steps.length === 0)) return;
  halt();
  busy = kind === "save";
  if (busy) show();
  const { id, held } = state;
  if (held < episode.steps.length) {
    state = await connection.ask({ kind: "drive", id, from: held, steps: episode.steps.slice(held) });
  }
  // Steps that the disk does not take are saved when it does.
  if (kind !== "save" || state.held === episode.steps.length) state = await connection.ask({ kind });
  busy = false;
  if (state.id === id) {
    keepOutbox(id, state.held, episode.steps);
    show();
  } else {
    takeUp();
    keepOutbox(state.id, state.held, episode.steps);
  }
}

/**
 * While the car drives a key only stops it: an episode of half a second is saved, or a session ended, though nobody
 * wants that.
 */
function leaveByKey(kind: "save" | "finish"): void {
  if (clock.running || countdown.running) halt();
  else if (kind === "finish" && !isLeaving && episode.steps.length > 0) {
    isLeaving = true;
    show();
  } else void leave(kind);
}

/** The arrow keys are the recorder's while the car stands; while it drives they steer. */
function leaveByArrow(kind: "save" | "again"): void {
  if (clock.running || countdown.running || performance.now() - stopped < LATE) return;
  void leave(kind);
}

if (state.policy) setText("title", `Correct ${state.policy.name}`);
takeUp();
connectHelp();
onDrop();
connectSpeed((speed) => {
  clock.speed = speed;
});
for (const kind of ["save", "again", "skip", "undo", "finish"] as const)
  onClick(kind, () => void leave(kind));
onClick("play", play);
onClick("browse-copy", () => void navigator.clipboard?.writeText(element("browse-command").textContent!));
onClick("single", single);
lineBox.addEventListener("change", () => {
  // The keys are the car's again.
  lineBox.blur();
  draw(true);
});
onKeys({
  " ": play,
  ".": single,
  ArrowRight: () => leaveByArrow("save"),
  ArrowLeft: () => leaveByArrow("again"),
  Enter: () => leaveByKey("save"),
  r: () => void leave("again"),
  n: () => void leave("skip"),
  u: () => void leave("undo"),
  l: () => lineBox.click(),
  Escape: () => leaveByKey("finish"),
});
setInterval(() => {
  void send();
  if (clock.running) show();
}, SENDING);
addEventListener("pagehide", () => keepOutbox(state.id, state.held, episode.steps));
// Another window, or another tab: nobody drives.
addEventListener("blur", stopDriving);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stopDriving();
});
void connection.lost.then((reason) => {
  cut = reason;
  if (state.finished) return;
  halt();
  keepOutbox(state.id, state.held, episode.steps);
});
