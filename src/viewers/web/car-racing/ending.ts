import { element, formatNumber, setText } from "../pages/document.js";

/** Steps after which an episode is cut off: CarRacing's `maxEpisodeSteps`. */
export const TIME_LIMIT = 1000;

/** Steps a second. */
const RATE = 50;

/** What leaving the playfield costs is far below any other reward. */
const LEFT_PLAYFIELD = -50;

/**
 * How an episode has ended, with its return.
 * @param reward of its last step
 */
export function endingOf(episode: {
  readonly step: number;
  readonly reward: number;
  readonly return: number;
}): string {
  const { step, reward, return: sum } = episode;
  const what = reward < LEFT_PLAYFIELD ? "Off the field" : step < TIME_LIMIT ? "A whole lap" : "Time is up";
  return `${what}: ${formatNumber(sum, 1)}`;
}

/** Shows the seconds that are left, and as a bar. */
export function showTimeLeft(step: number): void {
  const left = TIME_LIMIT - step;
  setText("left", `${formatNumber(left / RATE, 1)} s`);
  element<HTMLProgressElement>("time").value = left / TIME_LIMIT;
}
