import type { CarRacing, CarRacingInfo, ContinuousActions } from "../../envs/car-racing/car-racing.js";
import { type DrivingStyle, driveTowards, Expert, FAST, TEACHER } from "../../envs/car-racing/expert.js";
import { NoiseBursts } from "./noise-bursts.js";
import type { Driver } from "./recording.js";

/** What a demonstrator does in a step. */
export interface Demonstration {
  readonly action: Float32Array;
  /** What it wants, where the action is disturbed. */
  readonly label?: Float32Array;
}

/** Whoever drives car-racing without a person: the scripted expert, or a policy. */
export interface Demonstrator {
  readonly driver: Driver;
  /** Told of every reset, before the first action. */
  begin(seed: number): void;
  act(observation: Uint8Array, info: CarRacingInfo): Demonstration;
}

/** The scripted expert's styles by name. */
export const STYLES = { teacher: TEACHER, fast: FAST } as const;
export type Style = keyof typeof STYLES;

/** The scripted expert as it drives, with labels but without disturbance unless `noise`. */
export class ExpertDemonstrator implements Demonstrator {
  readonly driver: Driver;
  readonly #expert: Expert;
  readonly #style: DrivingStyle;
  readonly #noise: boolean;
  #bursts = new NoiseBursts(0);

  /**
   * @param noise whether to add `NoiseBursts`; the labels stay the expert's own
   */
  constructor(env: CarRacing<ContinuousActions>, style: Style, noise: boolean) {
    this.driver = { kind: "expert", name: style, ...(noise && { noise }) };
    this.#style = STYLES[style];
    this.#expert = new Expert(env, this.#style);
    this.#noise = noise;
  }

  begin(seed: number): void {
    this.#bursts = new NoiseBursts(seed);
  }

  act(_observation: Uint8Array, { speed, yawRate }: CarRacingInfo): Demonstration {
    const label = this.#expert.act();
    if (!this.#noise) return { action: label };
    const disturbance = this.#bursts.next();
    const { aim, targetSpeed } = this.#expert.aim();
    const wish = { aim, targetSpeed: targetSpeed + disturbance.speed };
    const action = driveTowards(wish, speed, yawRate, this.#style);
    action[0] = Math.max(-1, Math.min(1, action[0]! + disturbance.steering));
    return { action, label };
  }
}

/**
 * A policy as it drives. With a teacher, the labels are what the teacher would have done in each state: demonstrations
 * of how to get out of what the policy gets into (DAgger, Ross et al. 2011).
 */
export class PolicyDemonstrator implements Demonstrator {
  readonly driver: Driver;
  readonly #act: (observation: Uint8Array) => Float32Array;
  readonly #teacher: Expert | undefined;

  /** @param act the policy's action for an observation */
  constructor(name: string, act: (observation: Uint8Array) => Float32Array, teacher?: Expert) {
    this.driver = { kind: "policy", name: teacher ? `${name} relabelled` : name };
    this.#act = act;
    this.#teacher = teacher;
  }

  begin(): void {}

  act(observation: Uint8Array): Demonstration {
    return { action: this.#act(observation), label: this.#teacher?.act() };
  }
}
