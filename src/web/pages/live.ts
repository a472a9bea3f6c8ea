import "../no-eval.js";
import { make, Random } from "../../../envs/index.js";
import { Inference } from "../../kernels/inference.js";
import { formatPolicy, type Policy, parsePolicy } from "../../networks/policy.js";
import { randomNetwork } from "../../networks/random-network.js";
import { carNetwork } from "../../tasks/car-racing/architecture.js";
import { Driver } from "../../tasks/car-racing/driver.js";
import { AIM } from "../../tasks/car-racing/encodings/aim.js";
import { Ride } from "../../tasks/car-racing/ride.js";
import { FIRST_TRACK, SOLVED } from "../../tasks/car-racing/tracks.js";
import type { LiveEvent, LiveNetwork, LiveRequest } from "../live/messages.js";
import { NetworkView } from "../network/network-view.js";
import { Clock } from "./clock.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { showAction } from "./gauges.js";
import { onKeys } from "./keyboard.js";
import { AttemptsChart, ClimbChart, FamilyChart, LayerChart } from "./live/charts.js";
import { openSetting } from "./live/setting.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";
import { failWith, hideVeil, showVeil } from "./veil.js";
import { outputNames } from "./watch/output-names.js";
import { RaceView } from "./watch/race-view.js";
import { connectShare } from "./watch/share.js";
import { showSite } from "./watch/site.js";
import { TrackMap } from "./watch/track-map.js";

/** The teacher's laps to learn from. */
const LAPS = 12;
/** Steps without a new piece of road after which an attempt is over. */
const PATIENCE = 120;
/** Milliseconds between two attempts. */
const REST = 1200;
const failed = failWith("The search cannot start");
const { setting, tell, lost } = await openSetting().catch(failed);

const env = await make("CarRacing-v3", { physics: "float32" });
const view = new RaceView(element<HTMLCanvasElement>("picture"));
const observation = new Screen(element<HTMLCanvasElement>("observation"));
const map = new TrackMap(element<HTMLCanvasElement>("map"));
const climb = new ClimbChart(element("climb"));
const family = new FamilyChart(element("family"));
const attempts = new AttemptsChart(element("attempts"));

let seed = setting.seed;
let live: Live | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;

/** One climb from chance, and the car that drives with its net of the moment. */
class Live {
  readonly ride: Ride;
  readonly #worker: Worker;
  readonly #driver: Driver;
  readonly #network: NetworkView;
  readonly #layers: LayerChart;
  readonly #accepted: number[];
  #policy: Policy;
  #evaluations = 0;
  #seconds = 0;
  /** The best agreement so far. */
  #best = 0;
  /** Steps since the last new piece of road, and how many pieces there are. */
  #idle = 0;
  #visited = 0;
  #shown = 0;

  private constructor(policy: Policy, driver: Driver) {
    const { network } = policy;
    const names = network.architecture.layers.map(({ name }) => name);
    this.#policy = policy;
    this.#driver = driver;
    this.ride = new Ride(env, driver, FIRST_TRACK.chosenOn);
    this.#network = new NetworkView(element("network"), network, outputNames(policy));
    this.#layers = new LayerChart(element("layers"), names);
    this.#accepted = names.map(() => 0);
    this.#layers.draw(this.#accepted);
    this.#worker = new Worker(new URL("../live/live-worker.ts", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<LiveEvent>) => this.#hear(data));
    this.#worker.addEventListener("error", ({ message }) => showVeil("The search has stopped", message));
    this.tell({ kind: "start", seed, start: policy, laps: LAPS });
  }

  /** @throws InputError when the policy to start from is not one that drives */
  static async start(): Promise<Live> {
    const policy =
      setting.start === undefined
        ? await policyByChance()
        : parsePolicy(setting.start, "the policy to start from");
    return new Live(policy, await Driver.create(policy, env.unwrapped));
  }

  get policy(): Policy {
    return this.#policy;
  }

  tell(request: LiveRequest): void {
    this.#worker.postMessage(request);
  }

  /** Drives some steps. @returns whether the attempt is over */
  drive(steps: number): boolean {
    const { ride } = this;
    for (let i = 0; i < steps && !ride.state.ended; i++) {
      ride.advance();
      const { tilesVisited } = env.unwrapped.race;
      this.#idle = tilesVisited > this.#visited ? 0 : this.#idle + 1;
      this.#visited = tilesVisited;
    }
    return ride.state.ended || this.#idle >= PATIENCE;
  }

  /** Starts another attempt. */
  attempt(track: number): void {
    this.#idle = 0;
    this.#visited = 0;
    this.ride.reset(track);
  }

  show(): void {
    const { race } = env.unwrapped;
    const { score, seed: track, action } = this.ride.state;
    view.draw(race);
    observation.draw(this.ride.observation);
    map.draw(race, race.tilesVisited / race.track.sections.length);
    setText("score", formatNumber(score));
    setText("seed", String(track));
    showAction(action);
    // Every other picture: the eye does not miss it, and a phone has the time for the rest.
    this.#shown++;
    if (this.#shown % 2 === 0) return;
    this.#network.show(this.ride.observation.data, Number(this.#policy.encoding!.outputDivisor));
  }

  close(): void {
    this.#worker.terminate();
    this.#driver.close();
    this.#network.close();
  }

  #hear(event: LiveEvent): void {
    switch (event.kind) {
      case "lesson":
        showVeil("Wired by chance", `The teacher shows how to drive: lap ${event.laps} of ${LAPS}`);
        return;
      case "visit":
        if (this.#seconds === 0) hideVeil();
        this.#evaluations += event.evaluations;
        this.#accepted[event.layer]! += event.accepted;
        climb.add(event.seconds, event.cost);
        this.#layers.draw(this.#accepted);
        this.#seconds = event.seconds;
        setText("seconds", formatNumber(event.seconds, 1));
        setText("cost", formatNumber(event.cost, 4));
        setText("evaluations", formatNumber(this.#evaluations));
        setText("accepted", formatNumber(sum(this.#accepted)));
        return;
      case "family":
        setText("family-layer", this.#policy.network.architecture.layers[event.layer]!.name);
        family.draw(event.changes);
        return;
      case "network":
        this.#take(event);
        setText("agreement", `${formatNumber(100 * event.agreement)} %`);
    }
  }

  #take({ weights, outputDivisor, agreement }: LiveNetwork): void {
    const { encoding, network } = this.#policy;
    this.#policy = {
      ...this.#policy,
      encoding: { ...encoding!, outputDivisor },
      network: { architecture: network.architecture, weights },
      provenance: { command: "SENSE live", seed, scores: { "validation agreement": agreement } },
    };
    this.#driver.rewire(weights, outputDivisor);
    this.#network.rewire(this.#policy.network);
    if (agreement <= this.#best) return;
    this.#best = agreement;
    const counts = { seconds: this.#seconds, evaluations: this.#evaluations, accepted: sum(this.#accepted) };
    tell({ kind: "better", policy: formatPolicy(this.#policy), ...counts });
  }
}

/** A net wired by chance, whose outputs are about as large as they should be. */
async function policyByChance(): Promise<Policy> {
  const sparsity = Number(element<HTMLSelectElement>("sparsity").value);
  const network = randomNetwork(carNetwork(sparsity), sparsity, new Random(seed));
  const [first] = env.reset({ seed: FIRST_TRACK.chosenOn });
  const inference = await Inference.create(network);
  const outputDivisor = Math.max(1, ...inference.logits(first, 1).map(Math.abs));
  inference.close();
  const encoding = { ...(setting.encoding ?? AIM), outputDivisor };
  return { task: "car-racing", sparsity, encoding, network, provenance: {} };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

const clock = new Clock((due) => {
  if (!live || rest !== undefined) return;
  const over = live.drive(due);
  live.show();
  if (over) endAttempt(live);
});

/** The same track again until it is driven whole, then the next. */
function endAttempt({ ride }: Live): void {
  const { score, seed: track, step } = ride.state;
  attempts.add(score);
  const isWhole = score >= SOLVED;
  showVeil(
    isWhole ? `A whole lap: ${formatNumber(score)}` : `Attempt over: ${formatNumber(score)}`,
    isWhole ? `in ${formatNumber(step / 50, 1)} s` : "once more, with the net of the moment",
  );
  rest = setTimeout(() => go(isWhole ? track + 1 : track), REST);
}

function go(track: number): void {
  clearTimeout(rest);
  rest = undefined;
  live?.attempt(track);
  live?.show();
  hideVeil();
}

async function startOver(): Promise<void> {
  live?.close();
  live = undefined;
  climb.clear();
  family.clear();
  attempts.clear();
  for (const id of ["agreement", "cost"]) setText(id, "–");
  live = await Live.start().catch(failed);
  go(FIRST_TRACK.chosenOn);
  showVeil("Wired by chance", "The teacher gets in");
  setRunning(true);
}

function setRunning(running: boolean): void {
  if (running) clock.start();
  else clock.stop();
  live?.tell({ kind: running ? "resume" : "pause" });
  element("play").firstChild!.textContent = running ? "Pause " : "Go on ";
}

const again = () => {
  seed++;
  void startOver();
};
const play = () => setRunning(!clock.running);
const next = () => go((live?.ride.state.seed ?? FIRST_TRACK.chosenOn) + 1);

showSite("live");
connectSpeed((speed) => {
  clock.speed = speed;
});
onClick("play", play);
onClick("again", again);
onClick("next", next);
element("sparsity").addEventListener("change", again);
connectShare(() => live && { policy: live.policy, file: "net.json" });
onKeys({
  " ": play,
  r: again,
  n: next,
});
const sparsity = element<HTMLSelectElement>("sparsity");
if (setting.start !== undefined) sparsity.closest("label")!.hidden = true;
else if ([...sparsity.options].every(({ value }) => Number(value) !== setting.sparsity)) {
  sparsity.add(new Option(`${setting.sparsity} %`, String(setting.sparsity)));
}
sparsity.value = String(setting.sparsity);
await startOver();
void lost.then((reason) => {
  clearTimeout(rest);
  setRunning(false);
  showVeil("Stopped", reason);
});
