import type { CarRacing, ContinuousActions } from "../../../../../envs/box2d/car-racing/car-racing.js";
import type { Demonstrations } from "../../live/demonstrations.js";
import { Clock } from "../../pages/clock.js";
import { element, formatNumber, onClick, setText } from "../../pages/document.js";
import { showAction } from "../../pages/gauges.js";
import { onKeys } from "../../pages/keyboard.js";
import { hideOverlay, showOverlay } from "../../pages/overlay.js";
import { Countdown } from "../person/countdown.js";
import { Person } from "../person/person.js";
import { PersonDemonstrations } from "./person-demonstrations.js";

/** Laps that are asked for. */
const LAPS = 3;
/** A person's pace, to begin with: most find the car's own too fast. */
const SPEED = 0.6;
/** A lap that ended before half of the road was driven teaches little. */
const ENOUGH = 0.5;

type Car = CarRacing<ContinuousActions>;

export interface RecordDemonstrationsOptions {
  readonly env: Car;
  /** The tracks to be driven, by their seeds. */
  readonly seeds: readonly number[];
  /** Draws the car, what the net will see and the map. */
  readonly draw: (observation: Uint8Array) => void;
}

/** Lets a person drive laps, and gives them as demonstrations when the person says that it is enough. */
export function recordDemonstrations({
  env,
  seeds,
  draw,
}: RecordDemonstrationsOptions): Promise<Demonstrations> {
  const person = new Person(element("image").parentElement!, () => clock.running || countdown.running);
  const demonstrations = new PersonDemonstrations();
  let laps = 0;
  let score = 0;
  let observation!: Uint8Array;
  let isOver = false;

  const begin = () => {
    demonstrations.drop();
    score = 0;
    isOver = false;
    [observation] = env.reset({ seed: seeds[laps % seeds.length] }) as [Uint8Array, unknown];
    draw(observation);
    const left = LAPS - laps;
    const hint = "Arrow keys or A D W S, a gamepad, or a finger on the image.";
    showOverlay(
      left > 0 ? `Drive lap ${laps + 1} of ${LAPS}: press Space` : "Press L, and it learns from you",
      hint,
    );
  };
  const clock = new Clock((due) => {
    for (let step = 0; step < due && !isOver; step++) {
      const action = person.predict();
      demonstrations.add(observation, env.race.world, action);
      const [next, reward, terminated, truncated] = env.step(action as never);
      observation = next as Uint8Array;
      score += reward;
      isOver = terminated || truncated;
      showAction(action);
    }
    setText("score", formatNumber(score));
    draw(observation);
    if (isOver) end();
  });
  const slider = element<HTMLInputElement>("speed");
  const setSpeed = (speed: number) => {
    slider.valueAsNumber = speed;
    slider.dispatchEvent(new Event("input"));
  };
  slider.addEventListener("input", () => {
    clock.speed = slider.valueAsNumber;
  });
  setSpeed(SPEED);
  const countdown = new Countdown(() => {
    hideOverlay();
    clock.start();
  });

  function end(): void {
    clock.stop();
    const share = env.race.tilesVisited / env.race.track.sections.length;
    if (share >= ENOUGH) {
      demonstrations.keep();
      laps++;
    }
    setText("taught", `${laps} ${laps === 1 ? "lap" : "laps"}, ${formatNumber(demonstrations.count)} frames`);
    element<HTMLButtonElement>("learn").disabled = laps === 0;
    begin();
    if (share < ENOUGH)
      showOverlay("Too short to learn from: press Space", "Half of the road at least, please.");
  }

  return new Promise((resolve) => {
    let isTaught = false;
    const drive = () => {
      if (isTaught || clock.running || countdown.running) return;
      hideOverlay();
      countdown.start();
    };
    const learn = () => {
      if (isTaught || laps === 0) return;
      isTaught = true;
      setSpeed(1);
      clock.stop();
      countdown.stop();
      element("teaching").hidden = true;
      resolve(demonstrations.demonstrations());
    };
    element("teaching").hidden = false;
    onClick("drive", drive);
    onClick("learn", learn);
    onKeys({ " ": drive, l: learn });
    addEventListener("blur", () => {
      // nobody drives: what has been driven of this lap would teach it to stand still.
      if (!clock.running) return;
      clock.stop();
      begin();
    });
    begin();
  });
}
