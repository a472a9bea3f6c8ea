/** The part of gifenc 1.0.3 that we use; the package brings no types. */
declare module "gifenc" {
  /** Colours as [red, green, blue], at most 256. */
  export type Palette = readonly (readonly [number, number, number])[];

  export interface FrameOptions {
    /** Needed for the first frame. */
    palette?: Palette;
    /** Milliseconds, rounded to hundredths of a second. */
    delay?: number;
    /** 0: repeats for ever. */
    repeat?: number;
  }

  export interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    /** Writes the end mark. */
    finish(): void;
    /** What has been written, without a copy. */
    bytesView(): Uint8Array;
    readonly stream: { reset(): void };
  }

  interface Gifenc {
    GIFEncoder(options?: { initialCapacity?: number; auto?: boolean }): Encoder;
  }
  const gifenc: Gifenc;
  export default gifenc;
}
