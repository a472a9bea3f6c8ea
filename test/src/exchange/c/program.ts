import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { writeC } from "../../../../src/exchange/c/c-file.js";
import type { PortablePolicy } from "../../../../src/exchange/portable-policy.js";
import { outputShapes } from "../../../../src/networks/architecture.js";
import type { Acted, Observation } from "../policies.js";

/** Whether there is a compiler. */
export const hasCompiler = spawnSync("cc", ["--version"]).status === 0;

const FLAGS = ["-Wall", "-Wextra", "-pedantic", "-std=c99", "-O2"];

/** Compiles a policy that was written in C. @returns what it does with observations, and numbers of privileged state */
export function compile(
  policy: PortablePolicy,
  folder: string,
): (observations: readonly Observation[], states?: readonly Float32Array[]) => Acted[] {
  const file = join(folder, "policy.c");
  const harness = join(folder, "main.c");
  const program = join(folder, "policy");
  const shape = shapeOf(policy);
  writeFileSync(file, writeC(policy, "policy").text);
  writeFileSync(harness, harnessOf(shape));
  const { status, stderr } = spawnSync(
    "cc",
    [...FLAGS, "-DPOLICY_ENCODE", file, harness, "-o", program, "-lm"],
    {
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
  return (observations, states = []) => {
    const input = Buffer.concat(
      observations.flatMap((observation, index) => [
        bytesOf(observation),
        ...(shape.states > 0 ? [bytesOf(states[index])] : []),
      ]),
    );
    const { stdout, status: end } = spawnSync(program, { input, maxBuffer: 2 ** 30 });
    expect(end).to.equal(0);
    return readActed(stdout, shape, observations.length);
  };
}

interface Shape {
  readonly raw: "uint8_t" | "float" | "int32_t";
  readonly elements: number;
  readonly states: number;
  readonly logits: number;
  /** Elements of the action; 0 where it is what the function returns. */
  readonly action: number;
  readonly actionType: "float" | "int32_t";
}

function shapeOf({ network, encoder, action, privileged }: PortablePolicy): Shape {
  const { channels, height, width } = outputShapes(network.architecture).at(-1)!;
  const [raw, elements] =
    encoder.kind === "image"
      ? (["uint8_t", encoder.height * encoder.width * encoder.channels] as const)
      : encoder.kind === "vector"
        ? (["float", encoder.low.length] as const)
        : (["int32_t", encoder.counts.length] as const);
  return {
    ...{ raw, elements, states: privileged, logits: channels * height * width },
    action: action.kind === "values" ? action.elements.length : action.isList ? action.groups.length : 0,
    actionType: action.kind === "values" ? "float" : "int32_t",
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Observation) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** Reads observations from standard input, and writes logits and actions. */
function harnessOf({ raw, elements, states, logits, action, actionType }: Shape): string {
  const type = raw === "float" ? "uint8_t" : raw;
  const parameters = [
    `const ${type} *observation`,
    ...(action > 0 ? [`${actionType} *action`] : []),
    ...(states > 0 ? ["const float *state"] : []),
  ];
  const given = ["seen", ...(action > 0 ? ["action"] : []), ...(states > 0 ? ["state"] : [])];
  return `#include <stdint.h>
#include <stdio.h>
const int32_t *policy_logits(const ${type} *observation);
int policy_act(${parameters.join(", ")});
${raw === "float" ? "void policy_encode(const float *values, uint8_t *observation);" : ""}
int main(void) {
  static ${raw} observation[${elements}];
  ${raw === "float" ? `static uint8_t seen[${elements}];` : `const ${raw} *seen = observation;`}
  ${states > 0 ? `static float state[${states}];` : ""}
  static ${actionType} action[${Math.max(1, action)}];
  while (fread(observation, sizeof observation, 1, stdin) == 1) {
    ${raw === "float" ? "policy_encode(observation, seen);" : ""}
    ${states > 0 ? "if (fread(state, sizeof state, 1, stdin) != 1) return 1;" : ""}
    int returned = policy_act(${given.join(", ")});
    ${action > 0 ? `if (returned != ${action}) return 2;` : "action[0] = returned;"}
    fwrite(policy_logits(seen), 4, ${logits}, stdout);
    fwrite(action, sizeof action, 1, stdout);
  }
  return 0;
}
`;
}

function readActed(output: Buffer, { logits, action, actionType }: Shape, count: number): Acted[] {
  const elements = Math.max(1, action);
  const size = 4 * (logits + elements);
  expect(output.length).to.equal(size * count);
  const read = (at: number, isFloat: boolean) => (isFloat ? output.readFloatLE(at) : output.readInt32LE(at));
  return Array.from({ length: count }, (_, index) => ({
    logits: Array.from({ length: logits }, (_, place) => read(index * size + 4 * place, false)),
    action: Array.from({ length: elements }, (_, place) =>
      read(index * size + 4 * (logits + place), actionType === "float"),
    ),
  }));
}
