import { Car } from "./car.js";
import { BODY_STRIDE, HULL, type Physics, type World, X, Y } from "./physics/physics.js";
import type { Road } from "./rendering/view.js";
import { layBorder, PLAYFIELD, type Track } from "./track.js";

const TIME_STEP = 1 / 50;
const STEP_COST = 0.1;
const LAP_REWARD = 1000;
const LEFT_PLAYFIELD_REWARD = -100;

/**
 * When a lap counts as finished. Both rules end it when every tile has been visited. Besides,
 * - `v3`: when a wheel visits the start tile *for the first time* with more than the asked part of the tiles
 *   visited. This is Gymnasium's rule. The car starts on that tile, so it hardly ever applies (Gymnasium issue 1269);
 * - `fixed`: when a wheel comes onto the start tile, for the first time or not, with more than the asked part visited.
 */
export type LapRule = "v3" | "fixed";

export interface Rules {
  /** Part of the tiles that must be visited before the lap can finish, 0 to 1. */
  readonly lapCompletePercent: number;
  readonly lapRule: LapRule;
}

/** Red, green and blue, 0 to 255; may be fractional. */
export type Color = readonly [red: number, green: number, blue: number];

/** What one step earned and whether it ended the race. */
export interface Outcome {
  readonly reward: number;
  readonly terminated: boolean;
  /** true: the lap is finished; false: the car left the playfield; undefined: neither. */
  readonly lapFinished: boolean | undefined;
}

/** One race from start to end: the car on its track, which tiles it has visited, and the score. */
export class Race {
  readonly track: Track;
  readonly world: World;
  readonly car: Car;
  readonly road: Road;
  /** Seconds driven. */
  time = 0;
  /** Sum of the rewards. */
  score = 0;
  /** Number of tiles that a wheel has touched. */
  tilesVisited = 0;
  readonly #rules: Rules;
  readonly #roadColor: Color;
  readonly #visited: Uint8Array;
  /** Where each tile is in `road`. */
  readonly #polygonOf: Int32Array;
  #newLap = false;
  /** The score when `settle` was last called. */
  #settled = 0;

  /** @param roadColor Colour of road that the car has touched; untouched tiles are tinted. */
  constructor(physics: Physics, track: Track, roadColor: Color, rules: Rules) {
    const { x, y, beta } = track.sections[0];
    this.track = track;
    this.#rules = rules;
    this.#roadColor = roadColor;
    this.#visited = new Uint8Array(track.sections.length);
    this.#polygonOf = new Int32Array(track.sections.length);
    this.road = this.#paintRoad();
    this.world = physics.createWorld({ x, y, angle: beta, tiles: track.tiles }, (body, tile, touching) =>
      this.#contact(body, tile, touching),
    );
    this.car = new Car(this.world);
  }

  /** Advances 1/50 s. */
  advance(): void {
    this.car.step();
    this.world.step();
    this.time += TIME_STEP;
  }

  /** Books the cost of a step and says what it earned. Call it after each `advance` that follows an action. */
  settle(): Outcome {
    this.score -= STEP_COST;
    const reward = this.score - this.#settled;
    this.#settled = this.score;
    const { bodies } = this.world;
    const hull = HULL * BODY_STRIDE;
    if (Math.abs(bodies[hull + X]) > PLAYFIELD || Math.abs(bodies[hull + Y]) > PLAYFIELD) {
      return { reward: LEFT_PLAYFIELD_REWARD, terminated: true, lapFinished: false };
    }
    const finished = this.#newLap || this.tilesVisited === this.track.sections.length;
    return { reward, terminated: finished, lapFinished: finished ? true : undefined };
  }

  #contact(body: number, tile: number, touching: boolean): void {
    this.#colorTile(tile, this.#roadColor);
    if (body === HULL) return;
    this.car.tilesUnder[body - 1] += touching ? 1 : -1;
    if (!touching) return;
    const first = this.#visited[tile] === 0;
    if (first) {
      this.#visited[tile] = 1;
      this.score += LAP_REWARD / this.track.sections.length;
      this.tilesVisited++;
    }
    if (tile === 0 && (first || this.#rules.lapRule === "fixed")) {
      this.#newLap ||= this.tilesVisited / this.track.sections.length > this.#rules.lapCompletePercent;
    }
  }

  #colorTile(tile: number, [red, green, blue]: Color): void {
    const at = 3 * this.#polygonOf[tile];
    const { colors } = this.road;
    colors[at] = red;
    colors[at + 1] = green;
    colors[at + 2] = blue;
  }

  /** Tiles in three tints, each followed by its border where it has one. */
  #paintRoad(): Road {
    const { track } = this;
    const tiles = track.sections.length;
    const count = tiles + track.borders.filter((side) => side !== undefined).length;
    const road = { count, corners: new Float64Array(8 * count), colors: new Float64Array(3 * count) };
    let polygon = 0;
    for (let tile = 0; tile < tiles; tile++) {
      this.#polygonOf[tile] = polygon;
      road.corners.set(track.tiles.subarray(8 * tile, 8 * tile + 8), 8 * polygon);
      const tint = 0.01 * (tile % 3) * 255;
      for (let channel = 0; channel < 3; channel++) {
        road.colors[3 * polygon + channel] = this.#roadColor[channel] + tint;
      }
      polygon++;
      if (track.borders[tile] === undefined) continue;
      layBorder(track, tile, road.corners, 8 * polygon);
      road.colors.set(tile % 2 === 0 ? [255, 255, 255] : [255, 0, 0], 3 * polygon);
      polygon++;
    }
    return road;
  }
}
