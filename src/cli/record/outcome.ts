import type { HeldEpisode } from "../../recordings/record-episodes.js";
import { mean, minimum } from "../../statistics.js";
import type { Outcome } from "../command.js";
import type { Session } from "../session.js";
import type { RecordOptions } from "./options.js";

/**
 * What the folder holds in the end. The same command goes on with what is missing.
 * @param done how many of the episodes that were asked for it holds: others may be of other seeds
 */
export function outcome(
  { episodes, out }: RecordOptions,
  { signal }: Session,
  files: readonly string[],
  held: readonly HeldEpisode[],
  done = held.length,
): Outcome {
  const returns = held.map((episode) => episode.return);
  const average = mean(returns);
  const interrupted = signal.aborted;
  const lowest = minimum(returns);
  const scores = held.length > 0 ? `: mean return ${average.toFixed(1)}, min ${lowest.toFixed(1)}` : "";
  const summary = `Recorded ${files.length} new, ${out} holds ${held.length} of this agent${scores}.`;
  const resume = `Stopped at ${done} of ${episodes} episodes. The same command goes on from there.`;
  return {
    json: {
      ...{ folder: out, episodes, recorded: files, interrupted },
      held,
      ...(held.length > 0 && { meanReturn: average, minReturn: lowest }),
    },
    text: done < episodes ? `${summary}\n${resume}` : summary,
  };
}
