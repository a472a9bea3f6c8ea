import "../no-eval.js";
import { makeClips } from "../clip/clip-worker.js";
import { Screen } from "../pages/screen.js";
import { openEnv } from "./environments.js";

// Makes clips of environments as they draw themselves.

makeClips(async ({ id }) => {
  const env = await openEnv(id);
  env.reset({ seed: 0 });
  const { width, height } = env.render("rgb_array");
  const canvas = new OffscreenCanvas(width, height);
  const screen = new Screen(canvas);
  return {
    env,
    aspect: width / height,
    draw(context) {
      screen.draw(env.render("rgb_array"));
      context.resetTransform();
      context.drawImage(canvas, 0, 0, context.canvas.width, context.canvas.height);
    },
  };
});
