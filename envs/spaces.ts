export { type ArrayTypes, Box, type BoxOptions, type DType } from "./spaces/box.js";
export { Discrete, type DiscreteOptions } from "./spaces/discrete.js";
export { MultiDiscrete } from "./spaces/multi-discrete.js";
export { type AcceptedBy, Space, type ValueOf } from "./spaces/space.js";
export { Tuple } from "./spaces/tuple.js";
