import { type CallBoard, tellCallsOn } from "../user-calls.js";

/** Jobs of one kind, as a thread gets them. */
export interface ThreadJobs {
  /** Address of the module whose default function does a job. */
  readonly module: string;
  readonly shared: unknown;
  readonly items: readonly unknown[];
  /** Where the thread tells its calls into the user's modules. */
  readonly calls: CallBoard;
}

/** Does jobs one after another, in a worker thread. */
export default async function runJobs({ module, shared, items, calls }: ThreadJobs): Promise<unknown[]> {
  tellCallsOn(calls);
  const { default: run } = (await import(module)) as {
    default: (shared: unknown, item: unknown) => Promise<unknown>;
  };
  const results: unknown[] = [];
  for (const item of items) results.push(await run(shared, item));
  return results;
}
