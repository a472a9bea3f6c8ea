/** How much work goes into the policies that are compared, and how long each one acts. */
export interface Budget {
  /** Episodes of the expert to learn from, with action noise where the environment has it. */
  readonly demonstrations: number;
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
    ...{ demonstrations: 40, denseEpochs: 4, corrections: 20, episodes: 20, corrupted: 5 },
    neighbours: { trained: 100_000, random: 300_000 },
  },
  full: {
    ...{ demonstrations: 120, denseEpochs: 6, corrections: 60, episodes: 100, corrupted: 20 },
    neighbours: { trained: 500_000, random: 3_000_000 },
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
}

/** A policy of the comparison, and how it is made. */
export interface Recipe {
  /** In the table. */
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
/** Another start each; together they vote. */
const VOTERS = 3;

/** Folders of recordings: the expert's, and these with corrections. */
export const DEMONSTRATIONS = "demonstrations";
const CORRECTED = "corrected";

/** The policies that are compared, in an order in which everything needed is there. @param decoders undefined: the environment's one */
export function recipes(budget: Budget, decoders: readonly (string | undefined)[]): Recipe[] {
  const { trained, random } = budget.neighbours;
  const recordings = DEMONSTRATIONS;
  const train = (to: string, sparsity: number, more: Partial<Training> = {}): Step => ({
    ...{ kind: "train", to, recordings, sparsity, seed: 0, ...more },
  });
  const clone = (sparsity: number) => `p-siren-${sparsity}.json`;
  const plain = SPARSITIES.map((sparsity) => ({
    ...{ name: `p-SIREN, ${sparsity} %`, file: clone(sparsity), votes: sparsity === MAIN_SPARSITY },
    steps: [{ kind: "record", to: recordings } as const, train(clone(sparsity), sparsity)],
  }));
  const searched = SPARSITIES.map((sparsity): Recipe => {
    const file = `sense-${sparsity}.json`;
    const step = { kind: "sense", to: file, recordings, from: clone(sparsity), neighbours: trained } as const;
    return { name: `p-SIREN + SENSE, ${sparsity} %`, file, steps: [step] };
  });
  const decoded = decoders.flatMap((decoder, index): Recipe[] => {
    const end = decoder === undefined ? "" : `-${decoder}`;
    const said = decoder === undefined ? "" : `, ${decoder}`;
    const [cloned, found] = [`p-siren-90${end}.json`, `sense-random-90${end}.json`];
    const fromRandom: Recipe = {
      ...{ name: `SENSE from random, 90 %${said}`, file: found },
      steps: [{ kind: "sense", to: found, recordings, decoder, neighbours: random }],
    };
    if (index === 0) return [fromRandom];
    const steps = [train(cloned, MAIN_SPARSITY, { decoder })];
    return [{ name: `p-SIREN, 90 %${said}`, file: cloned, steps }, fromRandom];
  });
  const dagger: Recipe = {
    ...{ name: "p-SIREN + DAgger, 90 %", file: "dagger-90.json" },
    steps: [
      { kind: "record", to: CORRECTED },
      { kind: "correct", to: CORRECTED, policy: clone(MAIN_SPARSITY) },
      train("dagger-90.json", MAIN_SPARSITY, { recordings: CORRECTED }),
    ],
  };
  const voters = Array.from({ length: VOTERS - 1 }, (_, index): Recipe => {
    const [seed, file] = [index + 1, `p-siren-90-seed-${index + 1}.json`];
    const steps = [train(file, MAIN_SPARSITY, { seed })];
    return { name: `p-SIREN, ${MAIN_SPARSITY} %, seed ${seed}`, file, votes: true, steps };
  });
  return [...plain, ...searched, ...decoded, dagger, ...voters];
}
