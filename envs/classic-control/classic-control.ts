import { expectAction } from "../action.js";
import type {
  Env,
  EnvMetadata,
  RenderFrame,
  ResetOptions,
  ResetResult,
  StepOutcome,
  StepResult,
} from "../env.js";
import { NO_INFO } from "../no-info.js";
import { Random } from "../random.js";
import type { AcceptedBy, Box, Space } from "../spaces.js";

/** An outcome to write to where nobody else looks. */
const outcome: StepOutcome = { reward: 0, terminated: false, truncated: false, info: {} };

/** What the environments of classic control share: a state of a few numbers, and no info. */
export abstract class ClassicControl<ActionSpace extends Space> implements Env<Box<"float32">, ActionSpace> {
  abstract readonly actionSpace: ActionSpace;
  abstract readonly observationSpace: Box<"float32">;
  abstract readonly metadata: EnvMetadata;

  #random: Random | undefined;
  #started = false;

  get npRandom(): Random {
    this.#random ??= new Random();
    return this.#random;
  }

  /**
   * Starts an episode. What `options` may be, see each class.
   * @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have.
   */
  reset({ seed, options }: ResetOptions = {}): ResetResult<Float32Array, object> {
    if (seed !== undefined) this.#random = new Random(seed);
    this.start(this.npRandom, options);
    this.#started = true;
    const observation = new Float32Array(this.observationSpace.size);
    this.observe(observation, 0);
    return [observation, {}];
  }

  step(action: AcceptedBy<ActionSpace>): StepResult<Float32Array, object> {
    const observation = new Float32Array(this.observationSpace.size);
    this.stepInto(action, observation, 0, outcome);
    return [observation, outcome.reward, outcome.terminated, false, {}];
  }

  stepInto(
    action: AcceptedBy<ActionSpace>,
    observation: Float32Array,
    at: number,
    outcome: StepOutcome,
  ): void {
    expectAction(this.actionSpace, action);
    if (!this.#started) throw new Error("expected an environment that was reset, got step() first");
    outcome.truncated = false;
    outcome.info = NO_INFO;
    this.advance(action, outcome);
    this.observe(observation, at);
  }

  render(mode = "rgb_array"): RenderFrame {
    if (mode !== "rgb_array") throw new RangeError(`expected render mode rgb_array, got ${mode}`);
    return this.draw();
  }

  close(): void {}

  /** Draws the starting state at random. */
  protected abstract start(random: Random, options: object | undefined): void;

  /** One time step. Sets the reward and whether the episode has terminated. */
  protected abstract advance(action: AcceptedBy<ActionSpace>, outcome: StepOutcome): void;

  /** Writes what is observed, from element `at` on. */
  protected abstract observe(observation: Float32Array, at: number): void;

  protected abstract draw(): RenderFrame;
}
