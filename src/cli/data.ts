import { defineGroup } from "./command.js";
import { fetchData } from "./data/fetch.js";
import { list } from "./data/list.js";

export const data = defineGroup("data", "Look after data sets of images", [list, fetchData]);
