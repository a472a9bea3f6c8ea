import type { RecordRequest, RecordState } from "../protocol.js";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { element, formatNumber, onClick, setText } from "./document.js";
import { showAction } from "./gauges.js";
import { Keyboard, onKeys } from "./keyboard.js";
import { Screen } from "./screen.js";
import { connectSpeed } from "./speed.js";
import { DRIVING_KEYS, Steering } from "./steering.js";
import { hideVeil, showVeil } from "./veil.js";

const picture = new Screen(element<HTMLCanvasElement>("picture"));
const keyboard = new Keyboard(DRIVING_KEYS);
const steering = new Steering();
const connection = await Connection.open<RecordRequest, RecordState>().catch((error: Error) => {
  showVeil("Not connected", error.message);
  throw error;
});

let state: RecordState;
/** One step at a time, so that what is driven is what is seen. */
const clock = new Clock(() => {
  if (connection.pending === 0 && !state.ended) void ask({ kind: "step", action: steering.next(keyboard) });
});

async function ask(request: RecordRequest): Promise<void> {
  const message = await connection.ask(request);
  state = message.values;
  picture.draw(message.pictures[0]!);
  if (state.ended || state.finished) clock.stop();
  show();
}

function show(): void {
  const { step, saved, wanted, ended, finished } = state;
  setText("score", formatNumber(state.score, 1));
  setText("step", formatNumber(step));
  setText("seed", String(state.seed));
  setText("saved", `${saved} of ${wanted}`);
  setText("folder", state.folder);
  Object.assign(element<HTMLProgressElement>("progress"), { max: wanted, value: saved });
  showAction(state.action);
  enable("play", !ended && !finished);
  enable("save", step > 0 && !finished);
  enable("again", step > 0 && !finished);
  enable("next", !finished);
  enable("finish", !finished);
  element("play").firstChild!.textContent = clock.running ? "Pause " : step > 0 ? "Go on " : "Start ";
  if (finished) {
    showVeil(
      "Done",
      `${saved} ${saved === 1 ? "episode is" : "episodes are"} saved. You can close this page.`,
    );
  } else if (ended) {
    showVeil(`Finished with ${formatNumber(state.score, 1)}`, "Enter saves it, R drives this track again.");
  } else if (clock.running) {
    hideVeil();
  } else if (step > 0) {
    showVeil("Paused", "Space goes on, Enter saves what is driven.");
  } else {
    showVeil("Press Space to drive", "Arrow keys steer, give gas and brake.");
  }
}

function enable(id: string, enabled: boolean): void {
  element<HTMLButtonElement>(id).disabled = !enabled;
}

function play(): void {
  if (state.ended || state.finished) return;
  if (clock.running) clock.stop();
  else clock.start();
  show();
}

/** Leaves the episode, saved or not. */
function leave(kind: "save" | "again" | "next" | "finish"): void {
  if (state.finished || (kind === "save" && state.step === 0)) return;
  clock.stop();
  steering.reset();
  if (kind === "save") showVeil("Saving …");
  void ask({ kind });
}

await ask({ kind: "look" });
const changeSpeed = connectSpeed((speed) => {
  clock.speed = speed;
});
for (const kind of ["save", "again", "next", "finish"] as const) onClick(kind, () => leave(kind));
onClick("play", play);
onKeys({
  " ": play,
  Enter: () => leave("save"),
  r: () => leave("again"),
  n: () => leave("next"),
  Escape: () => leave("finish"),
  "-": () => changeSpeed(-1),
  "+": () => changeSpeed(1),
  "=": () => changeSpeed(1),
});
void connection.lost.then((reason) => {
  clock.stop();
  if (!state.finished) showVeil("Stopped", reason);
});
