import type { Recording } from "../../../recordings/recording.js";

/** Whether it is an episode of CarRacing with steering and pedals, which the pages drive by themselves. */
export const isDriven = ({ actions, environment, frame }: Recording): boolean =>
  environment.id.startsWith("CarRacing-") && typeof actions[0] !== "number" && frame !== undefined;
