import { type EpisodeSeed, nextSeed } from "../../../rollout/seeds.js";
import "../no-eval.js";
import { motionOf } from "../../../../envs/box2d/car-racing/expert.js";
import { SIDE } from "../../../adapters/car-racing/frame.js";
import { encoderOf } from "../../../adapters/network-policy.js";
import { encodeImages, type ObservationEncoder } from "../../../policies/observation-encoder.js";
import { connectClip } from "../clip/save-clip.js";
import { NetworkView } from "../network/network-view.js";
import { announce } from "../pages/announce.js";
import { turnsBeside } from "../pages/beside.js";
import { Clock } from "../pages/clock.js";
import { element, formatNumber, onClick, setText } from "../pages/document.js";
import { onFile } from "../pages/files.js";
import { showAction } from "../pages/gauges.js";
import { connectHelp } from "../pages/help.js";
import { onKeys } from "../pages/keyboard.js";
import { prefersStill } from "../pages/motion.js";
import { failWith, hideOverlay, showOverlay } from "../pages/overlay.js";
import { Screen } from "../pages/screen.js";
import { connectSpeed } from "../pages/speed.js";
import type { ViewedAgent } from "../protocol.js";
import { endingOf, showTimeLeft } from "./ending.js";
import { Countdown } from "./person/countdown.js";
import { Person } from "./person/person.js";
import { type Agent, AgentCar } from "./watch/agent-car.js";
import { bestTime, gapTo, keepTime, type Racer, winnerOf } from "./watch/game.js";
import { agentOf } from "./watch/open-file.js";
import { outputNames } from "./watch/output-names.js";
import type { Ghost } from "./watch/race-painter.js";
import { type Heard, RaceSound } from "./watch/race-sound.js";
import { RaceView } from "./watch/race-view.js";
import { openSetting } from "./watch/setting.js";
import { connectShare } from "./watch/share.js";
import { showSite } from "./watch/site.js";
import { SwapPanel } from "./watch/swap-panel.js";
import { type Marker, TrackMap } from "./watch/track-map.js";

/** How long an episode's end is shown before the next begins, in milliseconds. */
const REST = 2500;

const GHOST_COLOR = "#ffffff";
const OTHER_COLOR = "#1f58b5";
const RED = "#cc1111";

const failed = failWith("This cannot be shown");
const { setting, tell, lost, you } = await openSetting().catch(failed);
const { env } = setting;

const view = new RaceView(element<HTMLCanvasElement>("image"));
const otherView = new RaceView(element<HTMLCanvasElement>("other-image"));
const observation = new Screen(element<HTMLCanvasElement>("observation"));
const map = new TrackMap(element<HTMLCanvasElement>("map"));
const person = new Person(element("other-image"), () => personDrives() && clock.running);

let track: EpisodeSeed = setting.seed;
let car: AgentCar;
let other: AgentCar | undefined;
let ghost: AgentCar | undefined;
let network: NetworkView | undefined;
/** How its network reads what is observed. */
let encoder: ObservationEncoder | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;
/** What is said of the person's time; undefined until the race is over. */
let time: string | undefined;
/** The countdown of the race under way is over. */
let isCounted = false;

const swaps = new SwapPanel({
  car: () => car,
  track: () => ({ seed: track, env }),
  onChange() {
    if (car.policy) network?.rewire(car.policy.network);
    show();
  },
});

const sound = new RaceSound(element<HTMLInputElement>("sound"));

const countdown = new Countdown(
  () => {
    isCounted = true;
    setRunning(true);
  },
  (isStart) => sound.beep(isStart),
);

/** A slow computer shows fewer images; the car does not slow down. */
const clock = new Clock((due) => advance(due));

function advance(steps: number): void {
  if (isOver()) return;
  for (let i = 0; i < steps && !isOver(); i++) {
    for (const each of [car, other, ghost]) {
      const wasOver = each?.live.state.ended;
      each?.advance();
      if (each && each !== ghost && !wasOver && each.live.state.ended) tellFinished(each);
    }
  }
  show();
  // A person looks at the verdict, and decides on a rematch.
  if (isOver() && clock.running) {
    if (personDrives()) {
      sound.silence();
      setRunning(false);
    } else rest = setTimeout(next, REST);
  }
}

/** Whether both cars have come to their end. */
const isOver = () => car.live.state.ended && (other?.live.state.ended ?? true);

function tellFinished({ agent, live }: AgentCar): void {
  tell({ kind: "finished", agent: agent.name, ...live.finished.at(-1)! });
}

const isTurnBeside = turnsBeside();

function show(): void {
  const others = [
    ...(other ? [{ bodies: other.race.world.bodies, color: OTHER_COLOR }] : []),
    ...(ghost ? [{ bodies: ghost.race.world.bodies, color: GHOST_COLOR }] : []),
  ];
  const ghosts: Ghost[] = ghost ? [others.at(-1)!] : [];
  view.draw(car.race, ghosts);
  if (other) {
    otherView.draw(other.race, ghosts);
    if (clock.running && personDrives()) sound.hear(heardOf(other));
  }
  if (isTurnBeside(!clock.running || isOver())) showBeside(others);
  if (isOver()) showEnd(car.live.state.step);
  else hideOverlay();
}

function showBeside(others: readonly Marker[]): void {
  const { live, race } = car;
  const { return: score, step, action } = live.state;
  if (other) {
    setText("other-score", formatNumber(other.live.state.return));
    setText("plate-score", formatNumber(score));
    setText("gap", gapTo(racer(other), racer(car)));
  }
  const shownObservation = { width: SIDE, height: SIDE, data: live.state.observation as Uint8Array };
  observation.draw(shownObservation);
  map.draw(race, race.tilesVisited / race.track.sections.length, others);
  setText("score", formatNumber(score, 1));
  setText("step", formatNumber(step));
  setText("pace", formatNumber(motionOf(race.world).speed));
  setText("seed", String(live.state.seed));
  showTimeLeft(step);
  showAction((action as readonly number[] | undefined) ?? [0, 0, 0]);
  showFinished();
  const read = encoder;
  if (!car.policy || !read) return;
  const divisor = Number(car.policy.action?.outputDivisor ?? 1);
  network?.show(() => encodeImages(read, shownObservation.data, 1), divisor, swaps.chosen);
}

/** What is to be heard of a car. */
function heardOf({ live, race }: AgentCar): Heard {
  const [, gas = 0] = (live.state.action as readonly number[] | undefined) ?? [];
  return { speed: motionOf(race.world).speed, gas, marks: race.car.skids };
}

function showEnd(steps: number): void {
  // Once: the second time it would be compared with itself.
  time ??= timeOfPerson();
  showOverlay(verdict(), time || `after ${formatNumber(steps)} steps`);
}

function verdict(): string {
  if (!other) return endingOf(car.live.state);
  return winnerOf(racer(car), racer(other));
}

const racer = ({ agent, live, race }: AgentCar): Racer => ({
  name: agent.name,
  tiles: race.tilesVisited,
  score: live.state.return,
});

/** The time of a person who has driven a whole lap, in a sentence. */
function timeOfPerson(): string {
  if (!other || !personDrives()) return "";
  const { step, seed } = other.live.state;
  const isWhole = other.race.tilesVisited === other.race.track.sections.length;
  return isWhole ? keepTime(seed, step) : "";
}

/** The numbers of the moment in a sentence. */
function summary(): string {
  const { return: score, step, seed } = car.live.state;
  const pace = formatNumber(motionOf(car.race.world).speed);
  return `Track ${seed}, step ${formatNumber(step)}, score ${formatNumber(score, 1)}, ${pace} metres a second.`;
}

function showFinished(): void {
  const { finished } = car.live;
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

/** Puts an agent into the first car. */
async function setAgent(agent: Agent): Promise<void> {
  const taken = await AgentCar.create(agent, track, env);
  car?.close();
  car = taken;
  track = taken.ownTrack ?? track;
  setText("agent", agent.name);
  setText("plate", agent.name);
  network?.close();
  network = undefined;
  element("alive").hidden = !taken.policy;
  for (const id of ["save", "link"]) element<HTMLButtonElement>(id).disabled = !taken.policy;
  if (taken.policy) {
    encoder = encoderOf(taken.policy);
    network = new NetworkView(
      element("network"),
      taken.policy.network,
      outputNames(taken.policy),
      (connection) => swaps.swap(connection),
    );
  }
  swaps.reset();
}

/** Puts an agent into the second car, or takes it away. */
async function setOpponent(agent: Agent | undefined): Promise<void> {
  other?.close();
  other = agent && (await AgentCar.create(agent, track, env));
  element("other").hidden = !other;
  const isPerson = agent?.kind === "person";
  for (const id of ["how", "game"]) element(id).hidden = !isPerson;
  setText("verb", isPerson ? "Race" : "Watch");
  element("again").firstChild!.textContent = isPerson ? "Rematch " : "Again ";
  // A finger that drives does not scroll.
  element("other-image").style.touchAction = isPerson ? "none" : "";
  document.querySelector<HTMLElement>(".plate")!.hidden = !other;
  if (agent) setText("other-plate", agent.name);
  otherView.color = isPerson ? OTHER_COLOR : RED;
  go(track);
}

const asAgent = ({ name, policy }: ViewedAgent): Agent =>
  policy === undefined ? { kind: "expert", name } : { kind: "policy", name, policy };

let second: ViewedAgent | undefined;

const personDrives = () => other?.agent.kind === "person";

/** The arrow keys go to the car that a person drives, and no longer to the control that was used last. */
function handOverKeys(): void {
  if (personDrives()) element("other-image").focus({ preventScroll: true });
}

async function chooseOpponent(): Promise<void> {
  const { value } = element<HTMLSelectElement>("against");
  if (value === "expert") await setOpponent({ kind: "expert", name: "expert" });
  else if (value === "person") await setOpponent({ kind: "person", name: "you", controls: person });
  else if (value === "other" && second) await setOpponent(asAgent(second));
  else await setOpponent(undefined);
  handOverKeys();
}

async function chooseGhost(): Promise<void> {
  ghost?.close();
  ghost = undefined;
  if (element<HTMLInputElement>("ghost").checked) {
    ghost = await AgentCar.create({ kind: "expert", name: "ghost" }, track, env);
  }
  go(track);
}

async function open(file: File): Promise<string> {
  await setAgent(await agentOf(file));
  go(track);
  setRunning(true);
  return `${file.name} drives.`;
}

/** Starts all cars on a track. */
function go(to: EpisodeSeed): void {
  clearTimeout(rest);
  track = car.ownTrack ?? to;
  element<HTMLInputElement>("track").value = String(track);
  time = undefined;
  const best = bestTime(track);
  setText("best", best === undefined ? "" : `Your best here: ${best} s`);
  isCounted = false;
  for (const each of [car, other, ghost]) each?.reset(track);
  show();
  if (clock.running) setRunning(true);
}

function setRunning(running: boolean): void {
  // Nobody is to be surprised by a car that goes off.
  const counts = running && personDrives() && !isCounted && car.live.state.step === 0;
  countdown.stop();
  if (counts) {
    clock.stop();
    countdown.start();
  } else if (running) clock.start();
  else {
    clock.stop();
    show();
    sound.silence();
    announce(`Paused. ${summary()}`);
  }
  element("play").firstChild!.textContent = running ? "Pause " : "Drive ";
}

/** The field for the track. Who changes it with the arrow keys goes on doing so; after anything else they drive. */
function connectTrack(): void {
  const field = element<HTMLInputElement>("track");
  let byArrow = false;
  field.addEventListener("keydown", ({ key }) => {
    byArrow = key.startsWith("Arrow");
    if (key === "Enter") handOverKeys();
  });
  field.addEventListener("pointerdown", () => {
    byArrow = false;
  });
  field.addEventListener("change", () => {
    go(field.valueAsNumber || 0);
    if (!byArrow) handOverKeys();
  });
}

/** An agent’s name as a file's: "shipped policy" becomes shipped-policy.json. */
const fileName = (agent: string) => `${slugOf(agent)}.json`;
const slugOf = (agent: string) => agent.replace(/\.json$/, "").replace(/\W+/g, "-");

const next = () => go(car.ownTrack ?? nextSeed(track));
/** Also the rematch, which begins at once. */
function again(): void {
  go(track);
  if (personDrives()) setRunning(true);
}

function play(): void {
  clearTimeout(rest);
  if (countdown.running) countdown.skip();
  else setRunning(!clock.running);
  if (clock.running && isOver()) next();
}

/** Only the cars, on the whole screen; or the page again. */
function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void element("cars").requestFullscreen();
}

function single(): void {
  setRunning(false);
  advance(1);
}

await setAgent(asAgent(setting.agents[0])).catch(failed);
second = setting.agents[1];
if (second) {
  element("against").querySelector<HTMLOptionElement>("[value=other]")!.hidden = false;
  element("against").querySelector("[value=other]")!.textContent = second.name;
}
element<HTMLSelectElement>("against").value = you ? "person" : second ? "other" : "nobody";
showSite(you ? "drive" : "watch");
element<HTMLInputElement>("speed").valueAsNumber = setting.speed;
connectHelp();
connectSpeed((speed) => {
  clock.speed = speed;
});
onClick("play", play);
onClick("single", single);
onClick("again", again);
onClick("next", next);
onClick("full", fullScreen);
connectClip({
  worker: () => new Worker(new URL("./clip-worker.ts", import.meta.url), { type: "module" }),
  clip() {
    const shown = personDrives() ? other! : car;
    if (shown.live.state.step === 0) return undefined;
    return {
      name: `${slugOf(shown.agent.name)}-${track}`,
      episodes: [shown.clip],
    };
  },
});
connectShare(() => car.policy && { policy: car.policy, file: fileName(car.agent.name) });
element("against").addEventListener("change", () => void chooseOpponent());
element("ghost").addEventListener("change", () => void chooseGhost());
connectTrack();
onFile(open);
onKeys({
  " ": play,
  ".": single,
  r: again,
  n: next,
  // Whoever drives brakes with this key.
  s: () => !personDrives() && element("swap-any").click(),
  b: () => element("swap-better").click(),
  f: fullScreen,
  u: () => element("swap-undo").click(),
});
await chooseOpponent();
go(track);
setRunning(!prefersStill());
void lost.then((reason) => {
  clearTimeout(rest);
  setRunning(false);
  showOverlay("Stopped", reason);
});
