import type { Env } from "../../../../envs/env.js";
import type { EnvReference } from "../../../networks/policy.js";
import { resetSeed } from "../../../rollout/seeds.js";
import { type ClipEncoder, openEncoder } from "./encoder.js";
import type { ClipAnswer, ClipEpisode, ClipRequest } from "./messages.js";

/** Seconds for which the last frame of an episode stays. */
const HOLD = 1.2;

/** An environment, and how its state is drawn. */
export interface ClipScene {
  readonly env: Env;
  /** Width ÷ height. */
  readonly aspect: number;
  /** Draws the present state over the whole canvas. */
  draw(context: OffscreenCanvasRenderingContext2D): void;
}

/** Lets a worker make clips, one at a time. */
export function makeClips(open: (env: EnvReference) => Promise<ClipScene>): void {
  addEventListener("message", ({ data }: MessageEvent<ClipRequest>) => {
    void makeClip(data, open).catch(({ message }: Error) => tell({ kind: "refused", reason: message }));
  });
}

async function makeClip(
  { episodes }: ClipRequest,
  open: (env: EnvReference) => Promise<ClipScene>,
): Promise<void> {
  const scene = await open(episodes[0].env);
  const steps = episodes.reduce((sum, { actions }) => sum + actions.length, 0);
  let done = 0;
  try {
    const encoder = await openEncoder(scene.aspect);
    const count = () => tell({ kind: "progress", share: ++done / steps });
    let seconds = 0;
    for (const episode of episodes) seconds += await show(episode, scene, encoder, count);
    const bytes = await encoder.finish();
    tell({ kind: "clip", bytes, format: encoder.format, seconds }, [bytes.buffer]);
  } finally {
    scene.env.close();
  }
}

/** @returns how many seconds the episode takes in the clip */
async function show(
  { caption, seed, actions }: ClipEpisode,
  scene: ClipScene,
  encoder: ClipEncoder,
  onStep: () => void,
): Promise<number> {
  const { env } = scene;
  const natural = env.metadata.renderFps;
  const stride = Math.max(1, Math.round(natural / encoder.rate));
  let sum = 0;
  let seconds = 0;
  const add = async (length: number) => {
    scene.draw(encoder.context);
    write(encoder.context, caption, sum);
    await encoder.add(length);
    seconds += length;
  };
  env.reset({ seed: resetSeed(seed) });
  await add(stride / natural);
  for (const [index, action] of actions.entries()) {
    sum += env.step(action as never)[1];
    const isLast = index === actions.length - 1;
    if (isLast) await add(HOLD);
    else if ((index + 1) % stride === 0) await add(stride / natural);
    onStep();
  }
  return seconds;
}

/** Writes over the frame's upper edge what it shows. */
function write(context: OffscreenCanvasRenderingContext2D, caption: string, sum: number): void {
  const { width } = context.canvas;
  const size = Math.round(width / 26);
  context.resetTransform();
  context.fillStyle = "rgb(13 15 18 / 82%)";
  context.fillRect(0, 0, width, 1.7 * size);
  context.fillStyle = "#ffffff";
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillText(caption, 0.6 * size, 0.9 * size);
  context.textAlign = "right";
  context.fillText(sum.toFixed(0).replace("-", "−"), width - 0.6 * size, 0.9 * size);
}

function tell(answer: ClipAnswer, transfer: Transferable[] = []): void {
  postMessage(answer, { transfer });
}
