const LIFETIME = 20; // steps
const SPEED = 1.5; // of a flame, for each newton second of the thrust

export interface Flame {
  /** Place in metres, speed in m/s. */
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** 1 when it leaves the engine, 0 when it is out. */
  heat: number;
}

/** What the engines throw out. Decoration: it has no part in the physics. */
export class Flames implements Iterable<Flame> {
  #flames: Flame[] = [];

  /** Starts a flame at a place, driven by a thrust in newton seconds. */
  add(x: number, y: number, thrustX: number, thrustY: number): void {
    this.#flames.push({ x, y, vx: thrustX * SPEED, vy: thrustY * SPEED, heat: 1 });
  }

  /** Advances 1/50 s. */
  step(gravity: number): void {
    for (const flame of this.#flames) {
      flame.vy += gravity / 50;
      flame.x += flame.vx / 50;
      flame.y += flame.vy / 50;
      flame.heat -= 1 / LIFETIME;
    }
    this.#flames = this.#flames.filter(({ heat }) => heat > 0);
  }

  [Symbol.iterator](): Iterator<Flame> {
    return this.#flames[Symbol.iterator]();
  }
}
