import type { Space } from "../../../envs/spaces.js";
import { InputError } from "../../errors.js";
import { expectSchema, parseJson } from "../../json.js";
import { kindOf } from "../../policies/space-kind.js";
import type { Step } from "../../rollout/rollout.js";
import { type EpisodeSeed, episodeSeedOf } from "../../rollout/seeds.js";
import type { RecordedAction } from "../recording.js";
import { type Column, columnsOf } from "../space-columns.js";
import type { StoredArray, StoredGroup } from "./hdf5-reader.js";
import { CORRECTED, EXACT_ACTIONS, LABELS, OWN, type OwnEpisode, ownEpisode } from "./layout.js";

/** The most steps of an episode. */
const MOST_STEPS = 1_000_000;

/** What a data set holds of an episode beside the observations. */
export class StoredEpisode {
  readonly #group: StoredGroup;
  readonly #place: string;
  readonly #rewards: StoredArray;
  readonly #terminations: StoredArray;
  readonly #truncations: StoredArray;
  readonly seed: EpisodeSeed;
  readonly steps: number;
  readonly actions: readonly RecordedAction[];
  readonly labels: readonly RecordedAction[] | undefined;
  readonly corrected: readonly number[] | undefined;
  readonly own: OwnEpisode | undefined;

  constructor(group: StoredGroup, place: string, actionSpace: Space) {
    this.#group = group;
    this.#place = place;
    this.seed = this.#readSeed();
    this.#rewards = group.array("rewards");
    this.steps = this.#rewards.shape[0] ?? 0;
    if (this.steps < 1 || this.steps > MOST_STEPS) {
      throw new InputError(`${place}: expected 1 to ${MOST_STEPS} steps, got ${this.steps}`);
    }
    const each = [this.steps];
    this.#rewards.expectShape(each);
    this.#terminations = group.array("terminations").expectShape(each);
    this.#truncations = group.array("truncations").expectShape(each);
    this.actions = this.#readActions(group.has(EXACT_ACTIONS) ? EXACT_ACTIONS : "actions", actionSpace);
    this.labels = group.has(LABELS) ? this.#readActions(LABELS, actionSpace) : undefined;
    this.corrected = group.has(CORRECTED) ? this.#readCorrected() : undefined;
    this.own = this.#readOwn();
  }

  /** The observations, one more than there are steps. */
  observations(columns: readonly Column[]): StoredObservations {
    return new StoredObservations(this.#group, this.#place, this.steps + 1, columns);
  }

  /**
   * Compares what came of a step. What was left before its end may be stored as truncated, as Minari's DataCollector
   * does.
   * @throws InputError when something else is stored
   */
  expectOutcome({ index, reward, terminated, truncated }: Step): void {
    const ends = [this.#terminations.row(index)[0] === 1, this.#truncations.row(index)[0] === 1];
    const wasLeft = index === this.steps - 1 && !terminated && !truncated && ends[1];
    const place = `${this.#place}, step ${index + 1}`;
    expectSame(place, "reward", this.#rewards.row(index)[0], reward);
    expectSame(place, "terminated", ends[0], terminated);
    if (!wasLeft) expectSame(place, "truncated", ends[1], truncated);
  }

  #readSeed(): EpisodeSeed {
    const stored = this.#group.integer("seed");
    if (stored === undefined) {
      throw new InputError(`${this.#place}: expected a seed, without which nobody can replay it, got none`);
    }
    const seed = episodeSeedOf(stored);
    if (seed === undefined)
      throw new InputError(`${this.#place}: expected a seed of 64 bits, not below 0, got ${stored}`);
    return seed;
  }

  #readActions(name: string, space: Space): RecordedAction[] {
    const kind = kindOf(space)?.kind;
    const columns = columnsOf(space, `${this.#place}/${name}`);
    if (kind === undefined || columns.length !== 1) {
      throw new InputError(`${this.#place}/${name}: expected actions that recordings hold, got ${space}`);
    }
    const array = this.#group.array(name).expectShape([this.steps, ...columns[0]!.shape]);
    return Array.from({ length: this.steps }, (_, i) => {
      const row = Array.from(array.row(i));
      return kind === "discrete" ? row[0]! : row;
    });
  }

  #readCorrected(): number[] {
    const array = this.#group.array(CORRECTED).expectShape([this.steps]);
    return Array.from({ length: this.steps }, (_, i) => i).filter((i) => array.row(i)[0] === 1);
  }

  #readOwn(): OwnEpisode | undefined {
    const text = this.#group.text(OWN);
    if (text === undefined) return undefined;
    try {
      return expectSchema(parseJson(text), ownEpisode);
    } catch (error) {
      if (error instanceof RangeError)
        throw new InputError(`${this.#place}: ${OWN}: ${error.message}`, { cause: error });
      throw error;
    }
  }
}

/** The observations of an episode, to be compared with those of a replay. */
class StoredObservations {
  readonly #place: string;
  readonly #columns: readonly { readonly read: Column["read"]; readonly array: StoredArray }[];

  constructor(group: StoredGroup, place: string, rows: number, columns: readonly Column[]) {
    this.#place = place;
    this.#columns = columns.map(({ path, shape, read }) => {
      const way = ["observations", ...path];
      const parent = way.slice(0, -1).reduce((outer, name) => outer.group(name), group);
      return { read, array: parent.array(way.at(-1)!).expectShape([rows, ...shape]) };
    });
  }

  /** @throws InputError when another observation is stored */
  expect(index: number, observation: unknown): void {
    for (const { read, array } of this.#columns) {
      const [stored, replayed] = [array.row(index), read(observation)];
      for (let i = 0; i < stored.length; i++) {
        if (isSame(stored[i]!, replayed[i]!)) continue;
        expectSame(
          `${this.#place}, step ${index}`,
          `element ${i} of the observation`,
          stored[i],
          replayed[i],
        );
      }
    }
  }
}

/** Equal numbers; what is no number equals itself. */
const isSame = (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b));

function expectSame(place: string, what: string, stored: unknown, replayed: unknown): void {
  if (stored === replayed) return;
  throw new InputError(`${place}: expected the stored ${what} ${stored}, got ${replayed} from the replay`);
}
