import { DEFAULT_ENV } from "../../../envs/built-in.js";
import { InputError } from "../../errors.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../../networks/policy.js";
import type { Sparsity } from "../../networks/sparsity.js";
import type { Task } from "../../tasks/task.js";
import { packageVersion } from "../../version.js";
import type { Outcome } from "../command.js";
import { refuseUnused } from "../options.js";
import { subjectOf } from "../scores.js";
import type { Session } from "../session.js";

export interface WatchOptions {
  readonly task: Task;
  readonly start: PolicyFile;
  /** Where the climb starts: with this file, or at random. */
  readonly from?: string;
  /** Name of the decoder that was asked for. */
  readonly decoder?: string;
  /** Recordings to learn from, instead of the expert's episodes. */
  readonly recordings?: string;
  readonly out: string;
  readonly seed: number;
  readonly port?: number;
  /** Whether the page opens by itself at a desktop. */
  readonly open: boolean;
}

/** The best net so far, and what the search had done until then. */
interface Best {
  readonly scores: Readonly<Record<string, number>>;
  readonly evaluations: number;
  readonly accepted: number;
}

/** `sense --watch`: a page shows the search; what it finds is written here. */
export async function watchSearch(options: WatchOptions, session: Session): Promise<Outcome> {
  const { task, out } = options;
  if (!task.env) throw new InputError(`option --watch: expected an environment, got ${task.name}`);
  const { writePolicy } = await import("../../networks/policy-file.js");
  let best: Best | undefined;
  const keep: Keep = async (policy, { evaluations, accepted }) => {
    const scores = policy.provenance.scores ?? {};
    const { command } = session;
    const provenance = { command, package: packageVersion(), seed: options.seed, scores };
    await writePolicy(out, { ...policy, provenance });
    best = { scores, evaluations, accepted };
  };
  // The default environment has a page that drives and searches by itself; others are stepped and searched for here.
  await (task.name === DEFAULT_ENV ? inLivePage : inLearnPage)(options, session, keep);
  return {
    json: { ...subjectOf(task), out, ...best },
    text: best
      ? `${best.accepted} swaps kept of ${best.evaluations} neighbours. The best is in ${out}.`
      : "Nothing was found.",
  };
}

type Keep = (policy: PolicyFile, counts: Pick<Best, "evaluations" | "accepted">) => Promise<void>;
type Watch = (options: WatchOptions, session: Session, keep: Keep) => Promise<void>;

/** Percent of zeros that the page begins with, where layers have several. */
const SPARSITY = 90;
const percentOf = (sparsity: Sparsity) => (typeof sparsity === "number" ? sparsity : SPARSITY);

const inLivePage: Watch = async (options, session, keep) => {
  const { task, start, from, decoder, seed, port, open } = options;
  refuseUnused(options, ["recordings"], "without --watch", `with it for ${task.name}`);
  const { serveLive } = await import("../../viewers/web/live-server.js");
  const serving = await serveLive({
    setting: {
      seed,
      sparsity: percentOf(start.sparsity),
      ...(from === undefined ? {} : { start: formatPolicy(start) }),
      ...(decoder === undefined ? {} : { action: task.action?.(1) }),
    },
    onBetter: ({ policy, ...counts }) => keep(parsePolicy(policy, "the page's net"), counts),
    ...{ signal: session.signal, port },
  });
  session.showPage(serving.url, "to watch the search", open);
  await serving.closed;
};

const inLearnPage: Watch = async (options, session, keep) => {
  const { task, start, from, seed, port, open } = options;
  const { adapterOf, openEnv, specOfEnv } = await import("../../adapters/environments.js");
  const { actionNamesOf } = await import("../../recordings/statistics.js");
  const { randomPolicy } = await import("../../tasks/policies.js");
  const { randomOutputDivisor } = await import("../../tasks/default-network.js");
  const { demonstrationsFor } = await import("./watched-demonstrations.js");
  const { serveLearn } = await import("../../viewers/web/learn-server.js");
  const reference = task.env!;
  const adapter = await adapterOf(reference.id);
  const demonstrations = await demonstrationsFor(task, options, session);
  if (!demonstrations) return;
  const { splits, returns } = demonstrations;
  const env = await openEnv(reference);
  try {
    const names = actionNamesOf(env, adapter);
    const solved = (await specOfEnv(reference)).rewardThreshold ?? Math.min(...returns);
    const outputs = [names.values, names.elements.map(({ name }) => name)];
    const count = start.network.architecture.layers.at(-1)!.out;
    const serving = await serveLearn({
      ...{ task, env, adapter, names, splits, signal: session.signal, port },
      start(sparsity, number) {
        if (from !== undefined) return start;
        const random = randomPolicy(task, sparsity, number);
        return { ...random, action: task.action?.(randomOutputDivisor(random.network.architecture)) };
      },
      onBetter: ({ policy, ...counts }) => keep(policy, counts),
      setting: {
        ...{ env: reference.id, rate: env.metadata.renderFps, seed, solved },
        outputs: outputs.find((each) => each.length === count) ?? [],
        range: [Math.min(0, ...returns), Math.max(0, solved, ...returns)],
        ...(from === undefined && { sparsity: percentOf(start.sparsity) }),
      },
    });
    session.showPage(serving.url, "to watch the search", open);
    await serving.closed;
  } finally {
    env.close();
  }
};
