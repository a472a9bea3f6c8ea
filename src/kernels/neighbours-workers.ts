import { Worker } from "node:worker_threads";
import type { ThreadPart } from "./neighbours-threads.js";

/**
 * Starts Node's threads 1 to `threads` − 1; they are busy only when there is work, and do not keep a program alive.
 * Loaded only where there are several threads, since a browser has no such module.
 * @returns what ends them
 */
export function startWorkers(part: Omit<ThreadPart, "thread">, threads: number): () => void {
  const file = new URL("./neighbours-worker.js", import.meta.url);
  const workers = Array.from({ length: threads - 1 }, (_, index) => {
    const workerData: ThreadPart = { ...part, thread: index + 1 };
    const worker = new Worker(file, { workerData });
    worker.unref();
    return worker;
  });
  return () => {
    for (const worker of workers) worker.terminate();
  };
}
