import { InputError } from "../errors.js";
import { isSystemError } from "../system-error.js";
import { awaitUser } from "../user-calls.js";
import { checkDataSet, type DataSet, type DataShape, type Splits } from "./data-set.js";

/** What a user's module calls for its data. @throws InputError for whatever it throws, which is no bug of ours */
async function ask<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await awaitUser(`${what} to be loaded`, call);
  } catch (error) {
    const isSaid = error instanceof InputError || isSystemError(error);
    if (isSaid || (error as Error | undefined)?.name === "AbortError") throw error;
    throw new InputError(`${what} to be loaded, got ${error}`, { cause: error });
  }
}

/**
 * Data to fit to and to choose by, from a module that may be anybody's. What is in it is checked where it is used.
 * @throws InputError when it throws, or gives something else
 */
export async function loadSplits(path: string, call: () => Promise<Splits>): Promise<Splits> {
  const splits: Partial<Splits> | undefined = await ask(`${path}: expected the data`, call);
  for (const part of ["fit", "validation"] as const) {
    if (typeof splits?.[part] === "object" && splits[part] !== null) continue;
    throw new InputError(`${path}: expected load to give \`fit\` and \`validation\`, got no ${part}`);
  }
  return splits as Splits;
}

/** Test data, likewise. @throws InputError also when it is not of the shape */
export async function loadTestSet(
  name: string,
  shape: DataShape,
  call: () => Promise<DataSet>,
): Promise<DataSet> {
  const test = await ask(`${name}: expected the test images`, call);
  checkDataSet(test, shape, "the test images");
  return test;
}
