import type { Env, RenderFrame } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Box, Dict, type Space } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

export interface AddRenderOptions {
  /** Whether the image is all that is observed. Default true; otherwise it is a part beside the observation. */
  readonly renderOnly?: boolean;
  /** What the image is called. Default `pixels`. */
  readonly renderKey?: string;
  /** What the observation is called, when it has no parts. Default `state`. */
  readonly obsKey?: string;
  /** The render mode. Default: the environment's first. */
  readonly mode?: string;
}

/**
 * Adds what the environment looks like to what is observed, or observes only that
 * (gymnasium.wrappers.AddRenderObservation). As there, the environment is reset once to learn the size of its images.
 */
export class AddRenderObservation<E extends Env> extends TransformObservation<E, Box<"uint8"> | Dict> {
  /** @throws {TypeError} when the environment has no such render mode, or the observations a part of that name. */
  constructor(env: E, options: AddRenderOptions = {}) {
    expectEnv("AddRenderObservation", env);
    const name = { expected: "a name", holds: (value: unknown) => typeof value === "string" };
    const rules = { renderOnly: oneOf(true, false), renderKey: name, obsKey: name, mode: name };
    checkOptions("AddRenderObservation", rules, options);
    const { renderModes } = env.metadata;
    const { renderOnly = true, renderKey = "pixels", obsKey = "state", mode = renderModes[0] } = options;
    if (mode === undefined || mode === "ansi" || !renderModes.includes(mode)) {
      throw new TypeError(
        `AddRenderObservation expected a render mode that gives frames (${renderModes.join(", ") || "none"}), got ${mode}`,
      );
    }
    const draw = (): RenderFrame => env.render(mode);
    env.reset();
    const { width, height } = draw();
    const pixels = new Box({ low: 0, high: 255, shape: [height, width, 3], dtype: "uint8" });
    const inner: Space = env.observationSpace;
    const data = () => draw().data.slice();
    if (renderOnly) {
      super(env, data as never, pixels);
      return;
    }
    const parts = inner instanceof Dict ? inner.spaces : { [obsKey]: inner };
    if (renderKey in parts) {
      throw new TypeError(`AddRenderObservation expected another name for the frame, got ${renderKey}`);
    }
    const both = (observation: unknown) => ({
      ...(inner instanceof Dict ? (observation as object) : { [obsKey]: observation }),
      [renderKey]: data(),
    });
    super(env, both as never, new Dict({ ...parts, [renderKey]: pixels }));
  }
}
