import { InputError } from "../errors.js";
import { inspect } from "./inspect.js";
import { type Edition, type FetchOptions, SourceError, type StoredDataSet } from "./stored-data-set.js";

export interface FetchDataSetOptions extends FetchOptions {
  /** Hears why a source was given up, before the next one is tried. */
  readonly onFailure?: (reason: string) => void;
}

/**
 * Brings a data set onto this machine: the best edition that is whole or can be had. Where only a lesser one is whole,
 * the better one is tried again.
 * @returns the edition that is there now
 * @throws InputError with each source's reason when none can be had
 */
export async function fetchDataSet(
  { title, editions }: StoredDataSet,
  { onFailure, ...options }: FetchDataSetOptions = {},
): Promise<Edition> {
  const reasons: string[] = [];
  for (const edition of editions) {
    const { state, faults } = await inspect(edition);
    if (state === "whole") return edition;
    const reason = edition.fetch
      ? await failureOf(edition.fetch(options))
      : `${faults.join(", ")} (reinstall ${edition.source})`;
    if (reason === undefined) return edition;
    reasons.push(reason);
    onFailure?.(reason);
  }
  throw new InputError(`${title}: expected a source that can be reached, but ${reasons.join("; ")}`);
}

/** Why a source was of no use, or nothing when it was. */
async function failureOf(fetching: Promise<void>): Promise<string | undefined> {
  try {
    await fetching;
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
}
