/** Numbers that an info may take in shared memory. */
export const INFO_NUMBERS = 64;

/** What stands for a flag: its number in this list. */
const FLAGS = [undefined, null, false, true] as const;

/** A member that is a number, a flag, or a list of so many numbers. */
interface Member {
  readonly name: string;
  readonly kind: "number" | "flag" | number;
}

/**
 * The members that infos have in common, all of them numbers, flags or lists of numbers, so that infos of this shape
 * can be numbers in shared memory: a message with eight objects takes as long as a step of CarRacing's physics. Both
 * threads derive the shape from the info that came last by message, so they need not tell each other.
 */
export class InfoShape {
  readonly #members: readonly Member[];

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** The shape of an info; undefined when something else is in it, or too much. */
  static of(info: object): InfoShape | undefined {
    const members: Member[] = [];
    let size = 0;
    for (const [name, value] of Object.entries(info)) {
      const kind = kindOf(value);
      if (kind === undefined || name === "__proto__") return undefined;
      size += typeof kind === "number" ? kind : 1;
      members.push({ name, kind });
    }
    return size <= INFO_NUMBERS ? new InfoShape(members) : undefined;
  }

  /**
   * Writes an info from number `at` on.
   * @returns false when it has another shape; what was written means nothing then
   */
  write(info: object, numbers: Float64Array, at: number): boolean {
    const members = this.#members;
    let to = at;
    let i = 0;
    for (const name in info) {
      if (i === members.length || name !== members[i].name) return false;
      const { kind } = members[i++];
      const value: unknown = info[name as keyof typeof info];
      if (kind === "number") {
        if (typeof value !== "number") return false;
        numbers[to++] = value;
      } else if (kind === "flag") {
        const flag = FLAGS.indexOf(value as boolean);
        if (flag < 0) return false;
        numbers[to++] = flag;
      } else {
        if (!Array.isArray(value) || value.length !== kind) return false;
        for (const element of value) {
          if (typeof element !== "number") return false;
          numbers[to++] = element;
        }
      }
    }
    return i === members.length;
  }

  /** The info that was written from number `at` on. */
  read(numbers: Float64Array, at: number): object {
    const info: Record<string, unknown> = {};
    let from = at;
    for (const { name, kind } of this.#members) {
      if (kind === "number") info[name] = numbers[from++];
      else if (kind === "flag") info[name] = FLAGS[numbers[from++]];
      else {
        const list = new Array<number>(kind);
        for (let i = 0; i < kind; i++) list[i] = numbers[from++];
        info[name] = list;
      }
    }
    return info;
  }
}

function kindOf(value: unknown): Member["kind"] | undefined {
  if (typeof value === "number") return "number";
  if ((FLAGS as readonly unknown[]).includes(value)) return "flag";
  if (!Array.isArray(value)) return undefined;
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== "number") return undefined;
  return value.length;
}
