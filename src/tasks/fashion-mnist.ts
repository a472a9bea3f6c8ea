import { fashionMnist as stored } from "../data/fashion-mnist.js";
import { classificationTask } from "./classification.js";
import { storedImages } from "./stored-images.js";
import type { Task } from "./task.js";

/** Ten kinds of clothes (Zalando). On this machine after `aann-gym data fetch fashion-mnist`. */
export const fashionMnist: Task = classificationTask(storedImages(stored));
