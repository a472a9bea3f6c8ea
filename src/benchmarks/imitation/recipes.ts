import { join } from "node:path";
import type { EnvReference } from "../../networks/policy.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";

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
/** Another start each; together they vote. */
const VOTERS = 3;

/** Seeds on which the policy is corrected: not those of the demonstrations. */
const CORRECTED_SEEDS = 2000;

/** The policies that are compared, and how each is made, in an order in which everything needed is there. */
export function recipes(
  folder: string,
  budget: Budget,
  env: EnvReference,
  decoders: readonly string[],
  { noise }: EnvAdapter,
): Recipe[] {
  const where = ["--env", env.module ?? env.id, "--env-options", JSON.stringify(env.options)];
  const [standard] = decoders;
  const at = (name: string) => join(folder, name);
  const [demonstrations, corrected] = [at("demonstrations"), at("corrected")];
  const record = (out: string) => [
    ...["record", ...where, "--expert", ...(noise?.noise ? ["--noise"] : [])],
    ...words`--episodes ${budget.demonstrations} --out ${out}`,
  ];
  const train = (out: string, sparsity: number, recordings: string, more: readonly string[] = []) => [
    ...["train", ...where],
    ...words`--recordings ${recordings} --sparsity ${sparsity}`,
    ...more,
    ...words`--out ${at(out)}`,
  ];
  const sense = (out: string, neighbours: number, start: readonly string[]) => [
    ...["sense", ...start],
    ...words`--recordings ${demonstrations} --neighbours ${neighbours} --out ${at(out)}`,
  ];
  const clone = (sparsity: number) => `p-siren-${sparsity}.json`;
  const plain = SPARSITIES.map((sparsity) => ({
    ...{ name: `p-SIREN, ${sparsity} %`, file: clone(sparsity), votes: sparsity === MAIN_SPARSITY },
    commands: [record(demonstrations), train(clone(sparsity), sparsity, demonstrations)],
  }));
  const searched = SPARSITIES.map((sparsity) => {
    const file = `sense-${sparsity}.json`;
    const start = words`--from ${at(clone(sparsity))}`;
    return {
      ...{ name: `p-SIREN + SENSE, ${sparsity} %`, file },
      commands: [sense(file, budget.neighbours.trained, start)],
    };
  });
  const named = (decoder: string) => (decoder === "" ? [] : ["--decoder", decoder]);
  const random = (decoder: string) => [
    ...["--random", ...where, ...named(decoder)],
    ...words`--sparsity ${MAIN_SPARSITY}`,
  ];
  const decoded = decoders.flatMap((decoder) => {
    const [clone, searched] = [`p-siren-90-${decoder}.json`, `sense-random-90-${decoder}.json`];
    const commands = {
      train: train(clone, MAIN_SPARSITY, demonstrations, named(decoder)),
      sense: sense(searched, budget.neighbours.random, random(decoder)),
    };
    const fromRandom = {
      name: `SENSE from random, 90 %${decoder && `, ${decoder}`}`,
      file: searched,
      commands: [commands.sense],
    };
    if (decoder === standard) return [fromRandom];
    return [{ name: `p-SIREN, 90 %, ${decoder}`, file: clone, commands: [commands.train] }, fromRandom];
  });
  const corrections = [
    ...words`record --policy ${at(clone(MAIN_SPARSITY))} --relabel --seed ${CORRECTED_SEEDS}`,
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
      commands: [train(file, MAIN_SPARSITY, demonstrations, words`--seed ${index + 1}`)],
    };
  });
  return [...plain, ...searched, ...decoded, dagger, ...voters];
}

/** The words of a command. What is put in stays one word, whatever is in it. */
function words({ raw }: TemplateStringsArray, ...values: readonly (string | number)[]): string[] {
  return raw.flatMap((text, index) => [
    ...text.split(" ").filter(Boolean),
    ...values.slice(index, index + 1).map(String),
  ]);
}
