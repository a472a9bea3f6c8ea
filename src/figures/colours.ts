import { DEFAULT_ENV } from "../../envs/index.js";
import { type PolicyFile, weightsHash } from "../networks/policy-file.js";
import { evaluatePolicy } from "../rollout/evaluate-policy.js";
import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import { mean } from "../statistics.js";
import { percent } from "../text.js";
import { type Curve, drawCurves } from "./curves.js";
import type { Experiment } from "./experiment.js";
import type { DrawFigure } from "./figure.js";
import { bestOf, type Station, searchOf } from "./searches.js";

/** A driver before or after it learnt from episodes in random colours. */
interface Pupil {
  readonly name: string;
  readonly color: string;
  readonly seed: number;
  readonly stations: readonly Station[];
  /** Returns on unseen tracks in random colours: of the network it began with, and of its best one. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Share of frames of the test episodes on which the best one agrees with the expert, 0 to 1. */
  readonly agreement: number;
}

/**
 * Beyond the paper (its section 5): a driver that knows one set of colours goes on with episodes in which road and
 * ground have others on every track, against starting from random.
 */
export const colours: DrawFigure = async (experiment) => {
  const coloured = await experiment.dataset("aiming, random colours");
  const pupils: Pupil[] = [];
  for (let seed = 1; seed <= experiment.protocol.searches; seed++) {
    const driver = bestOf(await searchOf(experiment, { task: "aiming", seed, accept: "annealing" })).policy;
    const common = { task: "aiming, random colours", seed, accept: "greedy" } as const;
    const searches = [
      {
        name: "a driver",
        color: "#d62728",
        stations: await searchOf(experiment, { ...common, start: driver }),
      },
      { name: "random", color: "#1f77b4", stations: await searchOf(experiment, common) },
    ];
    for (const search of searches) {
      const before = await returnsOf(experiment, search.stations[0].policy);
      const best = bestOf(search.stations).policy;
      const after = await returnsOf(experiment, best);
      const agreement = await experiment.score(coloured, best, coloured.test);
      pupils.push({ ...search, seed, before, after, agreement });
    }
  }
  const curves = pupils.map(
    ({ name, color, seed, stations }): Curve => ({
      name: `from ${name} ${seed}`,
      color,
      points: stations.map(({ evaluations, loss }) => ({ x: evaluations, y: loss! })),
    }),
  );
  const { drivingNeighbours, episodes, tracks } = experiment.protocol;
  return {
    rows: pupils.flatMap(({ name, seed, stations }) =>
      stations.map(({ evaluations, validation, loss }) => {
        return { from: name, seed, evaluations, agreement: validation, loss: loss! };
      }),
    ),
    panels: [
      {
        title: "To other colours",
        svg: await drawCurves(curves, { x: "neighbours looked at", y: "validation loss" }, "numbers"),
      },
    ],
    numbers: pupils.map(({ name, seed, before, after, agreement }) => ({
      what: `from ${name}, ${seed}: mean return (lowest) on ${tracks} unseen tracks in random colours, before and after; agreement with the expert`,
      paper: "future work",
      here: `${told(before)} → ${told(after)}; ${percent(agreement, 1)}`,
    })),
    remarks: `Networks with 90 % zeros that aim (docs/decoders.md), greedy searches of ${drivingNeighbours.toLocaleString("en-US")} neighbours on ${episodes} noisy episodes of the expert, on each of which road and ground have another colour. They begin with networks that as long a search taught to drive in the usual colours, and with networks randomly initialised.`,
  };
};

const told = (returns: readonly number[]) =>
  `${mean(returns).toFixed(1)} (${Math.min(...returns).toFixed(1)})`;

/** What a policy comes to on unseen tracks in random colours. */
function returnsOf(experiment: Experiment, policy: PolicyFile): Promise<number[]> {
  const seeds = seedsFrom(FIRST_SEED.test, experiment.protocol.tracks);
  const { action } = policy;
  return experiment.once(
    { name: "colours", work: `driving ${seeds.length} tracks in other colours` },
    { of: weightsHash(policy.network), action, tracks: seeds.length },
    async () => {
      const env = { id: DEFAULT_ENV, options: { physics: "float32", domainRandomize: true } };
      const { threads, cluster, signal } = experiment;
      const episodes = await evaluatePolicy(policy, env, { seeds, threads, cluster, signal });
      return episodes.map((episode) => episode.return);
    },
  );
}
