import { actionCounts } from "../../../../adapters/car-racing/action-class.js";
import { element, formatNumber, setText } from "../../pages/document.js";
import type { DrivenStep, RecordState } from "../../protocol.js";

/** Shows what the saved episodes and the one under way come to, by class and by track: for a balanced set. */
export function showClassCounts({ saved, classes }: RecordState, steps: readonly DrivenStep[]): void {
  const total = steps.length + saved.reduce((sum, each) => sum + each.steps, 0);
  setText("total", formatNumber(total));
  const own = actionCounts(steps.map(({ action, label }) => label ?? action));
  const shares = own.map(({ name, steps: count }) => {
    const before = classes.find((each) => each.name === name)?.steps ?? 0;
    const share = (count + before) / Math.max(1, total);
    const meter = document.createElement("progress");
    Object.assign(meter, { max: 1, value: share, ariaLabel: name });
    return row(name, meter, figure(`${formatNumber(100 * share)} %`));
  });
  element("classes").replaceChildren(...shares);
  const tracks = saved.map(({ seed, return: score, name }) =>
    row(name ?? `Track ${seed}`, figure(formatNumber(score, 1))),
  );
  element("tracks").replaceChildren(...tracks.reverse());
}

function row(...parts: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
}

function figure(text: string): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}
