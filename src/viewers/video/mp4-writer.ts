import encoders, { type H264MP4Encoder } from "h264-mp4-encoder";
import type { RenderFrame } from "../../../envs/env.js";
import { writeI420 } from "./i420.js";
import type { VideoWriter } from "./video-writer.js";
import { WholeFile } from "./whole-file.js";

/** H.264's scale from 10 (best) to 51. Flat colours show blocks soon. */
const QUANTIZATION = 22;
/** From 0 (small file) to 10 (quick), which takes six tenths of the time of 4 and makes files a fifteenth larger. */
const SPEED = 10;

/** Writes an MP4 with H.264 by minih264 in WebAssembly, which is kept in memory until the end: a lap takes 1 to 2 MB. */
export class Mp4Writer implements VideoWriter {
  readonly #encoder: H264MP4Encoder;
  readonly #file: WholeFile;
  readonly #frame: Uint8Array;

  private constructor(encoder: H264MP4Encoder, file: WholeFile) {
    this.#encoder = encoder;
    this.#file = file;
    this.#frame = new Uint8Array(1.5 * encoder.width * encoder.height);
  }

  /**
   * An odd row or column is left out: H.264 halves the resolution of colours.
   * @param everyFrameAlone makes each frame a key frame, for programs that read frames in any order; the file is twice as large
   */
  static async create(
    file: string,
    width: number,
    height: number,
    framesPerSecond: number,
    everyFrameAlone = false,
  ): Promise<Mp4Writer> {
    const whole = new WholeFile(file);
    const encoder = await encoders.createH264MP4Encoder();
    encoder.width = width - (width % 2);
    encoder.height = height - (height % 2);
    encoder.frameRate = framesPerSecond;
    encoder.quantizationParameter = QUANTIZATION;
    encoder.speed = SPEED;
    if (everyFrameAlone) encoder.groupOfPictures = 1;
    encoder.initialize();
    return new Mp4Writer(encoder, whole);
  }

  add(frame: RenderFrame): void {
    const { width, height } = this.#encoder;
    writeI420(frame, width, height, this.#frame);
    // In this form, since the encoder takes bytes one by one: as RGBA they would be nearly three times as many.
    this.#encoder.addFrameYuv(this.#frame);
  }

  close(): number {
    this.#encoder.finalize();
    const bytes = this.#encoder.FS.readFile(this.#encoder.outputFilename);
    this.#encoder.delete();
    return this.#file.write(bytes);
  }

  discard(): void {
    this.#encoder.delete();
    this.#file.discard();
  }
}
