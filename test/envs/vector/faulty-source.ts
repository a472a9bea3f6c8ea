import type { StepResult } from "../../../envs/env.js";
import { Echo, type EchoInfo, pedals } from "../echo.js";

/** What can be wrong with a step, by the first number of the action (the third of its digits). */
export const FAULT = { hang: 0.1, function: 0.2, short: 0.3, reward: 0.4, nothing: 0.5, text: 0.6 } as const;

/** An environment whose steps go wrong on demand, and which knows one reset option, `lift`. */
export default function makeFaulty(): Echo {
  const echo = new Echo(pedals(), 4);
  const { step, reset } = echo;
  echo.step = (action, options) => {
    const fault = Math.round((action as Float32Array)[0] * 10) / 10;
    const result: unknown[] = step.call(echo, action, options);
    if (fault === FAULT.hang) for (;;);
    if (fault === FAULT.function)
      return result.with(4, { look: () => 0 }) as StepResult<Uint8Array, EchoInfo>;
    if (fault === FAULT.short) return result.with(0, new Uint8Array(3)) as StepResult<Uint8Array, EchoInfo>;
    if (fault === FAULT.reward) return result.with(1, [1, 2]) as StepResult<Uint8Array, EchoInfo>;
    if (fault === FAULT.nothing) return undefined as never;
    if (fault === FAULT.text) return result.with(2, "no") as StepResult<Uint8Array, EchoInfo>;
    return result as StepResult<Uint8Array, EchoInfo>;
  };
  echo.reset = (options) => {
    for (const name of Object.keys(options?.options ?? {})) {
      if (name !== "lift") throw new TypeError(`expected the option lift, got ${name}`);
    }
    return reset.call(echo, options);
  };
  return echo;
}
