/** Jobs of one kind, as a thread gets them. */
export interface ThreadJobs {
  /** Address of the module whose default function does a job. */
  readonly module: string;
  readonly shared: unknown;
  readonly items: readonly unknown[];
}

/** Does jobs one after another, in a worker thread. */
export default async function runJobs({ module, shared, items }: ThreadJobs): Promise<unknown[]> {
  const { default: run } = (await import(module)) as {
    default: (shared: unknown, item: unknown) => Promise<unknown>;
  };
  const results: unknown[] = [];
  for (const item of items) results.push(await run(shared, item));
  return results;
}
