import type { Task } from "../tasks/task.js";

/** What a policy is for, as results say it: the environment that it acts in, or the data set. */
export const subjectOf = ({ env, name }: Task) => (env ? { env } : { task: name });
