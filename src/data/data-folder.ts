import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** The environment variable that names the folder of downloaded data sets. */
export const DATA_FOLDER_VARIABLE = "AANN_GYM_DATA";

/**
 * The folder of downloaded data sets: what the environment variable says, or `aann-gym` where the platform keeps what
 * can be fetched again.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = env[DATA_FOLDER_VARIABLE];
  return named ? resolve(named) : join(cacheFolder(env, platform), "aann-gym");
}

function cacheFolder({ LOCALAPPDATA, XDG_CACHE_HOME }: NodeJS.ProcessEnv, platform: string): string {
  if (platform === "win32") return LOCALAPPDATA || join(homedir(), "AppData", "Local");
  if (platform === "darwin") return join(homedir(), "Library", "Caches");
  // The XDG base directory specification: a path that is not absolute does not count.
  return XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), ".cache");
}

/** Stands below the help of the commands that deal with downloaded data sets. */
export const folderHelp = () =>
  `Downloaded data sets go to ${dataFolder()}; the environment variable ${DATA_FOLDER_VARIABLE} names another folder.`;
