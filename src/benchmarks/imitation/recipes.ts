/** How much work goes into the policies that are compared, and how long each one acts. */
export interface Budget {
  /** Episodes of the expert to learn from, with action noise where the environment has it. */
  readonly demonstrations: number;
  /** Trainings of everything that is learned, each with another seed and so another start. */
  readonly trainings: number;
  /** Epochs of the network that stays dense. */
  readonly denseEpochs: number;
  /** Neighbours that SENSE looks at, from p-SIREN and from random. */
  readonly neighbours: { readonly trained: number; readonly random: number };
  /** Episodes in which a policy acts and the expert labels, for DAgger. */
  readonly corrections: number;
  /** Episodes on unseen seeds without corruption. */
  readonly episodes: number;
  /** How many of these are run under each corruption too, and by the expert for agreement. */
  readonly corrupted: number;
}

/** Minutes, and what the published table takes. */
export const BUDGETS = {
  quick: {
    ...{ demonstrations: 40, trainings: 1, denseEpochs: 4, corrections: 20, episodes: 20, corrupted: 5 },
    neighbours: { trained: 100_000, random: 300_000 },
  },
  full: {
    ...{ demonstrations: 120, trainings: 5, denseEpochs: 6, corrections: 60, episodes: 100, corrupted: 20 },
    neighbours: { trained: 100_000, random: 500_000 },
  },
} satisfies Record<string, Budget>;

/** One thing to do on the way to a policy. Files and folders are names within the benchmark's folder. */
export type Step =
  | { readonly kind: "record"; readonly to: string }
  /** A policy acts and the expert labels: DAgger. */
  | { readonly kind: "correct"; readonly policy: string; readonly to: string }
  | (Training & { readonly kind: "train" })
  | (Search & { readonly kind: "sense" });

/** p-SIREN. */
interface Training {
  readonly to: string;
  readonly recordings: string;
  readonly sparsity: number;
  readonly decoder?: string;
  readonly seed: number;
}

/** SENSE from a policy, or from a random one with a decoder. */
interface Search {
  readonly to: string;
  readonly recordings: string;
  readonly neighbours: number;
  readonly from?: string;
  readonly decoder?: string;
  readonly seed: number;
}

/** One training of a policy of the comparison, and how it is made. */
export interface Recipe {
  /** In the table; the trainings of one kind of policy share it. */
  readonly name: string;
  /** Whether it is one of those that vote. */
  readonly votes?: boolean;
  /** What it leaves behind: a policy file. */
  readonly file: string;
  /** Each goes on where it was stopped when it is taken again. */
  readonly steps: readonly Step[];
}

/** Zeros in every layer, in percent, at which p-SIREN is measured. */
const SPARSITIES = [80, 90, 95, 99];
/** And at which everything else is. */
export const MAIN_SPARSITY = 90;
/** At least so many trainings vote together. */
const VOTERS = 3;

/** Folders of recordings: the expert's, and these with corrections of one training's policy. */
export const DEMONSTRATIONS = "demonstrations";
const corrected = (seed: number) => named("corrected", seed);

/** The name of something with the seed that it was made with. */
export const named = (name: string, seed: number) => (seed === 0 ? name : `${name}-seed-${seed}`);

/**
 * The trainings of all policies that are compared, in an order in which everything needed is there.
 * @param decoders undefined: the environment's one
 */
export function recipes(budget: Budget, decoders: readonly (string | undefined)[]): Recipe[] {
  const trainings = Array.from({ length: Math.max(budget.trainings, VOTERS) }, (_, seed) => seed);
  const all = trainings.map((seed) => recipesOf(budget, decoders, seed));
  // Beyond the trainings there are voters alone.
  const needed = all.map((some, seed) =>
    seed < budget.trainings ? some : some.filter(({ votes }) => votes),
  );
  return needed.flat();
}

function recipesOf(budget: Budget, decoders: readonly (string | undefined)[], seed: number): Recipe[] {
  const { trained, random } = budget.neighbours;
  const recordings = DEMONSTRATIONS;
  const file = (name: string) => `${named(name, seed)}.json`;
  const record = { kind: "record", to: recordings } as const;
  const train = (to: string, sparsity: number, more: Partial<Training> = {}): Step => ({
    ...{ kind: "train", to, recordings, sparsity, seed, ...more },
  });
  const search = (to: string, from: string, more: Partial<Search> = {}): Step => ({
    ...{ kind: "sense", to, recordings, from, neighbours: trained, seed, ...more },
  });
  const clone = (sparsity: number) => file(`p-siren-${sparsity}`);
  const plain = SPARSITIES.map((sparsity) => ({
    ...{ name: `p-SIREN, ${sparsity} %`, file: clone(sparsity), votes: sparsity === MAIN_SPARSITY },
    steps: [record, train(clone(sparsity), sparsity)],
  }));
  const searched = SPARSITIES.map((sparsity): Recipe => {
    const to = file(`sense-${sparsity}`);
    return { name: `p-SIREN + SENSE, ${sparsity} %`, file: to, steps: [search(to, clone(sparsity))] };
  });
  const decoded = decoders.flatMap((decoder, index): Recipe[] => {
    const end = decoder === undefined ? "" : `-${decoder}`;
    const said = decoder === undefined ? "" : `, ${decoder}`;
    const [cloned, found] = [file(`p-siren-90${end}`), file(`sense-random-90${end}`)];
    const fromRandom: Recipe = {
      ...{ name: `SENSE from random, 90 %${said}`, file: found },
      steps: [{ kind: "sense", to: found, recordings, decoder, neighbours: random, seed }],
    };
    if (index === 0) return [fromRandom];
    const steps = [train(cloned, MAIN_SPARSITY, { decoder })];
    return [{ name: `p-SIREN, 90 %${said}`, file: cloned, steps }, fromRandom];
  });
  const [dagger, better] = [file("dagger-90"), file("dagger-sense-90")];
  const more = { recordings: corrected(seed) };
  const aggregated: Recipe[] = [
    {
      ...{ name: "p-SIREN + DAgger, 90 %", file: dagger },
      steps: [
        { kind: "record", to: corrected(seed) },
        { kind: "correct", to: corrected(seed), policy: clone(MAIN_SPARSITY) },
        train(dagger, MAIN_SPARSITY, more),
      ],
    },
    { name: "p-SIREN + DAgger + SENSE, 90 %", file: better, steps: [search(better, dagger, more)] },
  ];
  return [...plain, ...searched, ...decoded, ...aggregated];
}
