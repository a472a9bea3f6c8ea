import { InputError } from "../errors.js";
import type { Policy } from "../networks/policy-file.js";
import { packageVersion } from "../package-version.js";
import { defineCommand, type GlobalOptions } from "./command.js";
import { threadsOption, toleranceOption } from "./common-options.js";
import { inFile } from "./in-file.js";
import { checkLayers, layersOption } from "./layers-option.js";
import { countOption, pathOption } from "./options.js";
import { prepareOutputFile } from "./output-file.js";
import { readPolicyOfTask } from "./policy.js";
import { formatScores } from "./scores.js";
import { loadSplits, recordingsOption } from "./task-data.js";

interface FamilyOptions extends GlobalOptions {
  readonly from: readonly string[];
  readonly out: string;
  readonly tolerance: number;
  readonly layers?: readonly string[];
  readonly neighbours: number;
  readonly distance: number;
  readonly most: number;
  readonly recordings: string;
  readonly threads: number;
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
    const { from, out, tolerance, distance, neighbours: count, most, threads, seed } = options;
    const { FamilyBuilder, networksOf } = await import("../sense/families/family.js");
    const { writeFamily } = await import("../sense/families/family-file.js");
    const { neighbourhood } = await import("../sense/families/neighbourhood.js");
    const { swapsBetween } = await import("../sense/families/swaps.js");
    const { Vote } = await import("../sense/families/vote.js");
    const { policy: origin, task } = await readPolicyOfTask(from[0]);
    const policies = [origin, ...(await othersOf(origin, from.slice(1)))];
    const ways = await Promise.all(
      policies.map((policy, index) => inFile(from[index], async () => wayTo(policy, origin, swapsBetween))),
    );
    const names = origin.network.architecture.layers.map(({ name }) => name);
    const layers = (checkLayers(options.layers, names) ?? names).map((name) => names.indexOf(name));
    await prepareOutputFile(out);
    const { validation } = await loadSplits(task, options.recordings, session);
    const scoreName = `validation ${task.scoreName}`;
    const builder = new FamilyBuilder(origin, { scoreName, tolerance: tolerance / 100, most });
    const total = policies.length * (1 + layers.length * count);
    const display = session.progress({ title: "Trying", total, unit: "networks" });
    let tried = 0;
    try {
      for (const [index, policy] of policies.entries()) {
        const way = ways[index];
        const objective = task.objective("score", validation, policy.encoding);
        const vote = await Vote.create([policy.network]);
        const score = task.score(
          vote.logits(validation.images, validation.count),
          validation,
          policy.encoding,
        );
        vote.close();
        builder.offer(way, score, policy.encoding);
        display.update(++tried);
        for (const layer of layers) {
          const { network } = policy;
          const around = {
            network,
            data: validation,
            objective,
            layer,
            count,
            distance,
            seed: seed + index,
            threads,
          };
          for await (const { swaps, score } of neighbourhood({ ...around, signal: session.signal })) {
            builder.offer([...way, ...swaps], score, policy.encoding);
            display.update(++tried, `${builder.size} members`);
          }
        }
      }
    } finally {
      display.stop();
    }
    const found = builder.family();
    const provenance = { command: session.command, package: packageVersion(), seed };
    const base = {
      ...found.base,
      provenance: { ...provenance, scores: { [scoreName]: found.members[0].score } },
    };
    await writeFamily(out, { ...found, base });
    const vote = await Vote.create(networksOf(found));
    const logits = vote.logits(validation.images, validation.count);
    vote.close();
    const scores = {
      members: found.members.length,
      "networks tried": tried,
      [`${scoreName} of the best member`]: found.members[0].score,
      [`${scoreName} of the worst member`]: found.members.at(-1)!.score,
      [`${scoreName} of the vote`]: task.score(logits, validation, found.base.encoding),
    };
    const interrupted = session.signal.aborted;
    return {
      json: { task: task.name, out, scores, interrupted },
      text: `${formatScores(scores)}\nThe family is in ${out}. Next: aann-gym evaluate --policy ${out}`,
    };
  },
});

/** Policies that may be of one family with the first: of the same task and architecture. */
async function othersOf(origin: Policy, files: readonly string[]): Promise<Policy[]> {
  const architecture = JSON.stringify(origin.network.architecture);
  return Promise.all(
    files.map(async (file) => {
      const { policy } = await readPolicyOfTask(file);
      if (policy.task === origin.task && JSON.stringify(policy.network.architecture) === architecture)
        return policy;
      throw new InputError(
        `${file}: expected a policy of the first one's task and architecture, got another`,
      );
    }),
  );
}

/** The swaps from one policy to another. */
function wayTo(
  { network }: Policy,
  origin: Policy,
  swapsBetween: typeof import("../sense/families/swaps.js").swapsBetween,
) {
  try {
    return swapsBetween(origin.network, network);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `expected as many −1, 0 and +1 in each layer as the first policy has: ${error.message}`,
    );
  }
}
