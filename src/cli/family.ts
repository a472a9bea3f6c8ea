import { InputError } from "../errors.js";
import { canonicalJson } from "../json.js";
import { packageVersion } from "../version.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { threadsOption, toleranceOption } from "./common-options.js";
import { checkLayers, layersOption } from "./layers-option.js";
import { countOption, pathOption } from "./options.js";
import { forceOption, withOutputs } from "./output-file.js";
import { readPolicyOfTask } from "./policy.js";
import { formatScores, subjectOf } from "./scores.js";
import type { Session } from "./session.js";
import { loadSplits, recordingsOption } from "./task-data.js";

interface FamilyOptions extends GlobalOptions {
  readonly from: readonly string[];
  readonly out: string;
  readonly tolerance: number;
  readonly layers?: readonly string[];
  readonly neighbours: number;
  readonly distance: number;
  readonly most: number;
  readonly recordings?: string;
  readonly threads: number;
  readonly force: boolean;
}

/** `family`: gathers networks that do as well and are wired otherwise. */
export const family = defineCommand<FamilyOptions>({
  words: "family",
  describe: "Gather networks that score alike and are wired otherwise, around one policy or out of several",
  builder: (parser) =>
    parser
      .option("from", {
        demandOption: true,
        requiresArg: true,
        array: true,
        coerce: (files: readonly string[]) => files.map(pathOption("from", "policy files")),
        describe: "Policy files: around each of them neighbours are tried",
      })
      .option("out", {
        default: "family.json",
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe: "Where the family goes; its folder is made when missing",
      })
      .option("tolerance", toleranceOption)
      .option("neighbours", {
        default: 1000,
        requiresArg: true,
        coerce: countOption("neighbours", 0),
        describe: "Neighbours to try in each layer around each policy; 0: only the policies themselves",
      })
      .option("layers", {
        ...layersOption,
        describe: "Layers in which neighbours differ, for instance fc,layer2.0 (default: all)",
      })
      .option("distance", {
        default: 1,
        requiresArg: true,
        coerce: countOption("distance", 1, 1000),
        describe: "Swaps from a policy to its neighbours",
      })
      .option("most", {
        default: 100,
        requiresArg: true,
        coerce: countOption("most"),
        describe: "Members at most; the best are kept",
      })
      .option("recordings", recordingsOption)
      .option("threads", threadsOption)
      .option("force", forceOption)
      .example(
        "$0 family --from best.json --tolerance 0.1",
        "neighbours that are as good to a tenth of a point",
      )
      .example(
        "$0 family --from a.json b.json c.json --neighbours 0 --tolerance 1",
        "three climbs as one family",
      )
      .example("$0 evaluate --policy family.json", "what its vote is worth"),
  async run(options, session) {
    return withOutputs([options.out], options, () => gatherFamily(options, session));
  },
});

async function gatherFamily(options: FamilyOptions, session: Session): Promise<Outcome> {
  const { from, out, tolerance, distance, neighbours, most, threads, seed } = options;
  const { FamilyBuilder, networksOf } = await import("../sense/families/family.js");
  const { writeFamily } = await import("../sense/families/family-file.js");
  const { gather, scoreOfVote } = await import("../sense/families/gather.js");
  const { task, origin, policies } = await policiesOf(from);
  const names = origin.network.architecture.layers.map(({ name }) => name);
  const layers = (checkLayers(options.layers, names) ?? names).map((name) => names.indexOf(name));
  const { validation } = await loadSplits(task, options, session);
  const { signal } = session;
  const scoreName = `validation ${task.scoreName}`;
  const total = policies.length * (1 + layers.length * neighbours);
  const display = session.progress({ title: "Trying", total, unit: "networks" });
  const builder = new FamilyBuilder(origin, { scoreName, tolerance: tolerance / 100, most });
  const networks = { problem: task, policies, validation, layers, neighbours, distance };
  let tried = 0;
  try {
    for await (const _ of gather(builder, { ...networks, seed, threads, signal })) {
      display.update(++tried, `${builder.size} members`);
    }
  } finally {
    display.stop();
  }
  const found = builder.family();
  const [best] = found.members;
  const provenance = { command: session.command, package: packageVersion(), seed };
  const base = { ...found.base, provenance: { ...provenance, scores: { [scoreName]: best!.score } } };
  await writeFamily(out, { ...found, base });
  const members = networksOf(found).map((network) => ({ ...base, network }));
  const scores = {
    members: members.length,
    "networks tried": tried,
    [`${scoreName} of the best member`]: best!.score,
    [`${scoreName} of the worst member`]: found.members.at(-1)!.score,
    [`${scoreName} of the vote`]: await scoreOfVote(task, members, validation),
  };
  const interrupted = signal.aborted;
  return {
    json: { ...subjectOf(task), out, scores, interrupted },
    text: `${formatScores(scores)}\nThe family is in ${out}. Next: aann-gym evaluate --policy ${out}`,
  };
}

/**
 * Policies that may be of one family, of the same task and architecture, and the swaps from the first to each.
 * @throws InputError when they may not be
 */
async function policiesOf(files: readonly string[]) {
  const { swapsBetween } = await import("../sense/families/swaps.js");
  const read = await Promise.all(files.map((file) => readPolicyOfTask(file)));
  const [{ policy: origin, task }] = read as [(typeof read)[number]];
  const architecture = JSON.stringify(origin.network.architecture);
  const policies = read.map(({ policy }, index) => {
    const file = files[index];
    if (
      canonicalJson([policy.task, policy.env]) !== canonicalJson([origin.task, origin.env]) ||
      JSON.stringify(policy.network.architecture) !== architecture
    ) {
      throw new InputError(
        `${file}: expected a policy of the first one's task and architecture, got another`,
      );
    }
    try {
      return { policy, way: swapsBetween(origin.network, policy.network) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputError(
        `${file}: expected as many −1, 0 and +1 in each layer as the first policy has: ${error.message}`,
      );
    }
  });
  return { task, origin, policies };
}
