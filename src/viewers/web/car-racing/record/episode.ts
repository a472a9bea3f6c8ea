import type {
  CarRacing,
  CarRacingInfo,
  ContinuousActions,
} from "../../../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import type { Race } from "../../../../../envs/box2d/car-racing/race.js";
import { type Env, make, type RenderFrame } from "../../../../../envs/index.js";
import { adapter } from "../../../../adapters/car-racing/adapter.js";
import { SIDE } from "../../../../adapters/car-racing/frame.js";
import { networkPolicy } from "../../../../adapters/network-policy.js";
import { parsePolicy } from "../../../../networks/policy.js";
import type { NetworkPolicy } from "../../../../policies/network-policy.js";
import { observationHash } from "../../../../recordings/recording.js";
import type { Controls, DrivenStep, Intervention, RecordState } from "../../protocol.js";
import { ExpertIntervention } from "./expert-intervention.js";

/** The episode that is driven in the page. */
export class Episode {
  readonly #env: Env;
  readonly #car: CarRacing<ContinuousActions>;
  readonly #policy: NetworkPolicy | undefined;
  readonly #intervention: Intervention | undefined;
  readonly #expert: Expert;
  #expertIntervention: ExpertIntervention;
  #observation!: Uint8Array;
  #info!: CarRacingInfo;
  #score = 0;
  #ended = false;
  #action: readonly number[] = [0, 0, 0];
  #corrected = false;
  readonly steps: DrivenStep[] = [];

  private constructor(
    env: Env,
    car: CarRacing<ContinuousActions>,
    policy: NetworkPolicy | undefined,
    intervention: Intervention | undefined,
  ) {
    this.#env = env;
    this.#car = car;
    this.#policy = policy;
    this.#intervention = intervention;
    this.#expert = new Expert(car, TEACHER);
    this.#expertIntervention = new ExpertIntervention(this.#expert, this.#car);
  }

  /** Makes the environment, and the policy that drives where there is one. */
  static async create({ env: { id, options }, policy: told }: RecordState): Promise<Episode> {
    const env = (await make(id, options)) as Env;
    const car = (env as unknown as { unwrapped: CarRacing<ContinuousActions> }).unwrapped;
    const policy = told && (await networkPolicy(parsePolicy(told.text, told.name), adapter, env));
    return new Episode(env, car, policy, told?.intervention);
  }

  get race(): Race {
    return this.#car.race;
  }

  get score(): number {
    return this.#score;
  }

  /** As `endingOf` wants it. */
  get summary() {
    return { step: this.steps.length, reward: this.steps.at(-1)?.reward ?? 0, return: this.#score };
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What was done in the last step, and whether the policy was overruled. */
  get action(): readonly number[] {
    return this.#action;
  }

  get corrected(): boolean {
    return this.#corrected;
  }

  /** What a network sees. */
  get observation(): RenderFrame {
    return { width: SIDE, height: SIDE, data: this.#observation };
  }

  /** Starts on a track, and drives what has been driven of the episode. */
  begin(seed: number, driven: readonly Pick<DrivenStep, "action" | "label" | "corrected">[]): void {
    const [observation, info] = this.#env.reset({ seed });
    this.#observation = observation as Uint8Array;
    this.#info = info as CarRacingInfo;
    this.steps.length = 0;
    this.#score = 0;
    this.#ended = false;
    this.#action = [0, 0, 0];
    this.#corrected = false;
    this.#expertIntervention = new ExpertIntervention(this.#expert, this.#car);
    for (const { action, label, corrected } of driven) this.#apply(action, label, corrected === true);
  }

  /** One step: by the person, or by the policy where it is not overruled. */
  step(hands: Controls): void {
    if (this.#ended) return;
    const own = this.#policy && controls(this.#policy.predict(this.#observation) as Float32Array);
    if (!own) {
      this.#apply(hands, undefined, false);
    } else if (this.#intervention === "person") {
      const overruled = hands.some((value) => value !== 0);
      const action = overruled ? hands : own;
      this.#apply(action, action, overruled);
    } else {
      const { label, takesOver } = this.#expertIntervention.decide(own, this.#info);
      const wanted = controls(label);
      this.#apply(takesOver ? wanted : own, wanted, takesOver);
    }
  }

  #apply(action: Controls, label: Controls | undefined, corrected: boolean): void {
    const done = controls(action);
    const [observation, reward, terminated, truncated, info] = this.#env.step(done as never);
    this.#observation = observation as Uint8Array;
    this.#info = info as CarRacingInfo;
    this.#score += reward;
    this.#ended = terminated || truncated;
    this.#action = done;
    this.#corrected = corrected;
    this.steps.push({
      action: done,
      reward,
      frame: observationHash(this.#observation),
      ...(label && { label: controls(label) }),
      ...(corrected && { corrected }),
    });
  }
}

/** With 0 for −0, which JSON cannot tell apart. */
function controls(values: ArrayLike<number>): Controls {
  return [values[0] + 0, values[1] + 0, values[2] + 0];
}
