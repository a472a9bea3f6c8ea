import "../no-eval.js";
import { motionOf } from "../../../../envs/box2d/car-racing/expert.js";
import { NetworkView } from "../network/network-view.js";
import type { Contestant } from "../protocol.js";
import { Clock } from "./clock.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { onFile } from "./files.js";
import { showAction } from "./gauges.js";
import { onKeys } from "./keyboard.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";
import { failWith, hideVeil, showVeil } from "./veil.js";
import { occupantOf } from "./watch/open-file.js";
import { outputNames } from "./watch/output-names.js";
import { Person } from "./watch/person.js";
import { type Ghost, RaceView } from "./watch/race-view.js";
import { type Occupant, Seat } from "./watch/seat.js";
import { openSetting } from "./watch/setting.js";
import { connectShare } from "./watch/share.js";
import { showSite } from "./watch/site.js";
import { SwapPanel } from "./watch/swap-panel.js";
import { TrackMap } from "./watch/track-map.js";

/** How long an episode's end is shown before the next begins, in milliseconds. */
const REST = 2500;

const GHOST_COLOUR = "#ffffff";
const OTHER_COLOUR = "#1f58b5";

const failed = failWith("This cannot be shown");
const { setting, tell, lost, you } = await openSetting().catch(failed);
const { physics } = setting;

const view = new RaceView(element<HTMLCanvasElement>("picture"));
const otherView = new RaceView(element<HTMLCanvasElement>("other-picture"));
const observation = new Screen(element<HTMLCanvasElement>("observation"));
const map = new TrackMap(element<HTMLCanvasElement>("map"));
const person = new Person(element("other-picture"));

let track = setting.seed;
let seat: Seat;
let other: Seat | undefined;
let ghost: Seat | undefined;
let network: NetworkView | undefined;
let shown = 0;
let rest: ReturnType<typeof setTimeout> | undefined;

const swaps = new SwapPanel({
  seat: () => seat,
  track: () => ({ seed: track, physics }),
  onChange() {
    if (seat.policy) network?.rewire(seat.policy.network);
    show();
  },
});

/** A slow computer shows fewer pictures; the car does not slow down. */
const clock = new Clock((due) => advance(due));

function advance(steps: number): void {
  if (isOver()) return;
  for (let i = 0; i < steps && !isOver(); i++) {
    for (const each of [seat, other, ghost]) {
      const wasOver = each?.ride.state.ended;
      each?.advance();
      if (each && each !== ghost && !wasOver && each.ride.state.ended) tellFinished(each);
    }
  }
  show();
  if (isOver() && clock.running) rest = setTimeout(next, REST);
}

/** Whether both cars have come to their end. */
const isOver = () => seat.ride.state.ended && (other?.ride.state.ended ?? true);

function tellFinished({ occupant, ride }: Seat): void {
  tell({ kind: "finished", driver: occupant.name, ...ride.finished.at(-1)! });
}

function show(): void {
  const { ride, race } = seat;
  const { score, step, action } = ride.state;
  const others = [
    ...(other ? [{ bodies: other.race.world.bodies, colour: OTHER_COLOUR }] : []),
    ...(ghost ? [{ bodies: ghost.race.world.bodies, colour: GHOST_COLOUR }] : []),
  ];
  const ghosts: Ghost[] = ghost ? [others.at(-1)!] : [];
  view.draw(race, ghosts);
  if (other) {
    otherView.draw(other.race, ghosts);
    setText("other-score", formatNumber(other.ride.state.score));
    setText("plate-score", formatNumber(score));
  }
  observation.draw(ride.observation);
  map.draw(race, race.tilesVisited / race.track.sections.length, others);
  setText("score", formatNumber(score, 1));
  setText("step", formatNumber(step));
  setText("pace", formatNumber(motionOf(race.world).speed));
  setText("seed", String(ride.state.seed));
  showAction(action);
  showFinished();
  // Every other picture: the eye does not miss it, and a phone has the time for the rest.
  if (shown++ % 2 === 0 && seat.policy) {
    const divisor = Number(seat.policy.encoding?.outputDivisor ?? 1);
    network?.show(ride.observation.data, divisor, swaps.chosen);
  }
  if (isOver()) showVeil(verdict(), `after ${formatNumber(step)} steps`);
  else hideVeil();
}

function verdict(): string {
  const { score } = seat.ride.state;
  if (!other) return `Finished with ${formatNumber(score, 1)}`;
  const { score: its } = other.ride.state;
  return `${seat.occupant.name} ${formatNumber(score, 1)}, ${other.occupant.name} ${formatNumber(its, 1)}`;
}

function showFinished(): void {
  const { finished } = seat.ride;
  const list = element("finished");
  if (list.childElementCount === finished.length) return;
  const rows = finished.map((episode) => {
    const row = document.createElement("li");
    const score = document.createElement("span");
    score.textContent = formatNumber(episode.return, 1);
    row.append(`Track ${episode.seed}`, score);
    return row;
  });
  list.replaceChildren(...rows.reverse());
  const mean = finished.reduce((sum, episode) => sum + episode.return, 0) / finished.length;
  setText("mean", finished.length > 0 ? `mean ${formatNumber(mean, 1)}` : "");
}

/** Puts a driver into the first car. */
async function sitDown(occupant: Occupant): Promise<void> {
  const taken = await Seat.create(occupant, track, physics);
  seat?.close();
  seat = taken;
  track = taken.ownTrack ?? track;
  setText("driver", occupant.name);
  setText("plate", occupant.name);
  network?.close();
  network = undefined;
  element("alive").hidden = !taken.policy;
  for (const id of ["save", "link"]) element<HTMLButtonElement>(id).disabled = !taken.policy;
  if (taken.policy) {
    network = new NetworkView(
      element("network"),
      taken.policy.network,
      outputNames(taken.policy),
      (connection) => swaps.swap(connection),
    );
  }
  swaps.reset();
}

/** Puts a driver into the second car, or takes it away. */
async function compete(occupant: Occupant | undefined): Promise<void> {
  other?.close();
  other = occupant && (await Seat.create(occupant, track, physics));
  element("other").hidden = !other;
  const isPerson = occupant?.kind === "person";
  element("how").hidden = !isPerson;
  // A finger that drives does not scroll.
  element("other-picture").style.touchAction = isPerson ? "none" : "";
  document.querySelector<HTMLElement>(".plate")!.hidden = !other;
  if (occupant) setText("other-plate", occupant.name);
  go(track);
}

const asOccupant = ({ name, policy }: Contestant): Occupant =>
  policy === undefined ? { kind: "expert", name } : { kind: "policy", name, policy };

let second: Contestant | undefined;

function chooseOpponent(): void {
  const { value } = element<HTMLSelectElement>("against");
  if (value === "expert") void compete({ kind: "expert", name: "expert" });
  else if (value === "person") void compete({ kind: "person", name: "you", wheel: person });
  else if (value === "other" && second) void compete(asOccupant(second));
  else void compete(undefined);
}

async function chooseGhost(): Promise<void> {
  ghost?.close();
  ghost = undefined;
  if (element<HTMLInputElement>("ghost").checked) {
    ghost = await Seat.create({ kind: "expert", name: "ghost" }, track, physics);
  }
  go(track);
}

async function open(file: File): Promise<void> {
  try {
    await sitDown(await occupantOf(file));
    go(track);
    setRunning(true);
    setText("saved", `${file.name} drives.`);
  } catch (error) {
    setText("saved", (error as Error).message);
  }
}

/** Starts all cars on a track. */
function go(to: number): void {
  clearTimeout(rest);
  track = seat.ownTrack ?? to;
  element<HTMLInputElement>("track").valueAsNumber = track;
  for (const each of [seat, other, ghost]) each?.reset(track);
  show();
}

function setRunning(running: boolean): void {
  if (running) clock.start();
  else clock.stop();
  element("play").firstChild!.textContent = running ? "Pause " : "Drive ";
}

/** A driver's name as a file's: "shipped policy" becomes shipped-policy.json. */
const fileName = (driver: string) => `${driver.replace(/\.json$/, "").replace(/\W+/g, "-")}.json`;

const next = () => go(seat.ownTrack ?? track + 1);
const again = () => go(track);

function play(): void {
  clearTimeout(rest);
  setRunning(!clock.running);
  if (clock.running && isOver()) next();
}

function single(): void {
  setRunning(false);
  advance(1);
}

await sitDown(asOccupant(setting.contestants[0]!)).catch(failed);
second = setting.contestants[1];
if (second) {
  element("against").querySelector<HTMLOptionElement>("[value=other]")!.hidden = false;
  element("against").querySelector("[value=other]")!.textContent = second.name;
}
element<HTMLSelectElement>("against").value = you ? "person" : second ? "other" : "nobody";
showSite(you ? "drive" : "watch");
element<HTMLInputElement>("speed").valueAsNumber = setting.speed;
connectSpeed((speed) => {
  clock.speed = speed;
});
onClick("play", play);
onClick("single", single);
onClick("again", again);
onClick("next", next);
connectShare(() => seat.policy && { policy: seat.policy, file: fileName(seat.occupant.name) });
element("against").addEventListener("change", chooseOpponent);
element("ghost").addEventListener("change", () => void chooseGhost());
element("track").addEventListener("change", () => go(element<HTMLInputElement>("track").valueAsNumber || 0));
onFile((file) => void open(file));
onKeys({
  " ": play,
  ".": single,
  r: again,
  n: next,
  // Whoever drives brakes with this key.
  s: () => other?.occupant.kind !== "person" && element("swap-any").click(),
  b: () => element("swap-better").click(),
  u: () => element("swap-undo").click(),
});
chooseOpponent();
go(track);
setRunning(true);
void lost.then((reason) => {
  clearTimeout(rest);
  setRunning(false);
  showVeil("Stopped", reason);
});
