import "../no-eval.js";
import type { PlayRequest, PlayState, PlayView } from "../protocol.js";
import { turnsBeside } from "./beside.js";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { onDrop } from "./files.js";
import { connectHelp } from "./help.js";
import { hasModifier, isNeeded, onKeys } from "./keyboard.js";
import { prefersStill } from "./motion.js";
import { failWith, hideOverlay, showOverlay } from "./overlay.js";
import { Bars } from "./play/bars.js";
import { drawView } from "./play/draw-view.js";
import { connectSpeed } from "./speed.js";

/** Milliseconds for which the end of a watched episode is shown. */
const PAUSE = 1200;

const bars = new Bars(element("observation"));
const gauges = new Bars(element("gauges"));
const connection = await Connection.open<PlayRequest, PlayState>().catch(failWith("Not connected"));
let state = await connection.ask({ kind: "look" });
/** Why the command cannot be reached any more. */
let cut: string | undefined;
/** The steps that are due, and were not asked for while the command was at work. */
let behind = 0;
let resting: ReturnType<typeof setTimeout> | undefined;

const person = new (class {
  readonly #down = new Set<string>();
  /** Pressed since the last step, though perhaps not held any more: a short press counts. */
  readonly #pressed = new Set<string>();

  constructor() {
    const written = ({ key }: KeyboardEvent) => (key.length === 1 ? key.toLowerCase() : key);
    addEventListener("keydown", (event) => {
      if (!state.keys || isNeeded(event) || hasModifier(event)) return;
      if (clock.running && event.key.startsWith("Arrow")) event.preventDefault();
      if (!event.repeat) this.#pressed.add(written(event));
      this.#down.add(written(event));
    });
    addEventListener("keyup", (event) => this.#down.delete(written(event)));
    addEventListener("blur", () => this.#down.clear());
  }

  /** The keys of the next steps. */
  take(): string[] {
    const held = [...new Set([...this.#down, ...this.#pressed])].slice(0, 20);
    this.#pressed.clear();
    return held;
  }
})();

const clock = new Clock((due) => {
  behind += due;
  void step();
}, state.rate);

const hasEnded = () => state.views.every(({ ended }) => ended);
const isOver = () => cut !== undefined || state.record?.finished === true;

async function step(count = behind): Promise<void> {
  if (connection.pending > 0 || isOver() || hasEnded()) return;
  behind = 0;
  const most = state.keys?.waits ? 1 : 100;
  await ask({ kind: "step", count: Math.min(count, most), held: person.take() });
  if (!hasEnded() && state.record?.trouble === undefined) return;
  clock.stop();
  show();
  if (!state.record) resting = setTimeout(() => void next(), PAUSE);
}

async function ask(request: PlayRequest): Promise<void> {
  const { seed } = state;
  state = await connection.ask(request);
  clock.rate = state.rate;
  if (state.seed !== seed) behind = 0;
  await draw();
  show();
}

/** Goes on to the next seed, by itself after an episode that was watched. */
async function next(): Promise<void> {
  if (isOver()) return;
  clearTimeout(resting);
  await ask({ kind: "next" });
  if (!state.record) clock.start();
  show();
}

function play(): void {
  if (isOver() || hasEnded()) return;
  if (clock.running) clock.stop();
  else clock.start();
  show();
}

async function leave(kind: "save" | "again" | "skip" | "undo" | "finish"): Promise<void> {
  if (!state.record || isOver() || !may(kind)) return;
  clock.stop();
  await ask({ kind });
}

function may(kind: string): boolean {
  const taken = state.views[0].step > 0;
  if (kind === "save" || kind === "again") return taken;
  return kind !== "undo" || (state.record!.canUndo && !taken);
}

async function draw(): Promise<void> {
  const views = element("views");
  await Promise.all(
    state.views.map((view, index) =>
      drawView(views, view, `${state.env}, as ${view.agent} acts in it`, index),
    ),
  );
}

const isTurnBeside = turnsBeside();

function show(): void {
  if (isTurnBeside(!clock.running || hasEnded())) showBeside();
  showNews();
}

function showBeside(): void {
  const { views, record, keys, seed, episodes, env } = state;
  const [own] = views;
  const joined = (what: (view: PlayView) => string) => views.map(what).join(" · ");
  const who = joined(({ agent }) => agent);
  setText("title", record ? `Record ${env}` : `${who} in ${env}`);
  setText(
    "score",
    joined((view) => formatNumber(view.return, 1)),
  );
  setText(
    "step",
    joined((view) => formatNumber(view.step)),
  );
  setText("seed", String(seed));
  setText(
    "action",
    joined(({ action }) => action || "–"),
  );
  element("seen").hidden = !own!.observation;
  bars.show(own!.observation ?? []);
  gauges.show(own!.gauges);
  element("overruled").hidden = !own!.corrected;
  element("next").hidden = record !== undefined;
  element("recording").hidden = record === undefined;
  element("saving").hidden = record === undefined;
  element("help").hidden = keys === undefined;
  setText("help", keys ? keys.help.join(" · ") : "");
  listEpisodes();
  enable("play", !isOver() && !hasEnded());
  enable("single", !isOver() && !hasEnded());
  enable("next", !isOver());
  element("play").firstChild!.textContent = clock.running ? "Pause " : own!.step > 0 ? "Go on " : "Start ";
  if (record) {
    for (const kind of ["save", "again", "skip", "undo", "finish"]) enable(kind, !isOver() && may(kind));
    setText("saved", `${episodes.length} of ${record.wanted}`);
    setText("folder", record.folder);
    Object.assign(element<HTMLProgressElement>("progress"), { max: record.wanted, value: episodes.length });
  }
}

let listed = "";

function listEpisodes(): void {
  const { episodes, views } = state;
  const now = episodes.map(({ agent, seed, steps }) => `${agent} ${seed} ${steps}`).join();
  if (now === listed) return;
  listed = now;
  element("episodes").replaceChildren(
    ...episodes.toReversed().map((episode) => {
      const item = document.createElement("li");
      const name = views.length > 1 ? `${episode.agent}, seed ${episode.seed}` : `Seed ${episode.seed}`;
      const figure = document.createElement("span");
      figure.className = "figure";
      figure.textContent = `${formatNumber(episode.return, 1)} in ${formatNumber(episode.steps)}`;
      item.append(name, figure);
      return item;
    }),
  );
}

function showNews(): void {
  const { record, views, keys, episodes } = state;
  const ended = `Ended with ${views.map((view) => formatNumber(view.return, 1)).join(" · ")}`;
  if (record?.finished) {
    const many = episodes.length === 1 ? "1 episode is" : `${formatNumber(episodes.length)} episodes are`;
    const rest =
      views[0].step > 0 ? "The episode under way is on disk: the same command goes on with it. " : "";
    showOverlay("Done", `${many} saved. ${rest}You can close this page.`);
  } else if (cut !== undefined) showOverlay("Stopped", cut);
  else if (record?.trouble !== undefined)
    showOverlay("Not saved", `${record.trouble}. Put it right and try again.`);
  else if (hasEnded()) showOverlay(ended, record ? "Enter saves it, R plays this seed again." : "");
  else if (clock.running) hideOverlay();
  else if (!record) showOverlay("Paused", "Space goes on.");
  else if (views[0].step > 0)
    showOverlay("Paused", "Space goes on. Enter saves what was played, R begins again.");
  else
    showOverlay(
      "Press Space to begin",
      keys?.waits ? "Each key you press is one step." : keys?.help.join(" · "),
    );
}

function enable(id: string, enabled: boolean): void {
  element<HTMLButtonElement>(id).disabled = !enabled;
}

element<HTMLInputElement>("speed").value = String(state.speed);
connectHelp();
onDrop();
connectSpeed((speed) => {
  clock.speed = speed;
});
await draw();
if (!state.record && !prefersStill()) clock.start();
show();
for (const kind of ["save", "again", "skip", "undo", "finish"] as const)
  onClick(kind, () => void leave(kind));
onClick("play", play);
onClick("single", () => void step(1));
onClick("next", () => void next());
onKeys({
  " ": play,
  ".": () => void step(1),
  Enter: () => void leave("save"),
  r: () => void leave("again"),
  n: () => void (state.record ? leave("skip") : next()),
  u: () => void leave("undo"),
  Escape: () => void leave("finish"),
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || !clock.running) return;
  clock.stop();
  show();
});
void connection.lost.then((reason) => {
  clearTimeout(resting);
  cut = reason;
  clock.stop();
  show();
});
