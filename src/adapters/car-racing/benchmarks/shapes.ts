import type { Race } from "../../../../envs/box2d/car-racing/race.js";
import { Camera } from "../../../../envs/box2d/car-racing/rendering/camera.js";
import { drawCar } from "../../../../envs/box2d/car-racing/rendering/car-shape.js";
import { DrawList } from "../../../../envs/box2d/car-racing/rendering/draw-list.js";
import { drawIndicators } from "../../../../envs/box2d/car-racing/rendering/indicators.js";
import { drawLandscape } from "../../../../envs/box2d/car-racing/rendering/landscape.js";
import { drawScore, type ScoreBox } from "../../../../envs/box2d/car-racing/rendering/score.js";
import type { View } from "../../../../envs/box2d/car-racing/rendering/view.js";

/** What an observation is drawn from: shapes in pixels of the canvas. */
export class Shapes {
  readonly scene = new DrawList();
  readonly overlay = new DrawList();
  score: ScoreBox = drawScore(0);

  /** Takes the shapes of the race as it stands, as an environment's painter does. */
  take({ car, road, time, world }: Race, reward: number): this {
    const view: View = {
      ...{ time, reward, world, road, skids: [] },
      wheelOmega: car.omega,
      wheelPhase: car.phase,
      backgroundColor: [102, 204, 102],
      grassColor: [102, 230, 102],
    };
    const camera = Camera.following(view);
    this.scene.clear();
    drawLandscape(this.scene, view, camera);
    drawCar(this.scene, view, camera);
    this.overlay.clear();
    drawIndicators(this.overlay, view);
    this.score = drawScore(reward);
    return this;
  }
}
