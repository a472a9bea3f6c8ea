import "../no-eval.js";
import { connectShare } from "../car-racing/watch/share.js";
import { isSite, showSite } from "../car-racing/watch/site.js";
import { connectClip } from "../clip/save-clip.js";
import { openOwnStage } from "../learn/own-stage.js";
import { openServedStage } from "../learn/served-stage.js";
import type { StageRun } from "../learn/stage.js";
import { Climb } from "../live/climb.js";
import { Learning, type Running } from "../live/learning.js";
import { NetworkView } from "../network/network-view.js";
import { turnsBeside } from "./beside.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { onFile } from "./files.js";
import { connectHelp } from "./help.js";
import { onKeys } from "./keyboard.js";
import { prefersStill } from "./motion.js";
import { failWith } from "./overlay.js";
import { Bars } from "./play/bars.js";
import { chooseSparsity } from "./sparsity.js";
import { connectSpeed } from "./speed.js";

/** The expert's episodes to learn from, where the page has the expert act. */
const EPISODES = 24;

const failed = failWith("The search cannot start");
const stage = await (isSite ? openOwnStage() : openServedStage()).catch(failed);

const observation = new Bars(element("observation"));
const gauges = new Bars(element("gauges"));

let { seed } = stage;

/** What runs from one start to the next. */
interface Live extends Running {
  readonly run: StageRun;
  readonly network: NetworkView;
}

async function begin(): Promise<Live> {
  const run = await stage.begin(seed, Number(element<HTMLSelectElement>("sparsity").value));
  const { start, searcher } = run;
  const network = new NetworkView(element("network"), start.network, stage.outputs);
  const climb = new Climb({
    ...{ seed, start, searcher, loss: learning.loss, family: learning.family, episodes: EPISODES },
    onNetwork(file) {
      if (learning.isFrozen) return;
      run.rewire(file);
      network.rewire(file.network);
    },
    onBetter() {},
  });
  const close = () => {
    climb.close();
    run.close();
    network.close();
  };
  return { climb, run, network, close };
}

const isTurnBeside = turnsBeside();

function show({ climb, run, network }: Live, stays: boolean): void {
  run.draw();
  if (!isTurnBeside(stays)) return;
  const { view } = run;
  element("seen").hidden = !view.observation;
  observation.show(view.observation ?? []);
  gauges.show(view.gauges);
  setText("score", formatNumber(view.return, Number.isInteger(view.return) ? 0 : 1));
  setText("seed", String(view.seed));
  network.show(() => run.input, Number(climb.policy.action!.outputDivisor));
}

const learning = new Learning<Live>({
  ...{ begin, show, solved: stage.solved, range: stage.range, rate: stage.rate },
  reset: ({ run }, to, isFrozen) => run.reset(to, isFrozen),
  advance: ({ run }, steps) => run.advance(steps),
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

setText("title", `A random net learns ${stage.env.replace(/-v\d+$/, "")}. No gradients.`);
setText("about-env", stage.about);
const select = element<HTMLSelectElement>("env");
for (const id of stage.others) select.add(new Option(id, id, id === stage.env, id === stage.env));
select.closest("label")!.hidden = stage.others.length < 2;
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
onFile(stage.open);
connectShare(() => learning.running && { policy: learning.running.climb.policy, file: "net.json" });
const { clipWorker, env } = stage;
element("clip").hidden = !clipWorker;
if (clipWorker) {
  connectClip({
    worker: clipWorker,
    clip: () =>
      learning.clip.length > 0
        ? {
            name: `${env}-learns`,
            episodes: learning.clip.map((each) => ({ ...each, env: { id: env, options: {} } })),
          }
        : undefined,
  });
}
const sparsity = element<HTMLSelectElement>("sparsity");
sparsity.closest("label")!.hidden = stage.sparsity === undefined;
if (stage.sparsity !== undefined) chooseSparsity(stage.sparsity);
sparsity.addEventListener("change", again);
onKeys({ " ": play, r: again, n: next });
void stage.lost.then((reason) => learning.stop(reason));
await learning.startOver();
if (prefersStill()) learning.setRunning(false);
