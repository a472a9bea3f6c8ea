import "../no-eval.js";
import { parsePolicy } from "../../../networks/policy.js";
import { parseRecording } from "../../../recordings/recording.js";
import { DrivenStage } from "../car-racing/driven-stage.js";
import type { Episode } from "../library/protocol.js";
import type { ViewedAgent } from "../protocol.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { onFile, saveText } from "./files.js";
import { connectHelp } from "./help.js";
import { hasModifier, isNeeded, onKeys } from "./keyboard.js";
import { hideOverlay, showOverlay } from "./overlay.js";
import { bitmapOf } from "./play/draw-view.js";
import type { Strictness } from "./recordings/agreement.js";
import { arrange, type Order } from "./recordings/arrange.js";
import { Cards } from "./recordings/cards.js";
import { type CardDrawing, ending } from "./recordings/episode-card.js";
import { PathMap } from "./recordings/path-map.js";
import { type OpenEpisode, Player } from "./recordings/player.js";
import { RecordingsClient } from "./recordings/recordings-client.js";
import { ReplayQueue } from "./recordings/replay-queue.js";
import { ServedStage } from "./recordings/served-stage.js";
import { connectSpeed } from "./speed.js";

const say = (sentence: string) => setText("status", sentence);
const failed = (error: Error) => {
  say(error.message);
  throw error;
};

const client = await RecordingsClient.open().catch(failed);
const library = await client.look().catch(failed);
const replayQueue = new ReplayQueue((name) => client.text(name));
const player = new Player();
const drivenStage = new DrivenStage();
const servedStage = new ServedStage(client);

const episodes = new Map(library.episodes.map((episode) => [episode.name, episode]));
const deleted = [...library.deleted];
let policy: ViewedAgent | undefined = library.policy;
/** The episode that is open. */
let opened: string | undefined;

const cards = new Cards({
  drawingOf,
  actionsOf: (name) => ({
    flag: () => void flag(name),
    delete: () => void remove(name),
    select(wanted) {
      if (wanted) selected.add(name);
      else selected.delete(name);
      showSelected();
    },
  }),
  onCompared: showCompared,
});

/** The names of the episodes that something is to be done to. */
const selected = new Set<string>();

/** What a card shows: of CarRacing the line that was driven, of other environments the last frame. */
async function drawingOf(name: string, compared?: ViewedAgent): Promise<CardDrawing> {
  const episode = episodes.get(name)!;
  if (episode.isDriven) {
    const sketch = await (compared ? replayQueue.compare(name, compared) : replayQueue.map(name));
    return {
      agreement: sketch.agreement,
      paint: (canvas, disputes) => new PathMap(canvas).draw(sketch, disputes),
    };
  }
  const agreement = compared && (await client.compare(episode, compared));
  const { image } = await client.frame(name, episode.steps);
  const bitmap = image === undefined ? undefined : await bitmapOf(image);
  return {
    ...(agreement && { agreement }),
    paint(canvas) {
      if (!bitmap) return;
      canvas.classList.add("frame");
      Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
      canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
    },
  };
}

/** Replays an episode: one of CarRacing here, others in the command. */
async function openEpisode(episode: Episode): Promise<OpenEpisode> {
  const { name, isDriven } = episode;
  if (isDriven) return drivenStage.episode(episode, await replayQueue.video(name, policy));
  const recording = parseRecording(await client.text(name), name);
  const difference = await client.difference(name);
  const agreement = policy && (await client.compare(episode, policy));
  return servedStage.episode(episode, recording, difference, agreement);
}

/** What counts as another action than the policy's. */
function strictness(): Strictness {
  const { value } = element<HTMLSelectElement>("control");
  const tolerance = element<HTMLInputElement>("tolerance").valueAsNumber;
  return { tolerance, ...(value && { control: Number(value) }) };
}

/** How far the comparison is. The list is put in order when it is done, since cards that jump cannot be read. */
function showCompared(done: number, all: number): void {
  Object.assign(element<HTMLProgressElement>("comparing"), { max: all, value: done, hidden: done === all });
  const count = done < all ? `${formatNumber(done)} of ${formatNumber(all)}` : "all";
  setText("compared", `${policy!.name}: compared with ${count} ${all === 1 ? "episode" : "episodes"}.`);
  if (done === all && element<HTMLSelectElement>("order").value === "disputed") list();
}

/** The episodes that are asked for, in the order that is asked for. */
function arranged(): Episode[] {
  const order = element<HTMLSelectElement>("order").value as Order;
  const words = element<HTMLInputElement>("words").value;
  const flaggedOnly = element<HTMLInputElement>("flagged").checked;
  return arrange([...episodes.values()], { order, words, flaggedOnly }, (name) => cards.agreementOf(name));
}

function list(): void {
  const all = [...episodes.values()];
  const shown = arranged();
  const rows = shown.map((episode) => cards.of(episode).element);
  const present = element("episodes").children;
  // Moving an element would take the focus from it.
  if (rows.length !== present.length || rows.some((row, index) => row !== present[index])) {
    element("episodes").replaceChildren(...rows);
    cards.redraw();
  }
  const steps = shown.reduce((sum, episode) => sum + episode.steps, 0);
  const mean = shown.reduce((sum, episode) => sum + episode.return, 0) / shown.length;
  const count =
    shown.length === all.length ? formatNumber(all.length) : `${shown.length} of ${formatNumber(all.length)}`;
  setText(
    "totals",
    shown.length > 0
      ? `${count} episodes, ${formatNumber(steps)} steps, mean return ${formatNumber(mean, 1)}`
      : "",
  );
  element("nothing").hidden = shown.length > 0;
  setText(
    "nothing",
    all.length > 0
      ? "No episode is like that."
      : `No recordings in ${library.folder}. Drive some: aann-gym record`,
  );
  element("undo").hidden = deleted.length === 0;
  showSelected();
}

function showSelected(): void {
  for (const name of selected) if (!episodes.has(name)) selected.delete(name);
  for (const episode of episodes.values()) cards.of(episode).selected = selected.has(episode.name);
  setText("selected", selected.size > 0 ? `${formatNumber(selected.size)} selected` : "");
  for (const id of ["flag", "export", "delete"])
    element<HTMLButtonElement>(`${id}-selected`).disabled = selected.size === 0;
  const shown = arranged();
  element<HTMLInputElement>("all").checked =
    shown.length > 0 && shown.every(({ name }) => selected.has(name));
}

function selectAll(): void {
  const { checked } = element<HTMLInputElement>("all");
  for (const { name } of arranged()) {
    if (checked) selected.add(name);
    else selected.delete(name);
  }
  showSelected();
}

/** Does something to every selected episode, one after the other. */
async function toSelected(action: (name: string) => Promise<void>): Promise<void> {
  for (const name of [...selected]) await action(name);
}

const exportAll = (names: readonly string[]) =>
  guarded(async () => {
    const name = names.length === 1 ? names[0] : "recordings";
    saveText(`${name}.csv`, await client.csv(names), "text/csv");
    say(`${name}.csv has the steps of ${names.length === 1 ? "this episode" : `${names.length} episodes`}.`);
  });

/** Opens the episode that the address names, or the list. */
async function route(): Promise<void> {
  const name = decodeURIComponent(location.hash.slice(1));
  const isOpen = episodes.has(name);
  // Nothing of the last one: what is trimmed is what is seen.
  if (opened !== name) player.close();
  const { frame } = player;
  opened = isOpen ? name : undefined;
  element("library").hidden = isOpen;
  element("player").hidden = !isOpen;
  element("episode-links").hidden = !isOpen;
  setText("title", isOpen ? name : "Recordings");
  document.title = `${isOpen ? name : "Recordings"} · aann-gym`;
  if (!isOpen) {
    list();
    cards.redraw();
    return;
  }
  showFlag();
  showFacts(episodes.get(name)!);
  element("player").classList.toggle("served", !episodes.get(name)!.isDriven);
  if (frame === 0) showOverlay("Replaying …");
  try {
    const episode = await openEpisode(episodes.get(name)!);
    if (opened !== name) return;
    hideOverlay();
    player.open(episode, frame);
    element("timeline").focus({ preventScroll: true });
  } catch (error) {
    if (opened === name) showOverlay("This cannot be shown", (error as Error).message);
  }
}

/** What is known of an episode besides its steps. */
function showFacts(episode: Episode): void {
  const { by, created, environment, bytes, steps } = episode;
  const options = Object.entries(environment.options).map(([name, value]) => `${name}: ${value}`);
  const facts = [
    [environment.id, ...options].join(", "),
    `by ${by}`,
    `recorded ${created.slice(0, 16).replace("T", " ")} UTC`,
    `${formatNumber(steps)} steps, ${ending(episode)}`,
    `${formatNumber(bytes / 1024)} KB`,
  ];
  setText("facts", facts.join(" · "));
}

/** Opens the episode before or after the open one, as the list has them. */
function goBy(by: 1 | -1): void {
  const names = arranged().map(({ name }) => name);
  const next = names[names.indexOf(opened!) + by];
  if (next !== undefined) location.hash = encodeURIComponent(next);
  else say(by > 0 ? "This is the last episode of the list." : "This is the first episode of the list.");
}

const close = () => {
  location.hash = "";
};

function showFlag(): void {
  const flagged = opened !== undefined && episodes.get(opened)!.flagged;
  element("flag").setAttribute("aria-pressed", String(flagged));
}

/** Does something to the folder, or says why it cannot be done. */
async function guarded(action: () => Promise<void>): Promise<void> {
  try {
    await action();
    list();
  } catch (error) {
    say((error as Error).message);
  }
}

const flag = (name: string) =>
  guarded(async () => {
    const episode = episodes.get(name)!;
    const changed = { ...episode, flagged: !episode.flagged };
    await client.flag(name, changed.flagged);
    episodes.set(name, changed);
    cards.of(changed).show(changed);
    showFlag();
  });

/** A recording that was not there before. */
function add(episode: Episode): void {
  episodes.set(episode.name, episode);
  if (policy) cards.compare([episode.name], policy);
}

const trim = (name: string, steps: number) =>
  guarded(async () => {
    const episode = await client.trim(name, steps);
    add(episode);
    say(`${episode.name} has the first ${formatNumber(steps)} steps. The whole episode is still there.`);
  });

const remove = (name: string) =>
  guarded(async () => {
    await client.delete(name);
    deleted.push(name);
    episodes.delete(name);
    cards.forget(name);
    if (opened === name) close();
    say(`Deleted ${name}.`);
  });

const restore = () =>
  guarded(async () => {
    if (deleted.length === 0) return;
    const episode = await client.restore();
    deleted.pop();
    add(episode);
    say(`${episode.name} is back.`);
  });

/** Compares all episodes with a policy. */
function compare(chosen: ViewedAgent): void {
  policy = chosen;
  element("strictness").hidden = axesOfAll().every(({ values }) => values);
  element<HTMLOptionElement>("disputed").disabled = false;
  cards.compare(episodes.keys(), chosen);
}

/** What the actions consist of; where the environments differ, of the first episode's. */
const axesOfAll = () => library.episodes[0]?.axes ?? [];

async function open(file: File): Promise<string> {
  const text = await file.text();
  parsePolicy(text, file.name);
  compare({ name: file.name, policy: text });
  if (opened !== undefined) await route();
  return `Compared with ${file.name}.`;
}

/** Runs an action on the open episode. */
const onOpened = (action: (name: string) => void) => () => {
  if (opened !== undefined) action(opened);
};

const flagOpened = onOpened((name) => void flag(name));
const trimOpened = onOpened((name) => void trim(name, player.frame));
const exportOpened = onOpened((name) => void exportAll([name]));
const deleteOpened = onOpened((name) => void remove(name));
const play = onOpened(() => player.playOrPause());
const next = onOpened(() => player.seekDisagreement(1));
const previous = onOpened(() => player.seekDisagreement(-1));

/** Moves by frames, also again and again while a key is held. */
function move(by: number): void {
  player.pause();
  player.seek(player.frame + by);
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -25,
  PageDown: 25,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

addEventListener("keydown", (event) => {
  const by = MOVES[event.key];
  if (opened === undefined || by === undefined || hasModifier(event) || isNeeded(event)) return;
  event.preventDefault();
  move(by * (event.shiftKey ? 10 : 1));
});

connectHelp();
connectSpeed((speed) => {
  player.speed = speed;
});
function changeStrictness(): void {
  const wanted = strictness();
  setText("tolerance-figure", formatNumber(wanted.tolerance, 2));
  player.strictness = wanted;
  cards.strictness = wanted;
  list();
}

for (const id of ["tolerance", "control"]) element(id).addEventListener("input", changeStrictness);
element("tolerance").addEventListener("pointerup", () => element("tolerance").blur());
onClick("back", close);
onClick("play", play);
onClick("before", () => move(-1));
onClick("after", () => move(1));
onClick("previous", previous);
onClick("next", next);
onClick("flag", flagOpened);
onClick("trim", trimOpened);
onClick("delete", deleteOpened);
onClick("earlier", () => goBy(-1));
onClick("later", () => goBy(1));
onClick("export", exportOpened);
element("all").addEventListener("change", selectAll);
onClick("flag-selected", () => void toSelected(flag));
onClick("delete-selected", () => void toSelected(remove));
onClick("export-selected", () => void exportAll([...selected]));
onClick("undo", () => void restore());
onKeys({
  " ": play,
  n: next,
  p: previous,
  f: flagOpened,
  t: trimOpened,
  e: exportOpened,
  j: onOpened(() => goBy(1)),
  k: onOpened(() => goBy(-1)),
  u: () => void restore(),
  Delete: deleteOpened,
  Escape: onOpened(close),
});
for (const id of ["order", "words", "flagged"]) element(id).addEventListener("input", list);
onFile(open);
addEventListener("hashchange", () => void route());
for (const query of ["(prefers-color-scheme: dark)", "(width < 56rem)"]) {
  matchMedia(query).addEventListener("change", () => {
    player.redraw();
    cards.redraw();
  });
}

element("damaged").replaceChildren(
  ...library.damaged.map((reason) => Object.assign(document.createElement("li"), { textContent: reason })),
);
element<HTMLSelectElement>("control").replaceChildren(
  ...axesOfAll().map(({ name }, control) => new Option(name, String(control))),
  new Option("any of them", ""),
);
changeStrictness();
if (policy) compare(policy);
await route();
void client.lost.then(say);
