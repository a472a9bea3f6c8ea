import "../no-eval.js";
import { DEFAULT_ENV, make, Random } from "../../../../envs/index.js";
import { adapter } from "../../../adapters/car-racing/adapter.js";
import { carNetwork } from "../../../adapters/car-racing/architecture.js";
import { AIM } from "../../../adapters/car-racing/decoders/aim.js";
import { SIDE } from "../../../adapters/car-racing/frame.js";
import { encoderOf, networkPolicy } from "../../../adapters/network-policy.js";
import { InputError } from "../../../errors.js";
import { Inference } from "../../../kernels/inference.js";
import { type PolicyFile, parsePolicy } from "../../../networks/policy.js";
import { randomNetwork } from "../../../networks/random-network.js";
import { encodeImages, type ObservationEncoder } from "../../../policies/observation-encoder.js";
import { LiveEpisode } from "../../../rollout/rollout.js";
import { FIRST_SEED } from "../../../rollout/seeds.js";
import { RememberingPolicy } from "../clip/remembering-policy.js";
import { connectClip } from "../clip/save-clip.js";
import { Climb } from "../live/climb.js";
import type { Demonstrations } from "../live/demonstrations.js";
import { Learning, type Running } from "../live/learning.js";
import { searcherIn } from "../live/messages.js";
import { NetworkView } from "../network/network-view.js";
import { turnsBeside } from "../pages/beside.js";
import { element, formatNumber, onClick, setText } from "../pages/document.js";
import { onFile } from "../pages/files.js";
import { showAction } from "../pages/gauges.js";
import { connectHelp } from "../pages/help.js";
import { onKeys } from "../pages/keyboard.js";
import { prefersStill } from "../pages/motion.js";
import { failWith } from "../pages/overlay.js";
import { Screen } from "../pages/screen.js";
import { chooseSparsity } from "../pages/sparsity.js";
import { connectSpeed } from "../pages/speed.js";
import { LearningAgent } from "./live/learning-agent.js";
import { openSetting } from "./live/setting.js";
import { recordDemonstrations } from "./teach/record-demonstrations.js";
import { agentOf } from "./watch/open-file.js";
import { outputNames } from "./watch/output-names.js";
import { RaceView } from "./watch/race-view.js";
import { connectShare } from "./watch/share.js";
import { isSite, linkTo, showSite } from "./watch/site.js";
import { TrackMap } from "./watch/track-map.js";

/** From this return on the track counts as solved. */
const SOLVED = 900;

/** The expert's episodes to learn from. */
const EPISODES = 12;

/** On the static site `#teach`: a person's laps are learned from. */
const isTeaching = isSite && location.hash === "#teach";

/** The first track that a person drives. */
const TAUGHT_SEED = 9;

/** Where the net drives first: on the person's first track, or on one that is not learned from. */
const firstTrack = isTeaching ? TAUGHT_SEED : FIRST_SEED.validation;

const failed = failWith("The search cannot start");
const { setting, tell, lost } = await openSetting().catch(failed);

const reference = { id: DEFAULT_ENV, options: { physics: "float32" } } as const;
const env = await make(reference.id, reference.options);
const view = new RaceView(element<HTMLCanvasElement>("image"));
const screen = new Screen(element<HTMLCanvasElement>("observation"));
const map = new TrackMap(element<HTMLCanvasElement>("map"));

let seed = setting.seed;
/** The policy to start from; without it a net is randomly initialised. */
let given =
  setting.start === undefined ? undefined : { name: "the policy to start from", text: setting.start };
/** The person's laps, where the person is the expert. */
let taught: Demonstrations | undefined;
/** What runs from one start to the next: the climb, and the car and the drawing with its net of the moment. */
interface Live extends Running {
  readonly agent: LearningAgent;
  readonly remembering: RememberingPolicy;
  readonly network: NetworkView;
  readonly encoder: ObservationEncoder;
}

/** @throws InputError when the policy to start from is not one that drives */
async function begin(): Promise<Live> {
  const start = given === undefined ? await randomPolicy() : parsePolicy(given.text, given.name);
  const policy = await networkPolicy(start, adapter, env as never);
  const network = new NetworkView(element("network"), start.network, outputNames(start));
  const climb = new Climb({
    ...{
      seed,
      start,
      loss: learning.loss,
      family: learning.family,
      episodes: EPISODES,
      demonstrations: taught,
    },
    searcher: searcherIn(
      new Worker(new URL("./live-search/live-worker.ts", import.meta.url), { type: "module" }),
    ),
    onNetwork: (file) => {
      if (learning.isFrozen) return;
      policy.rewire(file.network.weights, Number(file.action!.outputDivisor));
      network.rewire(file.network);
    },
    onBetter: tell,
  });
  const remembering = new RememberingPolicy(policy);
  const agent = new LearningAgent(new LiveEpisode(env as never, remembering, firstTrack), env.unwrapped);
  const close = () => {
    climb.close();
    policy.close();
    network.close();
  };
  return { climb, agent, remembering, network, encoder: encoderOf(start), close };
}

const isTurnBeside = turnsBeside();

function show({ climb, agent, network, encoder }: Live, stays: boolean): void {
  const { race } = env.unwrapped;
  view.draw(race);
  if (!isTurnBeside(stays)) return;
  const { state } = agent.live;
  const observation = { width: SIDE, height: SIDE, data: state.observation as Uint8Array };
  screen.draw(observation);
  map.draw(race, race.tilesVisited / race.track.sections.length);
  setText("score", formatNumber(state.return));
  setText("seed", String(state.seed));
  showAction((state.action as readonly number[] | undefined) ?? [0, 0, 0]);
  network.show(() => encodeImages(encoder, observation.data, 1), Number(climb.policy.action!.outputDivisor));
}

/** A net randomly initialised, whose outputs are about as large as they should be. */
async function randomPolicy(): Promise<PolicyFile> {
  const sparsity = Number(element<HTMLSelectElement>("sparsity").value);
  const network = randomNetwork(carNetwork(sparsity), sparsity, new Random(seed));
  const [first] = env.reset({ seed: FIRST_SEED.validation });
  const inference = await Inference.create(network);
  const outputDivisor = Math.max(1, ...inference.logits(first, 1).map(Math.abs));
  inference.close();
  const action = { ...(setting.action ?? AIM), outputDivisor };
  const observation = { kind: "image", height: SIDE, width: SIDE, channels: 3 };
  return { env: { id: DEFAULT_ENV, options: {} }, sparsity, observation, action, network, provenance: {} };
}

const learning = new Learning<Live>({
  ...{ begin, show, first: firstTrack, solved: SOLVED, range: [0, 1000] },
  reset: ({ agent }, track) => agent.reset(track),
  advance({ agent, remembering }, steps) {
    agent.drive(steps);
    const { return: score, seed: track } = agent.live.state;
    return agent.isOver ? { score, seed: track, actions: remembering.actions } : undefined;
  },
  words: {
    solved: "A whole lap",
    oneNet: "Many nets took turns. Now one drives, unchanged.",
    solvedHint: ({ agent }) => `in ${formatNumber(agent.live.state.step / 50, 1)} s`,
    starting: () => (taught ? "It looks at your laps" : "The expert drives first"),
    paused: () => `${element("agreement").textContent} agreement`,
  },
});

/** Starts the search from a policy's file. @returns what comes of it */
async function startFrom(file: File): Promise<string> {
  const agent = await agentOf(file);
  if (agent.kind !== "policy") throw new InputError(`${file.name}: expected a policy, got a recording`);
  given = { name: file.name, text: agent.policy };
  sparsity.closest("label")!.hidden = true;
  again();
  return `The search starts from ${file.name}.`;
}

const again = () => {
  if (!learning.running) return;
  seed++;
  void learning.startOver();
};
const play = () => learning.running && learning.setRunning(!learning.clock.running);
const next = () => learning.next();

/** The person drives, and the net then begins on the track that was driven first. */
async function teach(): Promise<void> {
  setText("title", "Teach a random net to drive: it learns from your laps");
  const draw = (data: Uint8Array) => {
    const { race } = env.unwrapped;
    view.draw(race);
    screen.draw({ width: SIDE, height: SIDE, data });
    map.draw(race, race.tilesVisited / race.track.sections.length);
  };
  taught = await recordDemonstrations({
    env: env.unwrapped,
    seeds: [0, 1, 2].map((n) => TAUGHT_SEED + n),
    draw,
  });
  element("race").hidden = false;
  onClick("race", () => void raceOwn());
}

/** Opens the page to race with the net of the moment against the person. */
async function raceOwn(): Promise<void> {
  const { running } = learning;
  if (running) location.href = `${await linkTo(running.climb.policy)}&you&track=${firstTrack}`;
}

connectHelp();
showSite(isTeaching ? "teach" : "live");
// Another fragment is another page.
addEventListener("hashchange", () => location.reload());
connectSpeed((speed) => {
  learning.clock.speed = speed;
});
onClick("play", play);
onClick("again", again);
onClick("next", next);
element("sparsity").addEventListener("change", again);
onFile(startFrom);
connectShare(() => learning.running && { policy: learning.running.climb.policy, file: "net.json" });
connectClip({
  worker: () => new Worker(new URL("./clip-worker.ts", import.meta.url), { type: "module" }),
  clip: () =>
    learning.clip.length > 0
      ? {
          name: "a-net-learns-to-drive",
          episodes: learning.clip.map((each) => ({ ...each, env: reference })),
        }
      : undefined,
});
onKeys({
  " ": play,
  r: again,
  n: next,
});
const sparsity = element<HTMLSelectElement>("sparsity");
sparsity.closest("label")!.hidden = setting.start !== undefined;
chooseSparsity(setting.sparsity);
if (isTeaching) await teach();
await learning.startOver();
if (prefersStill()) learning.setRunning(false);
void lost.then((reason) => learning.stop(reason));
