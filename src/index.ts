/**
 * The toolkit: ternary networks, p-SIREN, SENSE, policies, rollouts and recordings. The environments are in
 * `aann-gym/envs`.
 */

export {
  adapterOf,
  environmentOf,
  loadUserModule,
  openEnv,
  type UserModule,
} from "./adapters/environments.js";
export { loadPolicy } from "./adapters/load-policy.js";
export { networkPolicy } from "./adapters/network-policy.js";
export type { DataSet, Splits, Targets } from "./data/data-set.js";
export { InputError } from "./errors.js";
export type { ImageCorruption } from "./imitation/image-corruptions.js";
export type { JobKind, JobModule, JobPool, RunOptions, Workers } from "./jobs/job-pool.js";
export type { Cost } from "./kernels/costs.js";
export { Inference } from "./kernels/inference.js";
export { Neighbours } from "./kernels/neighbours.js";
export type { Neighbour, SignedSwap } from "./kernels/weight-changes.js";
export * from "./networks/architecture.js";
export { readArchitecture } from "./networks/architecture-file.js";
export type { Batch, EngineOptions, GradientEngine, Gradients, Loss } from "./networks/gradient-engine.js";
export {
  type EnvReference,
  type PolicyFile,
  parsePolicy,
  readPolicy,
  writePolicy,
} from "./networks/policy-file.js";
export { randomNetwork } from "./networks/random-network.js";
export { forward } from "./networks/reference.js";
export type { Sparsity } from "./networks/sparsity.js";
export type { Swap, TernaryNetwork } from "./networks/ternary-network.js";
export type { ActionDecoder, Decision, DecoderContext, DecoderSettings } from "./policies/action-decoder.js";
export type { ActionFormula, ChoiceGroup, Expression } from "./policies/action-formula.js";
export type {
  ActionClasses,
  EnvAdapter,
  Hyperparameters,
  KeyBindings,
  LazyObservation,
  NoiseRecipe,
  PrivilegedState,
  StallWatch,
} from "./policies/env-adapter.js";
export type { NetworkPolicy, NetworkPolicyOptions } from "./policies/network-policy.js";
export type { EncoderSettings, ObservationEncoder } from "./policies/observation-encoder.js";
export { type ActionNoise, type Policy, ReplayPolicy } from "./policies/policy.js";
export type { AgentSpec } from "./recordings/agent-spec.js";
export {
  type DemonstrateOptions,
  type Demonstrations,
  demonstrate,
} from "./recordings/demonstrate.js";
export {
  type HeldEpisode,
  type RecordOptions,
  type RecordProgress,
  recordEpisodes,
} from "./recordings/record-episodes.js";
export {
  type Agent,
  labelsOf,
  type RecordedAction,
  type Recording,
  type SheetLayout,
} from "./recordings/recording.js";
export { findRecordings, readFrames, readRecording } from "./recordings/recording-folder.js";
export { verifyRecording } from "./recordings/verify.js";
export { type WriteOptions, writeTrajectory } from "./recordings/write-trajectory.js";
export { type EvaluatePolicyOptions, evaluatePolicy } from "./rollout/evaluate-policy.js";
export {
  type Action,
  type Episode,
  type EpisodeOptions,
  type EpisodeSummary,
  rollout,
  type Step,
  startEpisode,
  type Trajectory,
} from "./rollout/rollout.js";
export type { RolloutResult } from "./rollout/rollout-job.js";
export { type EpisodeSeed, resetSeed } from "./rollout/seeds.js";
export type { Evaluate, Evaluation } from "./sense/evaluation.js";
export type { Family, Member } from "./sense/families/family.js";
export { type ImproveEvent, type ImproveOptions, improve } from "./sense/improve.js";
export { KeptSearch, type KeptSearchOptions, type SearchBudget } from "./sense/kept-search.js";
export type { Objective } from "./sense/objective.js";
export type { Schedule } from "./sense/paper-schedules.js";
export type { ObjectiveKind, Problem, RaceRecipe, Rollouts } from "./sense/problem.js";
export type { CurvePoint, SavedSearch } from "./sense/search-file.js";
export type {
  Evaluated,
  Explored,
  ReturnState,
  SearchEvent,
  SearchOptions,
  SearchState,
} from "./sense/search-state.js";
export {
  type Elsewhere,
  improveBest,
  type StartsEvent,
  type StartsOptions,
  type Trial,
  type TrialRequest,
} from "./sense/starts.js";
export type { SurveyRecipe } from "./sense/survey.js";
export {
  type ClassificationData,
  type ClassificationTask,
  classificationTask,
} from "./tasks/classification.js";
export { type ImitationOptions, imitationTask } from "./tasks/imitation.js";
export {
  type ImproveByReturnOptions,
  type ImprovePolicyOptions,
  improveByReturn,
  improvePolicy,
  type SearchStart,
} from "./tasks/improve-policy.js";
export { randomPolicy, trainedPolicy } from "./tasks/policies.js";
export {
  type EvaluateOptions,
  type LoadOptions,
  type Measurement,
  type ProgressListener,
  problemOf,
  type RolloutOptions,
  type SmallNetwork,
  type Task,
} from "./tasks/task.js";
export { loadTask, type TaskRequest, taskNames, taskOf } from "./tasks/tasks.js";
export { type TrainedPolicy, type TrainPolicyOptions, trainPolicy } from "./tasks/train-policy.js";
export { withArchitecture } from "./tasks/with-architecture.js";
export type { BestEpoch, Checkpoint } from "./training/checkpoint.js";
export { withDivisors } from "./training/divisors.js";
export { openTfjsNode } from "./training/engines/tfjs-node.js";
export {
  type Augment,
  type EpochProgress,
  type EpochRecord,
  type Measure,
  type OpenEngine,
  type Progress,
  type PSirenOptions,
  pSiren,
  type Recipe,
  type SparsityAllocation,
  type Stage,
  type StageName,
  type StepProgress,
  type Trained,
} from "./training/p-siren.js";
