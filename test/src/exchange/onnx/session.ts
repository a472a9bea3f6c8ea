import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { writeOnnx } from "../../../../src/exchange/onnx/onnx-file.js";
import type { PortablePolicy } from "../../../../src/exchange/portable-policy.js";
import type { Acted, Observation } from "../policies.js";

// Threads would outlive the tests.
env.wasm.numThreads = 1;

/** Observations in a batch: the memory of a session grows with it. */
const BATCH = 50;

/** Opens a policy that was written as ONNX in onnxruntime. */
export async function openSession(policy: PortablePolicy) {
  const { bytes, inputs } = writeOnnx(policy);
  const session = await InferenceSession.create(bytes);
  const [{ type, dims }] = inputs;

  /** What it does with some observations, and numbers of privileged state beside them. */
  async function act(
    observations: readonly Observation[],
    states: readonly Float32Array[],
  ): Promise<Acted[]> {
    const axes = [observations.length, ...dims];
    const numbers = () => observations.flatMap((each) => Array.from(each as ArrayLike<number>));
    const observation =
      type === "uint8"
        ? new Tensor("uint8", concat(observations as readonly Uint8Array[]), axes)
        : type === "float"
          ? new Tensor("float32", Float32Array.from(numbers()), axes)
          : new Tensor("int64", BigInt64Array.from(numbers(), BigInt), axes);
    const state = () =>
      new Tensor("float32", Float32Array.from(states.flatMap((each) => [...each])), [
        observations.length,
        policy.privileged,
      ]);
    const { action, logits } = await session.run({
      observation,
      ...(policy.privileged > 0 && { state: state() }),
    });
    const rows = ({ data }: Tensor) => {
      const values = Array.from(data as ArrayLike<number | bigint>, Number);
      const width = values.length / observations.length;
      return observations.map((_, index) => values.slice(index * width, (index + 1) * width));
    };
    const [actions, sums] = [rows(action), rows(logits)];
    return observations.map((_, index) => ({ logits: sums[index], action: actions[index] }));
  }

  return {
    async act(observations: readonly Observation[], states: readonly Float32Array[] = []): Promise<Acted[]> {
      const acted: Acted[] = [];
      for (let at = 0; at < observations.length; at += BATCH) {
        acted.push(...(await act(observations.slice(at, at + BATCH), states.slice(at, at + BATCH))));
      }
      return acted;
    },
    close: () => session.release(),
  };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
