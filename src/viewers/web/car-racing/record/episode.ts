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
import type { Controls, Corrector, DrivenStep, RecordState } from "../../protocol.js";
import { ExpertCorrection } from "./correction.js";

/** The episode that is driven in the page. */
export class Episode {
  readonly #env: Env;
  readonly #car: CarRacing<ContinuousActions>;
  readonly #driver: NetworkPolicy | undefined;
  readonly #corrector: Corrector | undefined;
  readonly #expert: Expert;
  #correction: ExpertCorrection;
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
    driver: NetworkPolicy | undefined,
    corrector: Corrector | undefined,
  ) {
    this.#env = env;
    this.#car = car;
    this.#driver = driver;
    this.#corrector = corrector;
    this.#expert = new Expert(car, TEACHER);
    this.#correction = new ExpertCorrection(this.#expert);
  }

  /** Makes the environment, and the policy that drives where there is one. */
  static async create({ env: { id, options }, policy }: RecordState): Promise<Episode> {
    const env = (await make(id, options)) as Env;
    const car = (env as unknown as { unwrapped: CarRacing<ContinuousActions> }).unwrapped;
    const driver = policy && (await networkPolicy(parsePolicy(policy.text, policy.name), adapter, env));
    return new Episode(env, car, driver, policy?.corrector);
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
    this.#correction = new ExpertCorrection(this.#expert);
    for (const { action, label, corrected } of driven) this.#apply(action, label, corrected === true);
  }

  /** One step: by the person, or by the policy where it is not overruled. */
  step(hands: Controls): void {
    if (this.#ended) return;
    const own = this.#driver && controls(this.#driver.predict(this.#observation) as Float32Array);
    if (!own) {
      this.#apply(hands, undefined, false);
    } else if (this.#corrector === "person") {
      const overruled = hands.some((value) => value !== 0);
      const action = overruled ? hands : own;
      this.#apply(action, action, overruled);
    } else {
      const { label, takesOver } = this.#correction.judge(own, this.#info);
      const wish = controls(label);
      this.#apply(takesOver ? wish : own, wish, takesOver);
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
