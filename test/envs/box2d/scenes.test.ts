import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
  type BipedalWalkerScene,
  drawScene as drawWalker,
} from "../../../envs/box2d/bipedal-walker/scene.js";
import { drawScene as drawLander, type LunarLanderScene } from "../../../envs/box2d/lunar-lander/scene.js";
import type { Picture } from "../../../envs/env.js";

interface Recording {
  readonly id: string;
  readonly frames: readonly { readonly scene: unknown; readonly hash: string }[];
}

const path = join(import.meta.dirname, "../../../../test/golden/box2d-scenes/scenes.json.gz");
const recordings: Recording[] = JSON.parse(gunzipSync(readFileSync(path)).toString());

const draw = (id: string, scene: unknown): Picture =>
  id === "LunarLander-v3" ? drawLander(scene as LunarLanderScene) : drawWalker(scene as BipedalWalkerScene);

describe("the scenes of Box2D's environments", () => {
  for (const { id, frames } of recordings) {
    it(`are drawn as by Gymnasium, to the pixel: ${id}`, () => {
      expect(frames.length).greaterThan(3);
      for (const [i, { scene, hash }] of frames.entries()) {
        const { data } = draw(id, scene);
        expect(createHash("sha256").update(data).digest("hex").slice(0, 16), `frame ${i}`).equal(hash);
      }
    });
  }
});
