import { InputError } from "../errors.js";

/** `--layers`, as yargs takes it; what it is for stands in the description. */
export const layersOption = {
  requiresArg: true,
  coerce: (word: string): readonly string[] => word.split(","),
} as const;

/**
 * The layers that were asked for.
 * @param names those that the network has
 * @throws InputError when one of them is not among these
 */
export function checkLayers(
  asked: readonly string[] | undefined,
  names: readonly string[],
): readonly string[] | undefined {
  const unknown = asked?.find((name) => !names.includes(name));
  if (unknown === undefined) return asked;
  throw new InputError(
    `option --layers: expected names out of ${names.join(", ")}, got ${unknown || "nothing"}`,
  );
}
