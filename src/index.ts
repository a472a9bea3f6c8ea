/**
 * The toolkit: ternary networks, p-SIREN, SENSE, tasks and recordings. The environments are in `aann-gym/envs`.
 */

export type { DataSet, Splits, Targets } from "./data/data-set.js";
export { InputError } from "./errors.js";
export { Inference } from "./kernels/inference.js";
export { Neighbours } from "./kernels/neighbours.js";
export * from "./networks/architecture.js";
export { type Policy, parsePolicy, readPolicy, writePolicy } from "./networks/policy-file.js";
export { randomNetwork } from "./networks/random-network.js";
export { forward } from "./networks/reference.js";
export type { Sparsity } from "./networks/sparsity.js";
export type { Swap, TernaryNetwork } from "./networks/ternary-network.js";
export { Driver } from "./policies/network-policy.js";
export { labelsOf, type Recording } from "./recordings/recording.js";
export { findRecordings, readFrames, readRecording } from "./recordings/recording-folder.js";
export { verifyRecording } from "./recordings/verify.js";
export { type ImproveEvent, type ImproveOptions, improve } from "./sense/improve.js";
export { type ClassificationData, classificationTask } from "./tasks/classification.js";
export type { Task } from "./tasks/task.js";
export { loadTask, taskNames } from "./tasks/tasks.js";
export { withDivisors } from "./training/divisors.js";
export { openTfjsNode } from "./training/engines/tfjs.js";
export { type Budget, type Progress, type PSirenOptions, pSiren, type Trained } from "./training/p-siren.js";
