import type { CarRacing, ContinuousActions } from "../../../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import type { Physics } from "../../../../../envs/box2d/car-racing/physics/physics.js";
import { type Env, make } from "../../../../../envs/index.js";
import { type Policy, parsePolicy } from "../../../../networks/policy.js";
import { Driver } from "../../../../policies/network-policy.js";
import type { Recording } from "../../../../recordings/recording.js";
import { type AtTheWheel, Ride } from "../../../../rollout/ride.js";
import { Experience } from "./experience.js";

/** Who can sit in a car. */
export type Occupant =
  | { readonly kind: "policy"; readonly name: string; readonly policy: string }
  | { readonly kind: "expert"; readonly name: string }
  | { readonly kind: "recording"; readonly name: string; readonly recording: Recording }
  | { readonly kind: "person"; readonly name: string; readonly wheel: AtTheWheel };

type Car = CarRacing<ContinuousActions>;

/** A car on its own copy of the track, and who drives it. */
export class Seat {
  readonly occupant: Occupant;
  readonly ride: Ride;
  /** What it has seen of late, and what the teacher would have done. */
  readonly experience: Experience;
  readonly #car: Car;
  readonly #env: Env;
  readonly #driver: Driver | undefined;
  #policy: Policy | undefined;

  private constructor(
    occupant: Occupant,
    env: Env,
    car: Car,
    wheel: AtTheWheel,
    seed: number,
    policy?: Policy,
  ) {
    this.occupant = occupant;
    this.#env = env;
    this.#car = car;
    this.#policy = policy;
    this.#driver = wheel instanceof Driver ? wheel : undefined;
    this.ride = new Ride(env as ConstructorParameters<typeof Ride>[0], wheel, seed);
    this.experience = new Experience(car);
  }

  /** @throws InputError when the policy is not one that drives */
  static async create(occupant: Occupant, seed: number, physics: Physics["name"]): Promise<Seat> {
    if (occupant.kind === "recording") {
      const { environment } = occupant.recording;
      const env = await make(environment.id, environment.options);
      const car = (env as unknown as { unwrapped: Car }).unwrapped;
      const replay: AtTheWheel & { ride?: Ride } = {
        act() {
          const { actions } = occupant.recording;
          return (actions[this.ride!.state.step] ?? [0, 0, 0]) as readonly number[];
        },
      };
      const seat = new Seat(occupant, env, car, replay, occupant.recording.seed);
      replay.ride = seat.ride;
      return seat;
    }
    const env = await make("CarRacing-v3", { physics });
    const car = env.unwrapped;
    if (occupant.kind === "person") return new Seat(occupant, env, car, occupant.wheel, seed);
    if (occupant.kind === "expert") return new Seat(occupant, env, car, new Expert(car, TEACHER), seed);
    const policy = parsePolicy(occupant.policy, occupant.name);
    const driver = await Driver.create(policy, car);
    return new Seat(occupant, env, car, driver, seed, policy);
  }

  get race() {
    return this.#car.race;
  }

  /** The policy as it drives now. */
  get policy(): Policy | undefined {
    return this.#policy;
  }

  /** The track that it drives whatever is asked for, if there is such a one. */
  get ownTrack(): number | undefined {
    return this.occupant.kind === "recording" ? this.occupant.recording.seed : undefined;
  }

  advance(): void {
    if (this.ride.state.ended) return;
    if (this.#policy) this.experience.add(this.ride.observation.data);
    this.ride.advance();
  }

  reset(seed: number): void {
    this.ride.reset(this.ownTrack ?? seed);
  }

  /** Lets the policy drive with other weights. */
  rewire(weights: readonly Int8Array[]): void {
    if (!this.#policy || !this.#driver) return;
    this.#policy = { ...this.#policy, network: { ...this.#policy.network, weights } };
    this.#driver.rewire(weights);
  }

  close(): void {
    this.#driver?.close();
    this.#env.close();
  }
}
