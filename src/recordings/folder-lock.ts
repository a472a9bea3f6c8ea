import { InputError } from "../errors.js";
import { exclusively } from "../exclusive.js";
import { prepareFolder } from "./recording-folder.js";

/**
 * Does some work while nobody else records into a folder, which is made when missing; see `exclusively`.
 * @throws InputError when another process, or other work of this one, has the folder; see also `prepareFolder`
 */
export async function aloneIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await prepareFolder(folder);
  const refusal = ({ pid, file }: { pid: number; file: string }) =>
    new InputError(
      `${folder}: expected a folder that nobody else records into, but process ${pid} does, as ${file} in it says`,
    );
  return exclusively(folder, ".recording", refusal, work);
}
