/** The exact forward pass of a ternary network, 16 images at a time. No allocation: the host lays memory out. */
import { forwardBlock } from "./_channels";
import { forwardOne, layOne, IMAGE_LAYER_BYTES, ImageLayer, tabulateForOne } from "./_one-image";
import { Images, layImages } from "./_images";
import { BLOCK, layerAt, tabulate } from "./_plane-layer";
import { Terms } from "./_sums";

/** The first byte that static data leave free. */
export function heapBase(): usize {
  return __heap_base;
}

/** Makes the tables of all units of a layer from its weights. */
export function tabulateLayer(layers: usize, index: i32): void {
  const layer = layerAt(layers, index);
  for (let unit = 0; unit < layer.outChannels; unit++) tabulate(layer, unit);
}

/** Fields the host writes. */
@unmanaged
class InferenceNetwork {
  layers: usize;
  layerCount: i32;
  images: Images;
  /** Bytes from an image plane's start to its first pixel inside the border. */
  border: usize;
  terms: Terms;
  planes: usize;
  scratch: usize;
  state: usize;
}

/** Logits of images `first` to `first + count` as rows of 32-bit integers. */
export function logits(address: usize, first: i32, count: i32, out: usize): void {
  const network = changetype<InferenceNetwork>(address);
  const last = layerAt(network.layers, network.layerCount - 1);
  const width = <i32>(last.poolSize == 0 ? last.sumPlane : <usize>(last.outHeight * last.outWidth) << 6) >> 6;
  for (let done = 0; done < count; done += <i32>BLOCK) {
    const images = min(<i32>BLOCK, count - done);
    layImages(network.images, layerAt(network.layers, 0), network.border, first + done, images, network.planes);
    forwardBlock(network.layers, network.layerCount, network.terms, network.planes, network.scratch, network.state, false);
    let from = network.state + (last.poolSize == 0 ? last.sums : last.output);
    const values = width * last.outChannels;
    for (let value = 0; value < values; value++) {
      for (let image = 0; image < images; image++) {
        store<i32>(out + (<usize>(image * values + value) << 2), load<i32>(from + ((<usize>image) << 2)));
      }
      from += BLOCK << 2;
    }
    out += (<usize>(images * values)) << 2;
  }
}

/** Fields the host writes. */
@unmanaged
class OneImage {
  layers: usize;
  layerCount: i32;
  images: Images;
  planes: usize;
  plane: usize;
  planeRow: usize;
  columns: usize;
}

/** Makes the tables for the forward pass of one image. */
export function tabulateOne(address: usize): void {
  const one = changetype<OneImage>(address);
  for (let index = 0; index < one.layerCount; index++) tabulateForOne(imageLayer(one, index));
}

/** The same integers as `logits` gives, for the first image, where the last layer's outputs lie. */
export function logitsOfOne(address: usize): void {
  const one = changetype<OneImage>(address), images = one.images;
  const pixels = images.pixels + images.corner;
  layOne(pixels, images.rowBytes, images.height, images.width, images.channels, images.centred != 0, one.planes, one.plane, one.planeRow, one.columns);
  for (let index = 0; index < one.layerCount; index++) forwardOne(imageLayer(one, index));
}

function imageLayer(one: OneImage, index: i32): ImageLayer {
  return changetype<ImageLayer>(one.layers + <usize>index * IMAGE_LAYER_BYTES);
}
