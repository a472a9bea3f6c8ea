/** The parts of the gym that need Node: worker threads and files. */
export { AsyncVectorEnv, type AsyncVectorOptions } from "./vector/async-vector-env.js";
export { type MakeVecNodeOptions, makeVec } from "./vector/make-vec-node.js";
export { GifWriter } from "./video/gif-writer.js";
export { cappedCubicSchedule, RecordVideo, type RecordVideoOptions } from "./wrappers/record-video.js";
