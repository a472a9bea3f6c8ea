import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Pictures } from "../../../../../envs/box2d/car-racing/rendering/draw-list.js";
import type { View } from "../../../../../envs/box2d/car-racing/rendering/view.js";

/** SHA-256 of Gymnasium's images of a state. */
interface GoldenPictures {
  readonly statePixels: string;
  readonly rgbArray?: string;
}

/** A state of the race, and what is drawn of it. */
export interface GoldenState {
  readonly kind: "drive" | "dr" | "rand" | "spin";
  readonly view: View;
  readonly pictures: Readonly<Record<Pictures, GoldenPictures>>;
}

const file = join(import.meta.dirname, "../../../../../../test/golden/car-racing/states/states.json.gz");

/** Reads test/golden/car-racing/states; its README describes the states. */
export function goldenStates(): GoldenState[] {
  const { roads, states } = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const corners: Float64Array[] = roads.map((road: number[]) => Float64Array.from(road));
  return states.map((state: Record<string, never>) => ({
    kind: state.kind,
    pictures: {
      pygame: { statePixels: state.statePixels, rgbArray: state.rgbArray },
      "pygame-ce": state.pygameCe,
    },
    view: {
      time: state.time,
      reward: state.reward,
      world: {
        bodies: Float32Array.from(state.bodies as number[]),
        jointAngles: Float32Array.from(state.jointAngles as number[]),
      },
      wheelOmega: Float64Array.from(state.wheelOmega as number[]),
      wheelPhase: Float64Array.from(state.wheelPhase as number[]),
      road: {
        count: corners[state.road].length / 8,
        corners: corners[state.road],
        colors: Float64Array.from(
          (state.colors as number[][]).flatMap(([count, ...color]) => Array(count).fill(color).flat()),
        ),
      },
      backgroundColor: state.backgroundColor,
      grassColor: state.grassColor,
      skids: state.skids ?? [],
    },
  }));
}
