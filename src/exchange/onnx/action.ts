import type { ActionFormula, Expression } from "../../policies/action-formula.js";
import type { PortablePolicy } from "../portable-policy.js";
import type { Graph, Value } from "./graph.js";
import type { ElementType } from "./schema.js";

/** The graph's output `action`: the type of its elements, and its axes behind the batch. */
export interface ActionOutput {
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** What `addAction` makes. */
export const actionOutput = ({ action }: PortablePolicy): ActionOutput =>
  action.kind === "values"
    ? { type: "float", dims: [action.elements.length] }
    : { type: "int64", dims: action.isList ? [action.groups.length] : [] };

/** Adds what makes the output `action` of the logits. */
export function addAction(
  graph: Graph,
  policy: PortablePolicy,
  given: { readonly logits: Value; readonly observation: Value; readonly state: Value },
): void {
  const { action } = policy;
  if (action.kind === "choices") {
    choose(graph, action, given.logits);
    return;
  }
  const writer = new ExpressionNodes(graph, policy, given);
  const elements = action.elements.map((element) => writer.column(element));
  graph.cast(graph.node("Concat", elements, { axis: 1 }), "float", "action");
}

function choose(graph: Graph, { groups, isList }: ActionFormula & { kind: "choices" }, logits: Value): void {
  const choices = groups.map(({ first, count }) => {
    const own = graph.slice(logits, [first], [first + count], [1]);
    // The first of the largest: ONNX's default.
    return graph.node("ArgMax", [own], { axis: 1, keepdims: isList ? 1 : 0 });
  });
  const chosen = isList ? graph.node("Concat", choices, { axis: 1 }) : choices[0];
  const starts = groups.map(({ start }) => start);
  const start = isList ? graph.list("int64", starts) : graph.scalar("int64", starts[0]);
  graph.node("Add", [chosen, start], {}, "action");
}

const OPERATORS = {
  ...{ add: "Add", subtract: "Sub", multiply: "Mul", divide: "Div" },
  ...{ min: "Min", max: "Max", abs: "Abs", exp: "Exp" },
} as const;

/** Writes expressions as nodes over columns (batch × 1) of 64-bit floats. What occurs twice is written once. */
class ExpressionNodes {
  readonly #graph: Graph;
  readonly #outputs: Value;
  readonly #observation: Value;
  readonly #state: Value;
  readonly #known = new Map<Expression, Value>();

  constructor(
    graph: Graph,
    { outputDivisor }: PortablePolicy,
    given: { readonly logits: Value; readonly observation: Value; readonly state: Value },
  ) {
    this.#graph = graph;
    this.#outputs = graph.node("Div", [
      graph.cast(given.logits, "double"),
      graph.scalar("double", outputDivisor),
    ]);
    this.#state = given.state;
    this.#observation = given.observation;
  }

  /** An element of the action as a column, constants too. */
  column(expression: Expression): Value {
    const value = this.#write(expression);
    if (typeof expression !== "number") return value;
    const nothing = this.#graph.node("Mul", [this.#pick(this.#outputs, [0]), this.#write(0)]);
    return this.#graph.node("Add", [nothing, value]);
  }

  #write(expression: Expression): Value {
    if (typeof expression === "number") return this.#graph.scalar("double", expression);
    const known = this.#known.get(expression) ?? this.#node(expression);
    this.#known.set(expression, known);
    return known;
  }

  #node(expression: Exclude<Expression, number>): Value {
    const graph = this.#graph;
    switch (expression.op) {
      case "output":
        return this.#pick(this.#outputs, [expression.index]);
      case "privileged":
        return graph.cast(this.#pick(this.#state, [expression.index]), "double");
      case "byte":
        return this.#readBytes([expression.index]);
      case "sum":
        return this.#sum(expression.terms);
      case "abs":
      case "exp":
        return graph.node(OPERATORS[expression.op], [this.#write(expression.of)]);
      case "if-below": {
        const isBelow = graph.node("Less", [this.#write(expression.left), this.#write(expression.right)]);
        return graph.node("Where", [
          isBelow,
          this.#write(expression.below),
          this.#write(expression.otherwise),
        ]);
      }
      default:
        return graph.node(OPERATORS[expression.op], [
          this.#write(expression.left),
          this.#write(expression.right),
        ]);
    }
  }

  #pick(value: Value, columns: readonly number[]): Value {
    return this.#graph.node("Gather", [value, this.#graph.list("int64", columns)], { axis: 1 });
  }

  /** Bytes of the image, as columns of 64-bit floats. */
  #readBytes(places: readonly number[]): Value {
    const flat = this.#graph.node("Flatten", [this.#observation], { axis: 1 });
    return this.#graph.cast(this.#pick(flat, places), "double");
  }

  /** Running sums add from the first term to the last. Bytes that are divided alike are read at once. */
  #sum(terms: readonly Expression[]): Value {
    const graph = this.#graph;
    const places = terms.map(scaledByte);
    const [first] = places;
    const isAlike = first && places.every((place) => place?.divisor === first.divisor);
    if (!isAlike) return terms.map((term) => this.#write(term)).reduce((a, b) => graph.node("Add", [a, b]));
    const bytes = this.#readBytes(places.map((place) => place!.index));
    const scaled = graph.node("Div", [bytes, graph.scalar("double", first.divisor)]);
    const running = graph.node("CumSum", [scaled, graph.scalar("int64", 1)]);
    return this.#pick(running, [terms.length - 1]);
  }
}

/** A byte ÷ a constant; undefined for other expressions. */
function scaledByte(term: Expression): { readonly index: number; readonly divisor: number } | undefined {
  if (typeof term === "number" || term.op !== "divide" || typeof term.right !== "number") return undefined;
  const { left, right } = term;
  return typeof left === "number" || left.op !== "byte" ? undefined : { index: left.index, divisor: right };
}
