import { join } from "node:path";

/** How much work goes into the policies that are compared, and how long each is driven. */
export interface Budget {
  /** Laps of the noisy expert to learn from. */
  readonly laps: number;
  /** p-SIREN's epochs: dense, sparsify, fine-tune, ternary. */
  readonly epochs: string;
  /** Epochs of the network that stays dense. */
  readonly denseEpochs: number;
  /** Neighbours that SENSE looks at, from p-SIREN and from chance. */
  readonly neighbours: { readonly trained: number; readonly random: number };
  /** Laps that a policy drives and the expert corrects, for DAgger. */
  readonly corrections: number;
  /** Unseen tracks to drive as they are. */
  readonly tracks: number;
  /** How many of these are driven under each harder condition too, and by the expert for agreement. */
  readonly hardTracks: number;
}

/** Minutes, and what the published table takes. */
export const BUDGETS = {
  quick: {
    ...{ laps: 40, epochs: "2,1,1,3", denseEpochs: 4, corrections: 20, tracks: 20, hardTracks: 5 },
    neighbours: { trained: 100_000, random: 300_000 },
  },
  full: {
    ...{ laps: 120, epochs: "3,2,1,5", denseEpochs: 6, corrections: 60, tracks: 100, hardTracks: 20 },
    neighbours: { trained: 500_000, random: 3_000_000 },
  },
} satisfies Record<string, Budget>;

/** A policy of the comparison that is made by commands. */
export interface Recipe {
  /** In the table. */
  readonly name: string;
  /** Whether it is one of those that vote. */
  readonly votes?: boolean;
  /** What it leaves behind: a policy file. */
  readonly file: string;
  /** The words after `aann-gym`, command by command; each goes on where it was stopped when it is run again. */
  readonly commands: readonly (readonly string[])[];
}

/** Zeros in every layer, in percent, at which p-SIREN is measured. */
const SPARSITIES = [80, 90, 95, 99];
/** And at which everything else is. */
export const MAIN_SPARSITY = 90;
/** What the outputs mean: steering and pedals, an aim and a speed, or the paper's three classes. The others are `control`. */
const ENCODINGS = ["control", "aim", "turn"];
/** Another start each; together they vote. */
const VOTERS = 3;

/** Tracks on which the policy is corrected: not those of the laps. */
const CORRECTED_TRACKS = 2000;

/** The policies that are compared, and how each is made, in an order in which everything needed is there. */
export function recipes(folder: string, budget: Budget): Recipe[] {
  const at = (name: string) => join(folder, name);
  const [laps, corrected] = [at("laps"), at("corrected")];
  const record = (out: string) => words`record --expert --noise --episodes ${budget.laps} --out ${out}`;
  const train = (out: string, sparsity: number, recordings: string, more: readonly string[] = []) => [
    ...words`train --task car-racing --recordings ${recordings} --sparsity ${sparsity} --epochs ${budget.epochs}`,
    ...more,
    ...words`--out ${at(out)}`,
  ];
  const sense = (out: string, neighbours: number, start: readonly string[]) => [
    ...["sense", ...start],
    ...words`--recordings ${laps} --neighbours ${neighbours} --out ${at(out)}`,
  ];
  const clone = (sparsity: number) => `p-siren-${sparsity}.json`;
  const plain = SPARSITIES.map((sparsity) => ({
    ...{ name: `p-SIREN, ${sparsity} %`, file: clone(sparsity), votes: sparsity === MAIN_SPARSITY },
    commands: [record(laps), train(clone(sparsity), sparsity, laps)],
  }));
  const searched = SPARSITIES.map((sparsity) => {
    const file = `sense-${sparsity}.json`;
    const start = words`--from ${at(clone(sparsity))}`;
    return {
      ...{ name: `p-SIREN + SENSE, ${sparsity} %`, file },
      commands: [sense(file, budget.neighbours.trained, start)],
    };
  });
  const random = (encoding: string) =>
    words`--random --task car-racing --sparsity ${MAIN_SPARSITY} --encoding ${encoding}`;
  const encoded = ENCODINGS.flatMap((encoding) => {
    const [clone, searched] = [`p-siren-90-${encoding}.json`, `sense-random-90-${encoding}.json`];
    const commands = {
      train: train(clone, MAIN_SPARSITY, laps, words`--encoding ${encoding}`),
      sense: sense(searched, budget.neighbours.random, random(encoding)),
    };
    const fromRandom = {
      name: `SENSE from random, 90 %, ${encoding}`,
      file: searched,
      commands: [commands.sense],
    };
    if (encoding === "control") return [fromRandom];
    return [{ name: `p-SIREN, 90 %, ${encoding}`, file: clone, commands: [commands.train] }, fromRandom];
  });
  const corrections = [
    ...words`record --policy ${at(clone(MAIN_SPARSITY))} --relabel --seed ${CORRECTED_TRACKS}`,
    ...words`--episodes ${budget.corrections} --out ${corrected}`,
  ];
  const dagger = {
    ...{ name: "p-SIREN + DAgger, 90 %", file: "dagger-90.json" },
    commands: [record(corrected), corrections, train("dagger-90.json", MAIN_SPARSITY, corrected)],
  };
  const voters = Array.from({ length: VOTERS - 1 }, (_, index) => {
    const file = `p-siren-90-seed-${index + 1}.json`;
    const name = `p-SIREN, ${MAIN_SPARSITY} %, seed ${index + 1}`;
    return {
      name,
      file,
      votes: true,
      commands: [train(file, MAIN_SPARSITY, laps, words`--seed ${index + 1}`)],
    };
  });
  return [...plain, ...searched, ...encoded, dagger, ...voters];
}

/** The words of a command. What is put in stays one word, whatever is in it. */
function words({ raw }: TemplateStringsArray, ...values: readonly (string | number)[]): string[] {
  return raw.flatMap((text, index) => [
    ...text.split(" ").filter(Boolean),
    ...values.slice(index, index + 1).map(String),
  ]);
}
