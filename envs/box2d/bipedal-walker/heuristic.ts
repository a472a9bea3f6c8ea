/** How fast the walker tries to go; faster, it falls forward. */
const SPEED = 0.29;
const SUPPORT_KNEE_ANGLE = 0.1;

const f = Math.fround;

/**
 * Gymnasium's scripted walker, `BipedalWalkerHeuristics`: stands on one leg, puts the other down before it,
 * and pushes off. It has no notion of balance and falls sooner or later. Make one for each episode.
 *
 * Gymnasium computes with numpy's float32 where an observation takes part, and so does this, to the bit.
 */
export class WalkerHeuristic {
  #state: "stay on one leg" | "put other down" | "push off" = "stay on one leg";
  #movingLeg: 0 | 1 = 0;
  /** Target of the knee of the leg that the walker stands on, and whether it came from an observation. */
  #supportingKnee = SUPPORT_KNEE_ANGLE;
  #isFloat32 = false;

  /**
   * The next action: the four motors, from −1 to 1.
   * @param observation Of BipedalWalker-v3.
   */
  act(observation: ArrayLike<number>): Float32Array {
    const s = (index: number) => observation[index];
    const moving = this.#movingLeg;
    const supporting = (1 - moving) as 0 | 1;
    const movingAt = 4 + 5 * moving;
    const supportingAt = 4 + 5 * supporting;
    const hipTarget: [number, number] = [0, 0];
    const kneeTarget: [number, number] = [0, 0];

    if (this.#state === "stay on one leg") {
      hipTarget[moving] = 1.1;
      kneeTarget[moving] = -0.6;
      this.#raiseKnee();
      if (s(2) > f(SPEED)) this.#raiseKnee();
      this.#limitKnee();
      kneeTarget[supporting] = this.#supportingKnee;
      if (s(supportingAt) < f(0.1)) this.#state = "put other down";
    }
    if (this.#state === "put other down") {
      hipTarget[moving] = 0.1;
      kneeTarget[moving] = SUPPORT_KNEE_ANGLE;
      kneeTarget[supporting] = this.#supportingKnee;
      if (s(movingAt + 4) !== 0) {
        this.#state = "push off";
        this.#supportingKnee = s(movingAt + 2);
        this.#isFloat32 = true;
        this.#limitKnee();
      }
    }
    if (this.#state === "push off") {
      kneeTarget[moving] = this.#supportingKnee;
      kneeTarget[supporting] = 1;
      if (s(supportingAt + 2) > f(0.88) || s(2) > f(1.2 * SPEED)) {
        this.#state = "stay on one leg";
        this.#movingLeg = supporting;
      }
    }

    // Keeps the head straight, and damps the way up and down.
    const straighten = f(f(f(0.9) * f(0 - s(0))) - f(f(1.5) * s(1)));
    const damping = f(15 * s(3));
    const action = new Float32Array(4);
    for (const leg of [0, 1] as const) {
      const at = 4 + 5 * leg;
      // A target of 0 counts as none.
      const hip = hipTarget[leg] === 0 ? 0 : towards(0.9, hipTarget[leg], s(at), s(at + 1));
      const knee = kneeTarget[leg] === 0 ? 0 : towards(4, kneeTarget[leg], s(at + 2), s(at + 3));
      action[2 * leg] = clip(0.5 * f(hip - straighten));
      action[2 * leg + 1] = clip(0.5 * f(knee - damping));
    }
    return action;
  }

  #raiseKnee(): void {
    this.#supportingKnee = this.#isFloat32 ? f(this.#supportingKnee + f(0.03)) : this.#supportingKnee + 0.03;
  }

  #limitKnee(): void {
    const limit = this.#isFloat32 ? f(SUPPORT_KNEE_ANGLE) : SUPPORT_KNEE_ANGLE;
    if (this.#supportingKnee <= limit) return;
    this.#supportingKnee = SUPPORT_KNEE_ANGLE;
    this.#isFloat32 = false;
  }
}

/** How hard to turn a joint towards a target angle, less the more it turns already. */
function towards(strength: number, target: number, angle: number, speed: number): number {
  return f(f(f(strength) * f(f(target) - angle)) - f(0.25 * speed));
}

const clip = (value: number) => Math.max(-1, Math.min(1, value));
