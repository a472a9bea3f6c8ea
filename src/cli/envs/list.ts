import { defineCommand } from "../command.js";
import { formatTable } from "../table.js";

/** `envs list`: what `--env` takes. */
export const list = defineCommand({
  words: "list",
  describe: "List the registered environments, with their spaces and scripted experts",
  builder: (parser) =>
    parser
      .example("$0 envs list", "what --env takes")
      .example("$0 envs list --json", "the same for programs"),
  async run() {
    const { registered } = await import("../../../envs/index.js");
    const { adapterOf, openEnv } = await import("../../adapters/environments.js");
    const environments = [];
    for (const { id, maxEpisodeSteps, rewardThreshold } of registered()) {
      const env = await openEnv({ id, options: {} });
      environments.push({
        ...{ id, observationSpace: String(env.observationSpace), actionSpace: String(env.actionSpace) },
        ...{ maxEpisodeSteps: maxEpisodeSteps ?? null, rewardThreshold: rewardThreshold ?? null },
        experts: Object.keys((await adapterOf(id)).experts ?? {}),
      });
      env.close();
    }
    const text = formatTable(
      ["id", "observations", "actions", "steps", "solved at", "experts"],
      environments.map((each) => [
        each.id,
        short(each.observationSpace),
        short(each.actionSpace),
        each.maxEpisodeSteps ?? "–",
        each.rewardThreshold ?? "–",
        each.experts.join(", ") || "–",
      ]),
    );
    return { json: { environments }, text };
  },
});

/** A space without its bounds, which may be long: `--json` has them. */
const short = (space: string) => space.replace(/^Box\(.*, (\[[\d, ]*\]), (\w+)\)$/, "Box$1 $2");
