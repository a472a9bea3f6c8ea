/** Images as the first layer reads them. */
import { BLOCK, PlaneLayer } from "./_plane-layer";

/** The images that a network looks at. The host writes these fields. */
@unmanaged
export class Images {
  /** Whole images, bytes in [image][row][column][channel] order. */
  pixels: usize;
  imageBytes: usize;
  rowBytes: usize;
  /** Offset of the crop's first byte. */
  corner: usize;
  height: i32;
  width: i32;
  channels: i32;
  centred: i32;
}

/**
 * Writes the planes of up to 16 images from number `first` on, inside the border that the first layer pads with.
 * Lanes without an image keep what they have.
 */
export function layImages(images: Images, layer: PlaneLayer, border: usize, first: i32, count: i32, planes: usize): void {
  const factor: i16 = images.centred ? 2 : 1, offset: i16 = images.centred ? 255 : 0;
  const channels = images.channels;
  // A dense layer's planes have no border; its images are laid out like a convolution's that covers them.
  const step = images.imageBytes, bytes = (<usize>count) << 1;
  for (let row = 0; row < images.height; row++) {
    let from = images.pixels + <usize>first * step + images.corner + <usize>row * images.rowBytes;
    let to = planes + border + <usize>row * layer.inPitch;
    for (let column = 0; column < images.width; column++, to += BLOCK << 1) {
      let place = to;
      for (let channel = 0; channel < channels; channel++, from++, place += layer.inPlane) {
        // Images innermost: a place's values are stored side by side.
        let pixel = from;
        for (let lane = place, end = place + bytes; lane < end; lane += 2, pixel += step) {
          store<i16>(lane, <i16>load<u8>(pixel) * factor - offset);
        }
      }
    }
  }
}
