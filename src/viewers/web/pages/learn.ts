import "../no-eval.js";
import type { PolicyFile } from "../../../networks/policy.js";
import { formatPolicy } from "../../../networks/policy.js";
import type { NetworkPolicy } from "../../../policies/network-policy.js";
import { observationEncoder } from "../../../policies/observation-encoder.js";
import { kindOf } from "../../../policies/space-kind.js";
import { LiveEpisode } from "../../../rollout/rollout.js";
import { FIRST_SEED } from "../../../rollout/seeds.js";
import { AttemptsChart, ClimbChart, FamilyChart } from "../car-racing/live/charts.js";
import { Climb } from "../car-racing/live/climb.js";
import { showSite } from "../car-racing/watch/site.js";
import { openEnv, policyIn, randomPolicy, SUBJECTS, subjectOf } from "../learn/subject.js";
import { NetworkView } from "../network/network-view.js";
import { observationNames } from "../observation-names.js";
import { announce } from "./announce.js";
import { Clock } from "./clock.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { saveText } from "./files.js";
import { connectHelp } from "./help.js";
import { onKeys } from "./keyboard.js";
import { prefersStill } from "./motion.js";
import { failWith, hideOverlay, showOverlay } from "./overlay.js";
import { Bars } from "./play/bars.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";

/** The expert's episodes to learn from. */
const EPISODES = 24;
/** Milliseconds between two episodes. */
const REST = 1200;

const failed = failWith("The search cannot start");
const subject = subjectOf(new URLSearchParams(location.search).get("env"));
const env = await openEnv(subject.id).catch(failed);
const encoder = observationEncoder(subject.adapter.encoder!);
const known = kindOf(env.actionSpace);
const actions = known?.kind === "discrete" ? known.space.names : [];

const screen = new Screen(element<HTMLCanvasElement>("picture"));
const observation = new Bars(element("observation"));
const gauges = new Bars(element("gauges"));
const loss = new ClimbChart(element("climb"));
const family = new FamilyChart(element("family"));
const attempts = new AttemptsChart(element("attempts"), subject.solved, subject.range);

let seed = 0;
let live: Live | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;
/** The episode under way is one net's from start to end. */
let isFrozen = false;

/** What runs from one start to the next. */
interface Live {
  readonly climb: Climb;
  readonly policy: NetworkPolicy;
  readonly episode: LiveEpisode;
  readonly network: NetworkView;
}

async function begin(): Promise<Live> {
  const sparsity = Number(element<HTMLSelectElement>("sparsity").value);
  const start: PolicyFile = randomPolicy(subject, env, sparsity, seed);
  const policy = await policyIn(subject, env, start);
  const network = new NetworkView(element("network"), start.network, actions);
  const climb = new Climb({
    ...{ seed, start, loss, family, laps: EPISODES },
    worker: new Worker(new URL("../learn/learn-worker.ts", import.meta.url), { type: "module" }),
    onNetwork(file) {
      if (isFrozen) return;
      policy.rewire(file.network.weights, Number(file.action!.outputDivisor));
      network.rewire(file.network);
    },
    onBetter() {},
  });
  const episode = new LiveEpisode(env, policy, FIRST_SEED.validation);
  return { climb, policy, episode, network };
}

function close({ climb, policy, network }: Live): void {
  climb.close();
  policy.close();
  network.close();
}

function show({ climb, episode, network }: Live): void {
  const { state } = episode;
  const numbers = Array.from(state.observation as ArrayLike<number>, Number);
  const names = observationNames(subject.id, numbers.length);
  screen.draw(env.render("rgb_array"));
  observation.show(numbers.map((value, index) => ({ name: names[index], value })));
  gauges.show(
    actions.map((name, index) => ({ name, value: Number(state.action === index), minimum: 0, maximum: 1 })),
  );
  setText("score", formatNumber(state.return));
  setText("seed", String(state.seed));
  const bytes = new Uint8Array(encoder.bytes);
  encoder.encode(state.observation, bytes, 0);
  network.show(bytes, Number(climb.policy.action!.outputDivisor));
}

const clock = new Clock((due) => {
  if (!live || rest !== undefined) return;
  for (let step = 0; step < due && !live.episode.state.ended; step++) live.episode.advance();
  show(live);
  if (live.episode.state.ended) endEpisode(live.episode);
}, env.metadata.renderFps);

/** The same seed until it is solved, first by the nets of the moment and then by one net; then the next. */
function endEpisode({ state }: LiveEpisode): void {
  const { return: score, seed: own } = state;
  attempts.add(score, isFrozen);
  const isSolved = score >= subject.solved;
  const freezes = isSolved && !isFrozen;
  const who = isFrozen ? "One net, unchanged" : isSolved ? "Solved" : "Attempt over";
  const hint = freezes
    ? "Many nets took turns. Now one acts, unchanged."
    : isSolved
      ? ""
      : "once more, with the net of the moment";
  showOverlay(`${who}: ${formatNumber(score)}`, hint);
  rest = setTimeout(() => go(isSolved && isFrozen ? own + 1 : own, freezes), REST);
}

function go(to: number, freezes = false): void {
  clearTimeout(rest);
  rest = undefined;
  isFrozen = freezes;
  live?.episode.reset(to);
  if (live) show(live);
  hideOverlay();
}

async function startOver(): Promise<void> {
  if (live) close(live);
  live = undefined;
  loss.clear();
  family.clear();
  attempts.clear();
  for (const id of ["agreement", "cost"]) setText(id, "–");
  live = await begin().catch(failed);
  go(FIRST_SEED.validation);
  showOverlay("Wired by chance", "The expert shows how");
  setRunning(true);
}

function setRunning(running: boolean): void {
  if (running) {
    clock.start();
    live?.climb.resume();
  } else {
    clock.stop();
    live?.climb.pause();
    announce(
      `Paused. ${element("seconds").textContent} seconds of search, return ${element("score").textContent}.`,
    );
  }
  element("play").firstChild!.textContent = running ? "Pause " : "Go on ";
}

const again = () => {
  seed++;
  void startOver();
};
const play = () => setRunning(!clock.running);
const next = () => go((live?.episode.state.seed ?? FIRST_SEED.validation) + 1);

setText("title", `A random net learns ${subject.id.replace(/-v\d+$/, "")}. No gradients.`);
setText("about-env", subject.about);
const select = element<HTMLSelectElement>("env");
for (const { id } of SUBJECTS) select.add(new Option(id, id, id === subject.id, id === subject.id));
select.addEventListener("change", () => {
  location.search = `?env=${select.value}`;
});
connectHelp();
showSite("learn");
connectSpeed((speed) => {
  clock.speed = speed;
});
onClick("play", play);
onClick("again", again);
onClick("next", next);
onClick("save", () => live && saveText("net.json", formatPolicy(live.climb.policy)));
element("sparsity").addEventListener("change", again);
onKeys({ " ": play, r: again, n: next });
await startOver();
if (prefersStill()) setRunning(false);
