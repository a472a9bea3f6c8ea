import { DATA_FOLDER_VARIABLE, dataFolder } from "../../data/data-folder.js";

/** Stands below the help of the commands that deal with downloaded data sets. */
export const folderHelp = () =>
  `Downloaded data sets go to ${dataFolder()}; the environment variable ${DATA_FOLDER_VARIABLE} names another folder.`;
