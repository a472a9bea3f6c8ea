/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === "string") return `"${value}"`;
  if (isArrayLike(value)) {
    const name = Array.isArray(value) ? "" : ((value as object).constructor?.name ?? "Object");
    if (value.length <= 8) return `${name}[${Array.from(value, describe).join(", ")}]`;
    // Of many numbers the one that is none is what matters.
    const odd = Array.prototype.findIndex.call(value, (element) => !Number.isFinite(element));
    return `${name || "a list"} of ${value.length} elements${odd < 0 ? "" : `, ${value[odd]} at index ${odd}`}`;
  }
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Whether a value is a list or a typed array. */
export function isArrayLike(value: unknown): value is ArrayLike<number> {
  return typeof value === "object" && value !== null && "length" in value;
}
