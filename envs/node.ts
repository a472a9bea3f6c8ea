/** The parts of the gym that need Node: worker threads and files. */
export { AsyncVectorEnv, type AsyncVectorOptions } from "./vector/async-vector-env.js";
