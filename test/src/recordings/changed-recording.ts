import { readFileSync, writeFileSync } from "node:fs";
import { formatRecording, parseRecording, type Recording } from "../../../src/recordings/recording.js";

/** Changes a recording on disk, with the checksum that fits the change. */
export function changeRecording(file: string, change: (recording: Recording) => Recording): void {
  writeFileSync(file, formatRecording(change(parseRecording(readFileSync(file, "utf8"), file))));
}
