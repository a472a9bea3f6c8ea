/** Pictures as the first layer reads them. */
import { BLOCK, PlaneLayer } from "./_plane-layer";

/** The pictures that a network looks at. The host writes these fields. */
@unmanaged
export class Pictures {
  /** Whole pictures, bytes in [picture][row][column][channel] order. */
  pixels: usize;
  pictureBytes: usize;
  rowBytes: usize;
  /** Offset of the crop's first byte. */
  corner: usize;
  height: i32;
  width: i32;
  channels: i32;
  centred: i32;
}

/**
 * Writes the planes of up to 16 pictures from number `first` on, inside the border that the first layer pads with.
 * Lanes without a picture keep what they have.
 */
export function layPictures(pictures: Pictures, layer: PlaneLayer, border: usize, first: i32, count: i32, planes: usize): void {
  const factor: i16 = pictures.centred ? 2 : 1, offset: i16 = pictures.centred ? 255 : 0;
  const channels = pictures.channels;
  // A dense layer's planes have no border; its pictures are laid out like a convolution's that covers them.
  const step = pictures.pictureBytes, bytes = (<usize>count) << 1;
  for (let row = 0; row < pictures.height; row++) {
    let from = pictures.pixels + <usize>first * step + pictures.corner + <usize>row * pictures.rowBytes;
    let to = planes + border + <usize>row * layer.inPitch;
    for (let column = 0; column < pictures.width; column++, to += BLOCK << 1) {
      let place = to;
      for (let channel = 0; channel < channels; channel++, from++, place += layer.inPlane) {
        // Pictures innermost: a place's values are stored side by side.
        let pixel = from;
        for (let lane = place, end = place + bytes; lane < end; lane += 2, pixel += step) {
          store<i16>(lane, <i16>load<u8>(pixel) * factor - offset);
        }
      }
    }
  }
}
