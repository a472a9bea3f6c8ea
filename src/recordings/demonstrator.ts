import { Expert, FAST, TEACHER } from "../../envs/box2d/car-racing/expert.js";
import { BURSTS, type Bursts, Disturber } from "../adapters/car-racing/action-noise.js";
import type { Driver } from "./recording.js";

/** What a demonstrator does in a step. */
export interface Demonstration {
  readonly action: Float32Array;
  /** What should be done, where that may be something else. */
  readonly label?: Float32Array;
}

/** Whoever drives car-racing without a person: the scripted expert, or a policy. */
export interface Demonstrator {
  readonly driver: Driver;
  /** A lap is given up when the car has come to no new part of the road for so many steps. */
  readonly patience: number;
  /** Told of every reset, before the first action. */
  begin(seed: number): void;
  act(observation: Uint8Array): Demonstration;
}

/** The scripted expert's styles by name. */
export const STYLES = { teacher: TEACHER, fast: FAST } as const;
export type Style = keyof typeof STYLES;

/** The scripted expert as it drives. */
export class ExpertDemonstrator implements Demonstrator {
  readonly driver: Driver;
  readonly patience = Number.POSITIVE_INFINITY;
  readonly #expert: Expert;

  /** @param car which it drives */
  constructor(car: ConstructorParameters<typeof Expert>[0], style: Style) {
    this.driver = { kind: "expert", name: style };
    this.#expert = new Expert(car, STYLES[style]);
  }

  begin(): void {}

  act(): Demonstration {
    return { action: this.#expert.act() };
  }
}

/**
 * A policy as it drives. With a teacher, the labels are what the teacher would have done in each state: demonstrations
 * of how to get out of what the policy gets into (DAgger, Ross et al. 2011).
 */
export class PolicyDemonstrator implements Demonstrator {
  readonly driver: Driver;
  readonly patience: number;
  readonly #act: (observation: Uint8Array) => Float32Array;
  readonly #teacher: Expert | undefined;

  /** @param act the policy's action for an observation */
  constructor(name: string, act: (observation: Uint8Array) => Float32Array, teacher?: Expert) {
    this.driver = { kind: "policy", name: teacher ? `${name} relabelled` : name };
    // Who drives the wrong way sees a road like any other, so there is nothing to learn from it.
    this.patience = teacher ? BURSTS.noise.patience : Number.POSITIVE_INFINITY;
    this.#act = act;
    this.#teacher = teacher;
  }

  begin(): void {}

  act(observation: Uint8Array): Demonstration {
    return { action: this.#act(observation), label: this.#teacher?.act() };
  }
}

/** Another demonstrator, disturbed in bursts. The labels stay its own. */
export class DisturbedDemonstrator implements Demonstrator {
  readonly driver: Driver;
  readonly patience: number;
  readonly #calm: Demonstrator;
  readonly #bursts: Bursts;
  #disturber: Disturber;

  constructor(calm: Demonstrator, bursts: Bursts) {
    this.driver = { ...calm.driver, [bursts]: true };
    this.patience = BURSTS[bursts].patience;
    this.#calm = calm;
    this.#bursts = bursts;
    this.#disturber = new Disturber(0, BURSTS[bursts]);
  }

  begin(seed: number): void {
    this.#calm.begin(seed);
    this.#disturber = new Disturber(seed, BURSTS[this.#bursts]);
  }

  act(observation: Uint8Array): Demonstration {
    const { action, label = action } = this.#calm.act(observation);
    return { action: this.#disturber.disturb(action), label };
  }
}
