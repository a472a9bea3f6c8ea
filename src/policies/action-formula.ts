/**
 * What a decoder does, as data: so that it can be written in other languages. Numbers have 64 bits, and operations are
 * done one by one in the order that is said, so that every language gives the same bits.
 */
export type ActionFormula =
  /** Discrete actions: in each group of outputs the first of the largest. */
  | {
      readonly kind: "choices";
      readonly groups: readonly ChoiceGroup[];
      /** Whether the action is a list of choices; else there is one group, and the action is a number. */
      readonly isList: boolean;
    }
  /** Continuous actions: one expression for each element, whose value is rounded to 32 bits. */
  | { readonly kind: "values"; readonly elements: readonly Expression[] };

/** Outputs of which one is chosen. */
export interface ChoiceGroup {
  /** The group's first output. */
  readonly first: number;
  readonly count: number;
  /** The action that the first output stands for. */
  readonly start: number;
}

/** A number that is computed from outputs, observation and privileged state. */
export type Expression =
  | number
  /** An output of the network: a logit ÷ the policy's output divisor. */
  | { readonly op: "output"; readonly index: number }
  /** A number of the privileged state. */
  | { readonly op: "privileged"; readonly index: number }
  /** A byte of an observation that is an image, counted through rows, columns and channels. */
  | { readonly op: "byte"; readonly index: number }
  | {
      readonly op: "add" | "subtract" | "multiply" | "divide" | "min" | "max";
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly op: "abs" | "exp"; readonly of: Expression }
  /** The terms, added from the first to the last. */
  | { readonly op: "sum"; readonly terms: readonly Expression[] }
  /** One of two values, by whether left < right. */
  | {
      readonly op: "if-below";
      readonly left: Expression;
      readonly right: Expression;
      readonly below: Expression;
      readonly otherwise: Expression;
    };

type Binary = (left: Expression, right: Expression) => Expression;

const binary =
  (op: "add" | "subtract" | "multiply" | "divide" | "min" | "max"): Binary =>
  (left, right) => ({ op, left, right });

export const add = binary("add");
export const subtract = binary("subtract");
export const multiply = binary("multiply");
export const divide = binary("divide");
export const abs = (of: Expression): Expression => ({ op: "abs", of });
export const exp = (of: Expression): Expression => ({ op: "exp", of });
export const max = binary("max");
export const sum = (terms: readonly Expression[]): Expression => ({ op: "sum", terms });
export const output = (index: number): Expression => ({ op: "output", index });

/** `value`, not below `low` and not above `high`. */
export const between = (value: Expression, low: Expression, high: Expression): Expression =>
  binary("max")(low, binary("min")(high, value));

/** The expressions that an expression is made of, itself first. */
export function partsOf(expression: Expression): Expression[] {
  if (typeof expression === "number") return [expression];
  switch (expression.op) {
    case "output":
    case "privileged":
    case "byte":
      return [expression];
    case "abs":
    case "exp":
      return [expression, ...partsOf(expression.of)];
    case "sum":
      return [expression, ...expression.terms.flatMap(partsOf)];
    case "if-below": {
      const { left, right, below, otherwise } = expression;
      return [expression, ...[left, right, below, otherwise].flatMap(partsOf)];
    }
    default:
      return [expression, ...partsOf(expression.left), ...partsOf(expression.right)];
  }
}
