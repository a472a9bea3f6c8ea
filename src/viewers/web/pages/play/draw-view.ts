/** Images of fewer pixels across are shown with hard edges. */
const SMALL = 200;

/** What an environment shows: a PNG in base64, or text. */
interface Drawn {
  readonly image?: string;
  readonly text?: string;
}

/** Shows it in an element's child with this index, which is made where there is none. */
export async function drawView(
  parent: HTMLElement,
  { image, text = "" }: Drawn,
  label: string,
  index = 0,
): Promise<void> {
  const tag = image === undefined ? "pre" : "canvas";
  let place = parent.children[index] as HTMLElement | undefined;
  if (place?.localName !== tag) {
    const made = document.createElement(tag);
    if (tag === "canvas") made.role = "img";
    if (place) place.replaceWith(made);
    else parent.append(made);
    place = made;
  }
  place.ariaLabel = label;
  if (image === undefined) place.textContent = text;
  else {
    const bitmap = await bitmapOf(image);
    const canvas = place as HTMLCanvasElement;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
      canvas.classList.toggle("small", bitmap.width < SMALL);
    }
    canvas.getContext("2d", { alpha: false })!.drawImage(bitmap, 0, 0);
    bitmap.close();
  }
}

/** @param image a PNG in base64 */
export function bitmapOf(image: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/png" }));
}
