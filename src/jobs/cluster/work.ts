import type { ClusterAddress } from "./address.js";
import { processName } from "./cluster-pool.js";
import { type AnyJobKind, ClusterWorker } from "./cluster-worker.js";
import { Connection } from "./connection.js";
import { ContentStore } from "./content-store.js";
import { nameModule, ownCode, queueName } from "./envelope.js";
import { Presence } from "./presence.js";

export interface WorkOptions {
  readonly address: ClusterAddress;
  readonly kinds: readonly AnyJobKind[];
  readonly threads: number;
  /** Files of user modules, already loaded, that jobs may need. */
  readonly modules: readonly string[];
  readonly note: (line: string) => void;
  /** Ends the work: jobs that are being done get some seconds. */
  readonly signal: AbortSignal;
  /** Told every second how many jobs are done. */
  readonly onDone?: (done: number) => void;
}

/** Milliseconds that jobs get to end when the work ends. */
const PATIENCE = 5000;

/**
 * Takes jobs at a server until the signal comes.
 * @returns how many it has done
 * @throws InputError when there is no such server, or it refuses
 */
export async function workAt(options: WorkOptions): Promise<number> {
  const { address, kinds, threads, note, signal, onDone } = options;
  const code = await ownCode();
  const modules = await Promise.all(options.modules.map(nameModule));
  const connection = await Connection.open(address, note, signal);
  const { redis } = connection;
  const name = processName();
  const store = new ContentStore(redis);
  const worker = new ClusterWorker({ redis, store, kinds, code, name, threads });
  const presence = new Presence(
    redis,
    () => ({ role: "worker", name, code, modules, threads, done: worker.done }),
    note,
  );
  for (const module of [undefined, ...modules]) await worker.take(queueName(code, module));
  await presence.beat();
  note(`worker ${name} takes jobs at ${address.shown}, ${threads} at once`);
  const timer = setInterval(() => onDone?.(worker.done), 1000);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearInterval(timer);
  await worker.close(PATIENCE);
  await presence.close();
  connection.close();
  return worker.done;
}
