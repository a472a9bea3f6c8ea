import { mnist as stored } from "../data/mnist.js";
import { classificationTask } from "./classification.js";
import { storedImages } from "./stored-images.js";
import type { Task } from "./task.js";

/** Handwritten digits (LeCun, Cortes, Burges). */
export const mnist: Task = classificationTask(storedImages(stored));
