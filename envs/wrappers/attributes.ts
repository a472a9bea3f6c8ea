import { describe } from "../describe.js";
import type { Env } from "../env.js";

/** An environment and what it is wrapped around, outermost first. */
export function layersOf(env: unknown): object[] {
  const layers: object[] = [];
  for (let layer = env; typeof layer === "object" && layer !== null && !layers.includes(layer); ) {
    layers.push(layer);
    layer = "env" in layer ? layer.env : undefined;
  }
  return layers;
}

/** Whether a name stands for something of JavaScript's own, which is nobody's to change: a prototype, a class. */
export const isLanguage = (name: string) => name.startsWith("__") || name === "constructor";

/** The outermost of the wrappers that has a member of that name. */
function ownerOf(env: Env, name: string): Record<string, unknown> | undefined {
  return layersOf(env).find((layer) => name in layer) as Record<string, unknown> | undefined;
}

/** A member of an environment or of one that it is wrapped around. @throws {RangeError} when none has it. */
export function getWrapperAttr(env: Env, name: string): unknown {
  const owner = ownerOf(env, name);
  if (!owner) throw new RangeError(`expected a member of ${env}, got ${describe(name)}`);
  const value = owner[name];
  return typeof value === "function" ? value.bind(owner) : value;
}

/**
 * Sets a member where it is, or on the innermost environment when none has it.
 * @throws {TypeError} when it may not be written.
 */
export function setWrapperAttr(env: Env, name: string, value: unknown): void {
  const owner = ownerOf(env, name) ?? layersOf(env).at(-1)!;
  if (isLanguage(name)) throw new TypeError(`expected a member that may be set, got ${name}`);
  if (!Reflect.set(owner, name, value)) throw new TypeError(`expected a member that may be set, got ${name}`);
}
