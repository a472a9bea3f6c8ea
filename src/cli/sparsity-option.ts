import { InputError } from "../errors.js";
import { type Architecture, weightCount } from "../networks/architecture.js";
import { type Sparsity, zeroCounts } from "../networks/sparsity.js";
import { numberOption } from "./options.js";

/** What `--sparsity` asks for: a percentage for some layers by name, and one for the others. */
export interface SparsityRequest {
  readonly layers: Readonly<Record<string, number>>;
  readonly others?: number;
}

const EXPECTED = "a percentage from 0 to below 100, or some for layers like layer1.0=50,95";
const percentage = numberOption("sparsity", { expected: EXPECTED, minimum: 0, below: 100 });

/**
 * A checker for yargs' `coerce`: a percentage, or percentages for layers by name and one for the others, with commas
 * between them.
 */
export function parseSparsity(given: string | number | boolean): SparsityRequest {
  const layers: Record<string, number> = {};
  let others: number | undefined;
  for (const word of String(given).split(",")) {
    const [name, percent, ...rest] = word.split("=");
    const repeated = percent === undefined ? others !== undefined : Object.hasOwn(layers, name);
    if (repeated || rest.length > 0 || (percent !== undefined && name === "")) {
      throw new InputError(`option --sparsity: expected ${EXPECTED}, got ${given || "nothing"}`);
    }
    if (percent === undefined) others = percentage(name);
    else layers[name] = percentage(percent);
  }
  return { layers, others };
}

/**
 * The sparsity that a request means for a network.
 * @throws InputError when it names a layer that the network lacks, leaves one out, or leaves one without weights: such
 * a network says the same to every image.
 */
export function sparsityFor(architecture: Architecture, { layers, others }: SparsityRequest): Sparsity {
  const names = architecture.layers.map(({ name }) => name);
  const unknown = Object.keys(layers).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`option --sparsity: expected layers out of ${names.join(", ")}, got ${unknown}`);
  }
  const asked = Object.keys(layers).length;
  const missing = names.find((name) => others === undefined && layers[name] === undefined);
  if (missing !== undefined) {
    throw new InputError(`option --sparsity: expected a percentage for every layer, got none for ${missing}`);
  }
  const sparsity =
    asked === 0 ? others! : Object.fromEntries(names.map((name) => [name, layers[name] ?? others!]));
  const zeros = zeroCounts(architecture, sparsity);
  const empty = architecture.layers.find((layer, index) => zeros[index] === weightCount(layer));
  if (empty) {
    const percent = typeof sparsity === "number" ? sparsity : sparsity[empty.name];
    throw new InputError(
      `option --sparsity: expected a percentage that leaves weights in each layer, got ${percent}, which empties ${empty.name} (${weightCount(empty)} weights)`,
    );
  }
  return sparsity;
}
