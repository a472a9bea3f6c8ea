import { workerData } from "node:worker_threads";
import { Crew, type WorkerPart } from "./gradients-threads.js";

// A thread of `KernelGradients`; ends when it is terminated.
new Crew(workerData as WorkerPart).serve();
