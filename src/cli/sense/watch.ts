import { DEFAULT_ENV } from "../../../envs/built-in.js";
import { InputError } from "../../errors.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../../networks/policy.js";
import type { Task } from "../../tasks/task.js";
import { packageVersion } from "../../version.js";
import type { Outcome } from "../command.js";
import { subjectOf } from "../scores.js";
import type { Session } from "../session.js";

export interface WatchOptions {
  readonly task: Task;
  readonly start: PolicyFile;
  /** Where the climb starts: with this file, or at random. */
  readonly from?: string;
  /** Name of the decoder that was asked for. */
  readonly decoder?: string;
  readonly out: string;
  readonly seed: number;
  readonly port?: number;
  /** Whether the page opens by itself at a desktop. */
  readonly open: boolean;
}

/** `sense --watch`: the search runs in the page, where it can be seen; what it finds is written here. */
export async function watchSearch(options: WatchOptions, session: Session): Promise<Outcome> {
  const { task, start, from, decoder, out, seed, port, open } = options;
  if (task.name !== DEFAULT_ENV) {
    throw new InputError(`option --watch: expected the environment ${DEFAULT_ENV}, got ${task.name}`);
  }
  const { serveLive } = await import("../../viewers/web/live-server.js");
  const { writePolicy } = await import("../../networks/policy-file.js");
  const { command, signal } = session;
  let last: { scores: Readonly<Record<string, number>>; evaluations: number; accepted: number } | undefined;
  const serving = await serveLive({
    setting: {
      seed,
      sparsity: typeof start.sparsity === "number" ? start.sparsity : 90,
      ...(from === undefined ? {} : { start: formatPolicy(start) }),
      ...(decoder === undefined ? {} : { action: task.action?.(1) }),
    },
    async onBetter({ policy: text, evaluations, accepted }) {
      const policy = parsePolicy(text, "the page's net");
      const scores = policy.provenance.scores ?? {};
      await writePolicy(out, { ...policy, provenance: { command, package: packageVersion(), seed, scores } });
      last = { scores, evaluations, accepted };
    },
    ...{ signal, port },
  });
  session.showPage(serving.url, "to watch the search", open);
  await serving.closed;
  return {
    json: { ...subjectOf(task), out, ...last },
    text: last
      ? `${last.accepted} swaps kept of ${last.evaluations} neighbours. The best is in ${out}.`
      : "Nothing was found.",
  };
}
