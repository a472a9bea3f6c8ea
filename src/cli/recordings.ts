import { defineGroup } from "./command.js";
import { remove } from "./recordings/delete.js";
import { exportSteps } from "./recordings/export.js";
import { importDataSet } from "./recordings/import.js";
import { list } from "./recordings/list.js";
import { replay } from "./recordings/replay.js";
import { show } from "./recordings/show.js";
import { verify } from "./recordings/verify.js";
import { view } from "./recordings/view.js";

export const recordings = defineGroup("recordings", "Look after recorded episodes", [
  list,
  show,
  view,
  verify,
  replay,
  exportSteps,
  importDataSet,
  remove,
]);
