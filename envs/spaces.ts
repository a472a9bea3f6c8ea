/** A set of values, as Gymnasium's gymnasium.spaces.Space. */
export interface Space<Value> {
  sample(): Value;
  contains(value: unknown): value is Value;
}
