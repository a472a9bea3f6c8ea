import "../no-eval.js";
import type { PolicyFile } from "../../../networks/policy.js";
import { formatPolicy } from "../../../networks/policy.js";
import { observationEncoder } from "../../../policies/observation-encoder.js";
import { kindOf } from "../../../policies/space-kind.js";
import { LiveEpisode } from "../../../rollout/rollout.js";
import { FIRST_SEED } from "../../../rollout/seeds.js";
import { showSite } from "../car-racing/watch/site.js";
import { RememberingPolicy } from "../clip/remembering-policy.js";
import { connectClip } from "../clip/save-clip.js";
import { ENVIRONMENTS, environmentOf, openEnv, policyIn, randomPolicy } from "../learn/environments.js";
import { Climb } from "../live/climb.js";
import { Learning, type Running } from "../live/learning.js";
import { NetworkView } from "../network/network-view.js";
import { observationNames } from "../observation-names.js";
import { turnsBeside } from "./beside.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { saveText } from "./files.js";
import { connectHelp } from "./help.js";
import { onKeys } from "./keyboard.js";
import { prefersStill } from "./motion.js";
import { failWith } from "./overlay.js";
import { Bars } from "./play/bars.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";

/** The expert's episodes to learn from. */
const EPISODES = 24;
const failed = failWith("The search cannot start");
const environment = environmentOf(new URLSearchParams(location.search).get("env"));
const env = await openEnv(environment.id).catch(failed);
const encoder = observationEncoder(environment.adapter.encoder!);
const known = kindOf(env.actionSpace);
const actions = known?.kind === "discrete" ? known.space.names : [];

const screen = new Screen(element<HTMLCanvasElement>("image"));
const observation = new Bars(element("observation"));
const gauges = new Bars(element("gauges"));

let seed = 0;

/** What runs from one start to the next. */
interface Live extends Running {
  readonly episode: LiveEpisode;
  readonly remembering: RememberingPolicy;
  readonly network: NetworkView;
}

async function begin(): Promise<Live> {
  const sparsity = Number(element<HTMLSelectElement>("sparsity").value);
  const start: PolicyFile = randomPolicy(environment, env, sparsity, seed);
  const policy = await policyIn(environment, env, start);
  const network = new NetworkView(element("network"), start.network, actions);
  const climb = new Climb({
    ...{ seed, start, loss: learning.loss, family: learning.family, episodes: EPISODES },
    worker: new Worker(new URL("../learn/learn-worker.ts", import.meta.url), { type: "module" }),
    onNetwork(file) {
      if (learning.isFrozen) return;
      policy.rewire(file.network.weights, Number(file.action!.outputDivisor));
      network.rewire(file.network);
    },
    onBetter() {},
  });
  const remembering = new RememberingPolicy(policy);
  const episode = new LiveEpisode(env, remembering, FIRST_SEED.validation);
  const close = () => {
    climb.close();
    policy.close();
    network.close();
  };
  return { climb, episode, remembering, network, close };
}

const isTurnBeside = turnsBeside();

function show({ climb, episode, network }: Live, stays: boolean): void {
  const { state } = episode;
  screen.draw(env.render("rgb_array"));
  if (!isTurnBeside(stays)) return;
  const numbers = Array.from(state.observation as ArrayLike<number>, Number);
  const names = observationNames(environment.id, numbers.length);
  observation.show(numbers.map((value, index) => ({ name: names[index], value })));
  gauges.show(
    actions.map((name, index) => ({ name, value: Number(state.action === index), minimum: 0, maximum: 1 })),
  );
  setText("score", formatNumber(state.return));
  setText("seed", String(state.seed));
  network.show(() => {
    const bytes = new Uint8Array(encoder.bytes);
    encoder.encode(state.observation, bytes, 0);
    return bytes;
  }, Number(climb.policy.action!.outputDivisor));
}

const learning = new Learning<Live>({
  ...{ begin, show, solved: environment.solved, range: environment.range, rate: env.metadata.renderFps },
  reset: ({ episode }, to) => episode.reset(to),
  advance({ episode, remembering }, steps) {
    for (let step = 0; step < steps && !episode.state.ended; step++) episode.advance();
    const { ended, return: score, seed: own } = episode.state;
    return ended ? { score, seed: own, actions: remembering.actions } : undefined;
  },
  words: {
    solved: "Solved",
    oneNet: "Many nets took turns. Now one acts, unchanged.",
    solvedHint: () => "",
    starting: () => "The expert shows how",
    paused: () => `return ${element("score").textContent}`,
  },
});

const again = () => {
  seed++;
  void learning.startOver();
};
const play = () => learning.setRunning(!learning.clock.running);
const next = () => learning.next();

setText("title", `A random net learns ${environment.id.replace(/-v\d+$/, "")}. No gradients.`);
setText("about-env", environment.about);
const select = element<HTMLSelectElement>("env");
for (const { id } of ENVIRONMENTS)
  select.add(new Option(id, id, id === environment.id, id === environment.id));
select.addEventListener("change", () => {
  location.search = `?env=${select.value}`;
});
connectHelp();
showSite("learn");
connectSpeed((speed) => {
  learning.clock.speed = speed;
});
onClick("play", play);
onClick("again", again);
onClick("next", next);
onClick("save", () => learning.running && saveText("net.json", formatPolicy(learning.running.climb.policy)));
connectClip({
  worker: () => new Worker(new URL("../learn/clip-worker.ts", import.meta.url), { type: "module" }),
  clip: () =>
    learning.clip.length > 0
      ? {
          name: `${environment.id}-learns`,
          episodes: learning.clip.map((each) => ({ ...each, env: { id: environment.id, options: {} } })),
        }
      : undefined,
});
element("sparsity").addEventListener("change", again);
onKeys({ " ": play, r: again, n: next });
await learning.startOver();
if (prefersStill()) learning.setRunning(false);
