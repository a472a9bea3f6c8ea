import { defineGroup } from "./command.js";
import { exportPolicy } from "./policy/export.js";

export const policy = defineGroup("policy", "Take policies to other programs, and from them", [exportPolicy]);
