// Another id of the same environment.
export { adapter } from "../lunar-lander/adapter.js";
