import { defineGroup } from "./command.js";
import { exportPolicy } from "./policy/export.js";
import { importPolicy } from "./policy/import.js";

export const policy = defineGroup("policy", "Take policies to other programs, and from them", [
  exportPolicy,
  importPolicy,
]);
