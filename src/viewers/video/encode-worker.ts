import { parentPort, workerData } from "node:worker_threads";
import encoders from "h264-mp4-encoder";
import type { RenderFrame } from "../../../envs/env.js";
import { writeI420 } from "./i420.js";

/** What `Mp4Writer` tells its worker to begin with. */
export interface Encoding {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly everyFrameAlone: boolean;
}

/** H.264's scale from 10 (best) to 51. Flat colours show blocks soon. */
const QUANTIZATION = 22;
/** From 0 (small file) to 10 (quick), which takes six tenths of the time of 4 and makes files a fifteenth larger. */
const SPEED = 10;

const { width, height, framesPerSecond, everyFrameAlone } = workerData as Encoding;
const encoder = await encoders.createH264MP4Encoder();
// An odd row or column is left out: H.264 halves the resolution of colours.
encoder.width = width - (width % 2);
encoder.height = height - (height % 2);
encoder.frameRate = framesPerSecond;
encoder.quantizationParameter = QUANTIZATION;
encoder.speed = SPEED;
if (everyFrameAlone) encoder.groupOfPictures = 1;
encoder.initialize();

const pixels = new Uint8Array(1.5 * encoder.width * encoder.height);

/** Frames are answered with nothing, the end of them with the file. */
parentPort!.on("message", (frame: RenderFrame | undefined) => {
  if (frame) {
    writeI420(frame, encoder.width, encoder.height, pixels);
    // In this form, since the encoder takes bytes one by one: as RGBA they would be nearly three times as many.
    encoder.addFrameYuv(pixels);
    parentPort!.postMessage(undefined);
  } else {
    encoder.finalize();
    parentPort!.postMessage(encoder.FS.readFile(encoder.outputFilename));
  }
});
