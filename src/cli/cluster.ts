import { status } from "./cluster/status.js";
import { defineGroup } from "./command.js";

export const cluster = defineGroup("cluster", "Look after a server that --cluster and workers meet at", [
  status,
]);
