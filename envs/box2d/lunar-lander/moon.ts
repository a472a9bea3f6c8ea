import type { Body, World } from "../engine/engine.js";
import { FRICTION } from "./lander.js";
import { type Terrain, WIDTH } from "./terrain.js";

/** Makes the moon: a plain at the very bottom, and the mountains. */
export function createMoon(world: World, terrain: Terrain): Body {
  const moon = world.createBody({ dynamic: false });
  moon.addEdge([0, 0], [WIDTH, 0], {});
  for (let i = 0; i + 1 < terrain.length; i++) {
    moon.addEdge(terrain[i], terrain[i + 1], { friction: FRICTION });
  }
  return moon;
}
