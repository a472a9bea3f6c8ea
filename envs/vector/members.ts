import type { Env } from "../env.js";
import { getWrapperAttr, setWrapperAttr } from "../wrappers/attributes.js";
import { copyPlain } from "./plain-data.js";

/** What a method of each environment returns, or the value of a member that is none: copies. */
export function callEach(envs: readonly Env[], name: string, args: readonly unknown[]): unknown[] {
  return envs.map((env) => {
    const member = getWrapperAttr(env, name);
    return copyPlain(typeof member === "function" ? member(...args) : member, name);
  });
}

/** A member of each environment: copies. */
export function getEach(envs: readonly Env[], name: string): unknown[] {
  return envs.map((env) => copyPlain(getWrapperAttr(env, name), name));
}

/** Sets a member of each environment. */
export function setEach(envs: readonly Env[], name: string, values: readonly unknown[]): void {
  for (const [i, env] of envs.entries()) setWrapperAttr(env, name, values[i]);
}
