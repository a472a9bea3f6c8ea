import { fashionMnist as stored } from "../data/fashion-mnist.js";
import { classificationTask } from "./classification.js";
import { storedPictures } from "./stored-pictures.js";
import type { Task } from "./task.js";

/** Ten kinds of clothes (Zalando). On this machine after `aann-gym data fetch fashion-mnist`. */
export const fashionMnist: Task = classificationTask(storedPictures(stored));
