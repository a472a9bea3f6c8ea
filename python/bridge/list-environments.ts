/** Prints what Python registers: every environment of the registry, as JSON. Run once, when the wheel is built. */
import { type EnvSpec, make, registered } from "../../envs/index.js";

/**
 * The options that Python's users get unless they say otherwise: the exact engine wherever an environment has one to
 * choose, so that results are Gymnasium's to the bit.
 */
async function defaultsOf({ id }: EnvSpec): Promise<Record<string, unknown>> {
  const exact = { physics: "float32" };
  try {
    (await make(id, exact)).close();
    return exact;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return {};
    throw error;
  }
}

const environments = await Promise.all(
  registered().map(async (spec) => {
    const defaults = await defaultsOf(spec);
    const env = await make(spec.id, defaults);
    const { renderModes, renderFps } = env.metadata;
    env.close();
    const { id, maxEpisodeSteps = null, rewardThreshold = null } = spec;
    return { id, maxEpisodeSteps, rewardThreshold, renderModes, renderFps, defaults };
  }),
);
process.stdout.write(`${JSON.stringify(environments, null, 2)}\n`);
