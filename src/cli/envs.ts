import { defineGroup } from "./command.js";
import { check } from "./envs/check.js";
import { list } from "./envs/list.js";

export const envs = defineGroup("envs", "List environments, and check one of your own", [list, check]);
