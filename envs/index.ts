/**
 * The gym: environments with Gymnasium's API, their spaces, wrappers and checks. Runs in Node and in browsers.
 * What needs files (recording videos) or worker threads has modules of its own.
 */

export { WalkerHeuristic } from "./box2d/bipedal-walker/heuristic.js";
export type { Car } from "./box2d/car-racing/car.js";
export type {
  CarRacing,
  CarRacingInfo,
  ContinuousActions,
  DiscreteActions,
} from "./box2d/car-racing/car-racing.js";
export { type TrackPoints, trackThrough } from "./box2d/car-racing/custom-track.js";
export {
  type Aim,
  type DrivingLaw,
  type DrivingStyle,
  driveTowards,
  Expert,
  FAST,
  TEACHER,
} from "./box2d/car-racing/expert.js";
export type { CarRacingOptions, CarRacingResetOptions, PictureOptions } from "./box2d/car-racing/options.js";
export type { ContactListener, Physics, Scene, World } from "./box2d/car-racing/physics/physics.js";
export type { LapRule, Outcome, Race, Rules } from "./box2d/car-racing/race.js";
export type { Pictures } from "./box2d/car-racing/rendering/draw-list.js";
export type { Road, Skid } from "./box2d/car-racing/rendering/view.js";
export { createTrack, type Section, type Track } from "./box2d/car-racing/track.js";
export { chooseEngine, chooseThrottle } from "./box2d/lunar-lander/heuristic.js";
export { DEFAULT_ENV } from "./built-in.js";
export { Canvas, type Color } from "./canvas.js";
export { type CheckEnvOptions, checkEnv } from "./check-env.js";
export * from "./env.js";
export { type FromGymJsOptions, fromGymJs, type GymJsAsEnv } from "./gym-js/from-gym-js.js";
export { type EnvAsGymJs, type GymJsSpaceOfEnv, type ToGymJsOptions, toGymJs } from "./gym-js/to-gym-js.js";
export type { GymJsEnv, GymJsSpace, TensorFactory, TensorLike } from "./gym-js/types.js";
export { Random } from "./random.js";
// Whole modules, so that `declare module "aann-gym/envs"` can add signatures to `Make`.
export * from "./registry.js";
export * from "./spaces.js";
export { generateRandomMap, type RandomMapOptions } from "./toy-text/random-map.js";
export type { Batched } from "./vector/batch-space.js";
export { type MakeVecOptions, makeVec } from "./vector/make-vec.js";
export { SyncVectorEnv } from "./vector/sync-vector-env.js";
export type { VectorOptions } from "./vector/vector-base.js";
export type {
  AutoresetMode,
  BatchedAction,
  BatchedObservation,
  RolloutOf,
  VectorEnv,
  VectorInfo,
  VectorResetOptions,
  VectorResetResult,
  VectorRollout,
  VectorStepResult,
} from "./vector/vector-env.js";
export { VectorNormalizeObservation, VectorNormalizeReward } from "./vector/vector-normalize.js";
export { VectorRecordEpisodeStatistics } from "./vector/vector-statistics.js";
export { VectorWrapper } from "./vector/vector-wrapper.js";
export { AddRenderObservation, type AddRenderOptions } from "./wrappers/add-render-observation.js";
export { AddWhiteNoise } from "./wrappers/add-white-noise.js";
export { Autoreset } from "./wrappers/autoreset.js";
export { CenterCrop } from "./wrappers/center-crop.js";
export { ClipAction } from "./wrappers/clip-action.js";
export { ClipReward, type ClipRewardOptions } from "./wrappers/clip-reward.js";
export { DelayObservation } from "./wrappers/delay-observation.js";
export { DiscretizeAction } from "./wrappers/discretize-action.js";
export { DiscretizeObservation } from "./wrappers/discretize-observation.js";
export { DtypeObservation } from "./wrappers/dtype-observation.js";
export { FilterObservation } from "./wrappers/filter-observation.js";
export { FlattenObservation } from "./wrappers/flatten-observation.js";
export { FrameStackObservation, type FrameStackOptions } from "./wrappers/frame-stack-observation.js";
export { GrayscaleObservation, type GrayscaleOptions } from "./wrappers/grayscale-observation.js";
export { MaxAndSkipObservation } from "./wrappers/max-and-skip-observation.js";
export type { NoiseOptions } from "./wrappers/noise.js";
export { NormalizeObservation } from "./wrappers/normalize-observation.js";
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize-reward.js";
export { ObstructView } from "./wrappers/obstruct-view.js";
export { OrderEnforcing } from "./wrappers/order-enforcing.js";
export { PassiveEnvChecker } from "./wrappers/passive-env-checker.js";
export { type EpisodeStatistics, RecordEpisodeStatistics } from "./wrappers/record-episode-statistics.js";
export { RenderCollection, type RenderCollectionOptions } from "./wrappers/render-collection.js";
export { RepeatAction } from "./wrappers/repeat-action.js";
export { RescaleAction } from "./wrappers/rescale-action.js";
export { RescaleObservation } from "./wrappers/rescale-observation.js";
export { ReshapeObservation } from "./wrappers/reshape-observation.js";
export { ResizeObservation } from "./wrappers/resize-observation.js";
export { StickyAction, type StickyActionOptions } from "./wrappers/sticky-action.js";
export { TimeAwareObservation, type TimeAwareOptions } from "./wrappers/time-aware-observation.js";
export { TimeLimit } from "./wrappers/time-limit.js";
export { TransformAction } from "./wrappers/transform-action.js";
export { TransformObservation } from "./wrappers/transform-observation.js";
export { TransformReward } from "./wrappers/transform-reward.js";
export { type ReplacedSpaces, type StepInto, type Unwrapped, Wrapper } from "./wrappers/wrapper.js";
