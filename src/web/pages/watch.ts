import { MOST_STEPS, type WatchRequest, type WatchState } from "../protocol.js";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { showAction } from "./gauges.js";
import { onKeys } from "./keyboard.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";
import { hideVeil, showVeil } from "./veil.js";

/** Requests that may be on their way at once: enough to hide the way, too few to fall behind. */
const MOST_PENDING = 2;

/** How long an episode's end is shown before the next begins, in milliseconds. */
const REST = 2500;

const picture = new Screen(element<HTMLCanvasElement>("picture"));
const observation = new Screen(element<HTMLCanvasElement>("observation"));
const connection = await Connection.open<WatchRequest, WatchState>().catch((error: Error) => {
  showVeil("Not connected", error.message);
  throw error;
});

let state: WatchState;
let rest: ReturnType<typeof setTimeout> | undefined;
let owed = 0;
/** A slow computer shows fewer pictures, the car does not slow down. */
const clock = new Clock((due) => {
  owed = Math.min(owed + due, MOST_STEPS);
  if (connection.pending >= MOST_PENDING || state.ended) return;
  void ask({ kind: "step", steps: owed });
  owed = 0;
});

async function ask(request: WatchRequest): Promise<void> {
  const message = await connection.ask(request);
  const wasEnded = state?.ended ?? false;
  state = message.values;
  picture.draw(message.pictures[0]!);
  observation.draw(message.pictures[1]!);
  show();
  if (state.ended && !wasEnded && clock.running) rest = setTimeout(next, REST);
}

function show(): void {
  setText("score", formatNumber(state.score, 1));
  setText("step", formatNumber(state.step));
  setText("seed", String(state.seed));
  setText("driver", state.driver);
  showAction(state.action);
  showFinished();
  if (state.ended) {
    showVeil(`Finished with ${formatNumber(state.score, 1)}`, `after ${formatNumber(state.step)} steps`);
  } else {
    hideVeil();
  }
}

function showFinished(): void {
  const { finished } = state;
  const list = element("finished");
  if (list.childElementCount === finished.length) return;
  const rows = finished.map((episode) => {
    const row = document.createElement("li");
    row.append(
      `Track ${episode.seed}`,
      Object.assign(document.createElement("span"), {
        textContent: formatNumber(episode.return, 1),
      }),
    );
    return row;
  });
  list.replaceChildren(...rows.reverse());
  const mean = finished.reduce((sum, episode) => sum + episode.return, 0) / finished.length;
  setText("mean", `mean ${formatNumber(mean, 1)}`);
}

function setRunning(running: boolean): void {
  if (running) clock.start();
  else clock.stop();
  element("play").firstChild!.textContent = running ? "Pause " : "Drive ";
}

function reset(seed: number): void {
  clearTimeout(rest);
  void ask({ kind: "reset", seed });
}

const next = () => reset(state.seed + 1);
const again = () => reset(state.seed);

function play(): void {
  clearTimeout(rest);
  setRunning(!clock.running);
  if (clock.running && state.ended) next();
}

function single(): void {
  setRunning(false);
  if (!state.ended) void ask({ kind: "step", steps: 1 });
}

await ask({ kind: "look" });
element<HTMLInputElement>("speed").valueAsNumber = state!.speed;
const changeSpeed = connectSpeed((speed) => {
  clock.speed = speed;
});
onClick("play", play);
onClick("single", single);
onClick("again", again);
onClick("next", next);
onKeys({
  " ": play,
  ".": single,
  r: again,
  n: next,
  "-": () => changeSpeed(-1),
  "+": () => changeSpeed(1),
  "=": () => changeSpeed(1),
});
play();
void connection.lost.then((reason) => {
  setRunning(false);
  showVeil(state.ended ? `Finished with ${formatNumber(state.score, 1)}` : "Stopped", reason);
});
