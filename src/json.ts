import type { z } from "zod";

/** The text of a file without the byte order mark that some editors put before it, which is no JSON. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

/** @throws RangeError when a text is not whole JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    throw new RangeError("it is not whole JSON, so it may be truncated");
  }
}

/** The value of a JSON text; undefined, for which JSON has no word, when it is none. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws RangeError that names the first place where a value is not as the schema has it */
export function expectSchema<Value>(value: unknown, schema: z.ZodType<Value>): Value {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0];
  throw new RangeError(`${path.join(".") || "the file"}: ${message}`);
}

/** JSON with the members of every object in the order of their names and without those that are undefined. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** JSON Lines, as curves and exports have it: one value a line, each line ended. */
export const jsonLines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
