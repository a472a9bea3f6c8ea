import { InputError } from "../../errors.js";

/** A number as a constant in C that is read as the same 64 bits. @throws InputError when it is not finite */
export function doubleOf(value: number): string {
  if (!Number.isFinite(value)) throw new InputError(`expected finite numbers in the policy, got ${value}`);
  const text = Object.is(value, -0) ? "-0" : String(value);
  const digits = /^-?\d+$/.test(text) ? `${text}.0` : text;
  return value < 0 ? `(${digits})` : digits;
}

/** A whole number of 32 bits as a constant in C. */
export const intOf = (value: number): string => (value < 0 ? `(${value})` : String(value));
