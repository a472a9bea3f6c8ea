import { InputError } from "../../errors.js";
import type { ActionFormula, Expression } from "../../policies/action-formula.js";
import type { PortablePolicy } from "../portable-policy.js";
import { doubleOf, intOf } from "./numbers.js";

/** The function `NAME_act` in C. */
export interface ActionFunction {
  /** Its parameters behind the observation. */
  readonly parameters: readonly string[];
  /** What they are and what it returns, for people: pairs of a name and a line. */
  readonly description: readonly (readonly [string, string])[];
  readonly helpers: readonly string[];
  readonly body: string;
  readonly needsMath: boolean;
}

/** @throws InputError when an action does not fit into C's integers */
export function actionFunction({ action, outputDivisor, privileged }: PortablePolicy): ActionFunction {
  return action.kind === "choices" ? choose(action) : compute(action.elements, outputDivisor, privileged);
}

const LARGEST = `/* The first of the largest. */
static int32_t NAME_largest(const int32_t *logits, int32_t count) {
  int32_t best = 0;
  int32_t i;
  for (i = 1; i < count; i++) {
    if (logits[i] > logits[best]) best = i;
  }
  return best;
}`;

/** An `int` may have no more than 16 bits. */
const LARGEST_INT = 32_767;
const LARGEST_INT32 = 2 ** 31 - 1;

function choose({ groups, isList }: ActionFormula & { kind: "choices" }): ActionFunction {
  const limit = isList ? LARGEST_INT32 : LARGEST_INT;
  for (const { start, count } of groups) {
    if (Math.max(Math.abs(start), Math.abs(start + count)) > limit) {
      throw new InputError(`expected actions from ${-limit} to ${limit}, got some from ${start} on`);
    }
  }
  const choice = ({ first, count, start }: (typeof groups)[number]) =>
    `${start === 0 ? "" : `${intOf(start)} + `}NAME_largest(logits${first === 0 ? "" : ` + ${first}`}, ${count})`;
  if (!isList) {
    const { start, count } = groups[0];
    return {
      parameters: [],
      description: [["returns", `the action, ${start} to ${start + count - 1}`]],
      helpers: [LARGEST],
      body: `  return (int)(${choice(groups[0])});`,
      needsMath: false,
    };
  }
  return {
    parameters: ["int32_t *action"],
    description: [
      ["action", `${groups.length} whole numbers, which it writes`],
      ["returns", "how many it wrote"],
    ],
    helpers: [LARGEST],
    body: [
      ...groups.map((group, index) => `  action[${index}] = ${choice(group)};`),
      `  return ${groups.length};`,
    ].join("\n"),
    needsMath: false,
  };
}

function compute(elements: readonly Expression[], outputDivisor: number, privileged: number): ActionFunction {
  const writer = new ExpressionWriter(outputDivisor);
  const values = elements.map((element) => writer.write(element));
  return {
    parameters: ["float *action", ...(privileged > 0 ? ["const float *state"] : [])],
    description: [
      ["action", `${elements.length} numbers, which it writes`],
      ...(privileged > 0
        ? [
            [
              "state",
              `${privileged} numbers of the environment's state that the action needs: see docs/c.md of aann-gym`,
            ] as const,
          ]
        : []),
      ["returns", "how many it wrote"],
    ],
    helpers: [],
    body: [
      ...writer.lines,
      ...values.map((value, index) => `  action[${index}] = (float)${value};`),
      `  return ${elements.length};`,
    ].join("\n"),
    needsMath: writer.needsMath,
  };
}

const OPERATORS = { add: "+", subtract: "-", multiply: "*", divide: "/" } as const;

/** Writes expressions as constants of type `double`, one operation a line. What occurs twice is written once. */
class ExpressionWriter {
  readonly lines: string[] = [];
  needsMath = false;
  readonly #outputDivisor: number;
  readonly #names = new Map<Expression, string>();

  constructor(outputDivisor: number) {
    this.#outputDivisor = outputDivisor;
  }

  /** The name or constant that stands for an expression. */
  write(expression: Expression): string {
    if (typeof expression === "number") return doubleOf(expression);
    const known = this.#names.get(expression);
    if (known !== undefined) return known;
    const value = this.#value(expression);
    const name = `v${this.#names.size}`;
    this.#names.set(expression, name);
    this.lines.push(`  const double ${name} = ${value};`);
    return name;
  }

  #value(expression: Exclude<Expression, number>): string {
    switch (expression.op) {
      case "output":
        return `logits[${expression.index}] / ${doubleOf(this.#outputDivisor)}`;
      case "privileged":
        return `state[${expression.index}]`;
      case "byte":
        return `observation[${expression.index}]`;
      case "abs": {
        const of = this.write(expression.of);
        return `${of} < 0.0 ? -${of} : ${of}`;
      }
      case "exp":
        this.needsMath = true;
        return `exp(${this.write(expression.of)})`;
      case "sum":
        return expression.terms.map((term) => this.write(term)).join(" + ");
      case "if-below": {
        const { below, otherwise } = expression;
        return `${this.write(expression.left)} < ${this.write(expression.right)} ? ${this.write(below)} : ${this.write(otherwise)}`;
      }
      default: {
        const [left, right] = [this.write(expression.left), this.write(expression.right)];
        if (expression.op === "min") return `${left} < ${right} ? ${left} : ${right}`;
        if (expression.op === "max") return `${left} > ${right} ? ${left} : ${right}`;
        return `${left} ${OPERATORS[expression.op]} ${right}`;
      }
    }
  }
}
