import type { Expression } from "../../../src/policies/action-formula.js";

/** Evaluates an expression with privileged state, outputs and the bytes of an image. */
export function evaluate(
  expression: Expression,
  given: {
    readonly outputs: ArrayLike<number>;
    readonly bytes: ArrayLike<number>;
    readonly privileged: ArrayLike<number>;
  },
): number {
  if (typeof expression === "number") return expression;
  const value = (each: Expression) => evaluate(each, given);
  switch (expression.op) {
    case "output":
      return given.outputs[expression.index];
    case "privileged":
      return given.privileged[expression.index];
    case "byte":
      return given.bytes[expression.index];
    case "add":
      return value(expression.left) + value(expression.right);
    case "subtract":
      return value(expression.left) - value(expression.right);
    case "multiply":
      return value(expression.left) * value(expression.right);
    case "divide":
      return value(expression.left) / value(expression.right);
    case "min":
      return Math.min(value(expression.left), value(expression.right));
    case "max":
      return Math.max(value(expression.left), value(expression.right));
    case "abs":
      return Math.abs(value(expression.of));
    case "exp":
      return Math.exp(value(expression.of));
    case "sum":
      return expression.terms.map(value).reduce((total, term) => total + term);
    case "if-below":
      return value(expression.left) < value(expression.right)
        ? value(expression.below)
        : value(expression.otherwise);
  }
}
