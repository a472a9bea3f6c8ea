import { labelsOf } from "../../../../recordings/recording.js";
import type { Film } from "../../car-racing/replay.js";
import { pixelDensity } from "../pixel-density.js";

/** Heights of the lanes: steering, gas, brake and, with a policy, where it agrees. The style sheet has the same. */
const LANES = [3, 2, 2, 1];

/** Room above and below a lane's lines, as a share of its height. */
const PADDING = 0.12;

const RANGES = [
  [-1, 1],
  [0, 1],
  [0, 1],
] as const;

/** The actions of an episode over its steps: what was done, what was wanted, and what a policy would have done. */
export class ActionPlot {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /** @param disputes the steps to mark */
  draw({ recording, agreement }: Film, disputes: readonly number[]): void {
    const scale = pixelDensity();
    const width = Math.max(1, Math.round(this.#canvas.clientWidth * scale));
    const height = Math.max(1, Math.round(this.#canvas.clientHeight * scale));
    Object.assign(this.#canvas, { width, height });
    const context = this.#context;
    const style = getComputedStyle(this.#canvas);
    const colour = (name: string) => style.getPropertyValue(name);
    const actions = recording.actions as readonly (readonly number[])[];
    const wishes = labelsOf(recording) as typeof actions;
    const count = actions.length;
    const pitch = width / count;
    const lanes = agreement ? LANES : LANES.slice(0, 3);
    const unit = height / lanes.reduce((sum, lane) => sum + lane, 0);

    const line = (
      axis: number,
      top: number,
      room: number,
      name: string,
      valueAt: (step: number) => number,
    ) => {
      const [low, high] = RANGES[axis];
      context.strokeStyle = colour(name);
      context.lineWidth = 1.5 * scale;
      context.beginPath();
      for (let step = 0; step < count; step++) {
        const share = (Math.max(low, Math.min(high, valueAt(step))) - low) / (high - low);
        const y = top + room * (1 - PADDING - share * (1 - 2 * PADDING));
        context.lineTo(step * pitch, y);
        context.lineTo((step + 1) * pitch, y);
      }
      context.stroke();
    };

    context.fillStyle = colour("--doubt");
    for (const step of disputes) context.fillRect(step * pitch, 0, Math.max(1, pitch), height);
    let top = 0;
    for (const [axis, lane] of lanes.entries()) {
      const room = lane * unit;
      if (axis < RANGES.length) {
        const [low, high] = RANGES[axis];
        const zero = top + room * (1 - PADDING - (-low / (high - low)) * (1 - 2 * PADDING));
        context.fillStyle = colour("--line");
        context.fillRect(0, zero, width, scale);
        if (agreement) line(axis, top, room, "--minus", (step) => agreement.actions[3 * step + axis]);
        if (recording.labels) line(axis, top, room, "--plus", (step) => wishes[step][axis]);
        line(axis, top, room, "--ink", (step) => actions[step][axis]);
      } else {
        context.fillStyle = colour("--plus");
        context.fillRect(0, top + room * 0.2, width, room * 0.6);
        context.fillStyle = colour("--minus");
        for (const step of disputes) {
          context.fillRect(step * pitch, top + room * 0.2, Math.max(scale, pitch), room * 0.6);
        }
      }
      top += room;
    }
  }
}
