import type { Physics } from "./physics.js";

/** The engines by name. Each is loaded only when it is asked for. */
const engines: Record<Physics["name"], () => Promise<Physics>> = {
  float32: async () => (await import("./float32.js")).loadPhysics(),
  "box2d-wasm": async () => (await import("./box2d-wasm.js")).loadPhysics(),
};

/** Names of the physics engines; the first is the default. */
export const PHYSICS = Object.keys(engines) as readonly Physics["name"][];

/** Loads a physics engine. */
export function loadPhysics(name: Physics["name"]): Promise<Physics> {
  return engines[name]();
}
