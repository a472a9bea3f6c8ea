import type { CarRacing, ContinuousActions } from "../../../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { type Env, make } from "../../../../../envs/index.js";
import { adapter } from "../../../../adapters/car-racing/adapter.js";
import { networkPolicy } from "../../../../adapters/network-policy.js";
import { type EnvReference, type PolicyFile, parsePolicy } from "../../../../networks/policy.js";
import { NetworkPolicy } from "../../../../policies/network-policy.js";
import { type Policy, ReplayPolicy } from "../../../../policies/policy.js";
import type { Recording } from "../../../../recordings/recording.js";
import { LiveEpisode } from "../../../../rollout/rollout.js";
import type { EpisodeSeed } from "../../../../rollout/seeds.js";
import type { ClipEpisode } from "../../clip/messages.js";
import { RememberingPolicy } from "../../clip/remembering-policy.js";
import { Experience } from "./experience.js";

/** Who can drive a car. */
export type Agent =
  | { readonly kind: "policy"; readonly name: string; readonly policy: string }
  | { readonly kind: "expert"; readonly name: string }
  | { readonly kind: "recording"; readonly name: string; readonly recording: Recording }
  | { readonly kind: "person"; readonly name: string; readonly controls: Policy };

/** After a recording that was left before its end the car rolls on for so long. */
const MOST_STEPS = 1000;

function expertOf(car: Car): Policy {
  const expert = new Expert(car, TEACHER);
  return { predict: () => expert.act() };
}

type Car = CarRacing<ContinuousActions>;

/** A car on its own copy of the track, and the agent that drives it. */
export class AgentCar {
  readonly agent: Agent;
  readonly live: LiveEpisode;
  /** What it has seen of late, and what the expert would have done. */
  readonly experience: Experience;
  readonly #car: Car;
  readonly #env: Env;
  readonly #reference: EnvReference;
  readonly #remembering: RememberingPolicy;
  readonly #network: NetworkPolicy | undefined;
  #policy: PolicyFile | undefined;

  private constructor(
    agent: Agent,
    reference: EnvReference,
    env: Env,
    car: Car,
    policy: Policy,
    seed: EpisodeSeed,
    file?: PolicyFile,
  ) {
    this.agent = agent;
    this.#env = env;
    this.#reference = reference;
    this.#car = car;
    this.#policy = file;
    this.#network = policy instanceof NetworkPolicy ? policy : undefined;
    this.#remembering = new RememberingPolicy(policy);
    this.live = new LiveEpisode(env, this.#remembering, seed);
    this.experience = new Experience(car);
  }

  /** @throws InputError when the policy is not one that drives */
  static async create(agent: Agent, seed: EpisodeSeed, reference: EnvReference): Promise<AgentCar> {
    if (agent.kind === "recording") {
      const { environment } = agent.recording;
      const env = (await make(environment.id, environment.options)) as Env;
      const car = (env as unknown as { unwrapped: Car }).unwrapped;
      const { actions, seed: own } = agent.recording;
      const replay = new ReplayPolicy([...actions, ...Array.from({ length: MOST_STEPS }, () => [0, 0, 0])]);
      return new AgentCar(agent, environment, env, car, replay, own);
    }
    const env = (await make(reference.id, reference.options)) as Env;
    const car = (env as unknown as { unwrapped: Car }).unwrapped;
    if (agent.kind === "person") return new AgentCar(agent, reference, env, car, agent.controls, seed);
    if (agent.kind === "expert") return new AgentCar(agent, reference, env, car, expertOf(car), seed);
    const policy = parsePolicy(agent.policy, agent.name);
    const network = await networkPolicy(policy, adapter, env);
    return new AgentCar(agent, reference, env, car, network, seed, policy);
  }

  get race() {
    return this.#car.race;
  }

  /** The policy as it drives now. */
  get policy(): PolicyFile | undefined {
    return this.#policy;
  }

  /** The episode under way, as a clip shows it. */
  get clip(): ClipEpisode {
    const { actions } = this.#remembering;
    return { caption: this.agent.name, env: this.#reference, seed: this.live.state.seed, actions };
  }

  /** The track that it drives whatever is asked for, if there is such a one. */
  get ownTrack(): EpisodeSeed | undefined {
    return this.agent.kind === "recording" ? this.agent.recording.seed : undefined;
  }

  advance(): void {
    if (this.live.state.ended) return;
    if (this.#policy) this.experience.add(this.live.state.observation as Uint8Array);
    this.live.advance();
  }

  reset(seed: EpisodeSeed): void {
    this.live.reset(this.ownTrack ?? seed);
  }

  /** Lets the policy drive with other weights. */
  rewire(weights: readonly Int8Array[]): void {
    if (!this.#policy || !this.#network) return;
    this.#policy = { ...this.#policy, network: { ...this.#policy.network, weights } };
    this.#network.rewire(weights);
  }

  close(): void {
    this.#network?.close();
    this.#env.close();
  }
}
