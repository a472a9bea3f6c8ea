import { workerData } from "node:worker_threads";
import { GradientThread, type WorkerPart } from "./gradients-threads.js";

// A thread of `KernelGradients`; ends when it is terminated.
new GradientThread(workerData as WorkerPart).serve();
