import type { CarRacing, ContinuousActions } from "../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../envs/box2d/car-racing/expert.js";
import { ENCODINGS } from "../../adapters/car-racing/decoders.js";
import { KernelGradients } from "../../kernels/gradients.js";
import type { Architecture } from "../../networks/architecture.js";
import type { Policy } from "../../networks/policy-file.js";
import { type Car, Driver } from "../../policies/network-policy.js";
import { carRacing } from "../../tasks/imitation.js";

/** Who is compared. All of it can be sent to a worker thread. */
export type Wheel =
  | { readonly kind: "expert" }
  /** Does the same in every step. */
  | { readonly kind: "constant"; readonly action: readonly number[] }
  | RealWheel
  /** A ternary policy, or several of which each has its say: the mean of their actions. */
  | { readonly kind: "policies"; readonly policies: readonly Policy[] };

/** A network before it is pruned: real weights, one array a layer, and the factor on its outputs. */
export interface RealWheel {
  readonly kind: "real";
  readonly architecture: Architecture;
  readonly weights: readonly Float32Array[];
  readonly outputScale: number;
}

/** Someone at the wheel of one environment. */
export interface OpenWheel {
  act(observation: Uint8Array): ArrayLike<number> | Promise<ArrayLike<number>>;
  close(): unknown;
}

/** @param env where it drives: the expert looks at it, and policies that are told the true motion */
export async function openWheel(wheel: Wheel, env: CarRacing<ContinuousActions>): Promise<OpenWheel> {
  switch (wheel.kind) {
    case "expert": {
      const expert = new Expert(env, TEACHER);
      return { act: () => expert.act(), close() {} };
    }
    case "constant":
      return { act: () => wheel.action, close() {} };
    case "real":
      return openReal(wheel);
    case "policies":
      return openPolicies(wheel.policies, env);
  }
}

function openReal({ architecture, weights, outputScale }: RealWheel): OpenWheel {
  const network = new KernelGradients({ architecture, loss: carRacing.loss, batch: 1, threads: 1 });
  network.setParameters(weights, outputScale);
  return {
    async act(observation) {
      const outputs = await network.forward(observation, 1);
      return ENCODINGS.control.decode(
        outputs.map((output) => output * outputScale),
        undefined,
      );
    },
    close: () => network.close(),
  };
}

async function openPolicies(policies: readonly Policy[], car: Car): Promise<OpenWheel> {
  const drivers = await Promise.all(policies.map((policy) => Driver.create(policy, car)));
  return {
    act(observation) {
      const [first, ...others] = drivers.map((driver) => driver.act(observation));
      for (const other of others) {
        for (const [index, value] of other.entries()) first[index] += value;
      }
      return first.map((sum) => sum / drivers.length);
    },
    close() {
      for (const driver of drivers) driver.close();
    },
  };
}
