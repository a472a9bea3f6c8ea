import { ATTRIBUTE, ELEMENT, type ElementType, type NodeProto, type TensorProto } from "./schema.js";

/** Names a value of the graph. */
export type Value = string;

type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** Collects the nodes and constants of a graph. */
export class Graph {
  readonly nodes: NodeProto[] = [];
  readonly constants: TensorProto[] = [];
  readonly #known = new Map<string, Value>();

  /**
   * Adds a node, of whose outputs the first is wanted. @param output a name for it, where others need to know it
   * @param outputs how many the node has
   */
  node(
    opType: string,
    input: readonly Value[],
    attributes: Attributes = {},
    output = `${opType}_${this.nodes.length}`,
    outputs = 1,
  ): Value {
    const others = Array.from({ length: outputs - 1 }, (_, index) => `${output}_${index + 1}`);
    this.nodes.push({
      ...{ name: output, opType, input, output: [output, ...others] },
      attribute: Object.entries(attributes).map(([name, value]) =>
        typeof value === "number"
          ? { name, type: ATTRIBUTE.int, i: value }
          : { name, type: ATTRIBUTE.ints, ints: value },
      ),
    });
    return output;
  }

  cast(value: Value, type: ElementType, output?: string): Value {
    return this.node("Cast", [value], { to: ELEMENT[type] }, output);
  }

  /** A constant; without `dims` a scalar. The same one is stored once. */
  constant(type: ElementType, values: ArrayLike<number>, dims: readonly number[] = []): Value {
    const key =
      values.length <= LONGEST_KEY ? JSON.stringify([type, Array.from(values, String), dims]) : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, dims, dataType: ELEMENT[type], rawData: pack(type, values) });
    if (key !== undefined) this.#known.set(key, name);
    return name;
  }

  /** A constant of one axis. */
  list(type: ElementType, values: ArrayLike<number>): Value {
    return this.constant(type, values, [values.length]);
  }

  scalar(type: ElementType, value: number): Value {
    return this.constant(type, [value]);
  }

  /** What lies from `starts` to before `ends` along some axes. */
  slice(value: Value, starts: readonly number[], ends: readonly number[], axes: readonly number[]): Value {
    const int64 = (values: readonly number[]) => this.list("int64", values);
    return this.node("Slice", [value, int64(starts), int64(ends), int64(axes)]);
  }
}

/** Constants with more elements are not looked for among those that are there. */
const LONGEST_KEY = 1024;

/** Elements as `rawData` has them: little-endian. */
function pack(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const size = { float: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1, double: 8 }[type];
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) {
    const at = size * index;
    const value = values[index];
    if (type === "float") view.setFloat32(at, value, true);
    else if (type === "double") view.setFloat64(at, value, true);
    else if (type === "int64") view.setBigInt64(at, BigInt(value), true);
    else if (type === "int32") view.setInt32(at, value, true);
    else view.setInt8(at, value);
  }
  return bytes;
}
