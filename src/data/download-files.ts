import { join } from "node:path";
import { download } from "./download.js";
import { faultOf } from "./inspect.js";
import type { Edition, FetchOptions } from "./stored-data-set.js";

/**
 * Downloads the files of an edition that are not there and whole.
 * @param address of the folder in which they lie, under the same names
 * @throws SourceError when one is out of reach or another file than expected
 */
export async function downloadFiles(
  { folder, files }: Pick<Edition, "folder" | "files">,
  address: string,
  { signal, onProgress }: FetchOptions = {},
): Promise<void> {
  const all = Object.values(files);
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const file of all) {
    const path = join(folder(), file.name);
    if (await faultOf(path, file)) {
      const before = done;
      await download(`${address}/${file.name}`, path, file, {
        signal,
        onProgress: (bytes) => onProgress?.(before + bytes, total, file.name),
      });
    }
    done += file.bytes;
    onProgress?.(done, total, file.name);
  }
}
