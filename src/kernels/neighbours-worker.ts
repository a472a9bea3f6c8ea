import { workerData } from "node:worker_threads";
import { NeighbourThread, type ThreadPart } from "./neighbours-threads.js";

// A thread of `Neighbours`; ends when it is terminated.
new NeighbourThread(workerData as ThreadPart).serve();
