import { BufferTarget, CanvasSource, canEncodeVideo, Mp4OutputFormat, Output } from "mediabunny";
import type { ClipEncoder } from "./encoder.js";

/** Pixels; H.264 wants even numbers. */
const WIDTH = 720;
/** Bits a second: the flat colours of these frames need few. */
const BITRATE = 2_500_000;
/** Seconds between two key frames, to which players jump. */
const KEY_FRAMES = 2;

/** Writes MP4 with the browser's H.264 encoder (WebCodecs). */
export class Mp4Encoder implements ClipEncoder {
  readonly format = "mp4";
  readonly rate = 25;
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly #output: Output<Mp4OutputFormat, BufferTarget>;
  readonly #source: CanvasSource;
  #time = 0;

  private constructor(canvas: OffscreenCanvas) {
    this.context = canvas.getContext("2d", { alpha: false })!;
    this.#output = new Output({
      format: new Mp4OutputFormat({ fastStart: "in-memory" }),
      target: new BufferTarget(),
    });
    this.#source = new CanvasSource(canvas, { codec: "avc", bitrate: BITRATE, keyFrameInterval: KEY_FRAMES });
    this.#output.addVideoTrack(this.#source, { frameRate: this.rate });
  }

  /** @returns undefined where the browser has no such encoder */
  static async open(aspect: number): Promise<Mp4Encoder | undefined> {
    const height = 2 * Math.round(WIDTH / aspect / 2);
    if (!(await canEncodeVideo("avc", { width: WIDTH, height, bitrate: BITRATE }))) return undefined;
    const encoder = new Mp4Encoder(new OffscreenCanvas(WIDTH, height));
    await encoder.#output.start();
    return encoder;
  }

  async add(seconds: number): Promise<void> {
    await this.#source.add(this.#time, seconds);
    this.#time += seconds;
  }

  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    await this.#output.finalize();
    return new Uint8Array(this.#output.target.buffer!);
  }
}
