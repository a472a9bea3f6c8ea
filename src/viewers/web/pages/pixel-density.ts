/** More pixels than these are not drawn 50 times a second; a canvas with fewer is stretched. */
const MAX_PIXELS = 1_500_000;

/** Without a graphics card, stretching smoothly to more pixels of the screen takes longer than a frame may. */
const MAX_SMOOTH = 2_400_000;

/** Pixels of a canvas for each CSS pixel: as the screen has them, but no more than the eye sees in moving images. */
export const pixelDensity = (): number => Math.min(devicePixelRatio || 1, 2);

/**
 * Gives a canvas the pixels that can be drawn in time at a size in CSS pixels. One that fills much of a very large
 * screen gets, where there is no graphics card, pixels of a whole number of the screen's, with hard edges: those take a
 * quarter of the time.
 * @returns whether it has other pixels now, and is empty
 */
export function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): boolean {
  const density = pixelDensity();
  const onScreen = width * height * density ** 2;
  const isSmooth = onScreen <= MAX_SMOOTH || hasGraphicsCard();
  const ratio = Math.max(1, Math.sqrt(onScreen / MAX_PIXELS));
  const scale = density / (isSmooth ? ratio : Math.ceil(ratio));
  const [columns, rows] = [width * scale, height * scale].map((size) => Math.max(1, Math.round(size)));
  canvas.style.imageRendering = isSmooth ? "" : "pixelated";
  if (canvas.width === columns && canvas.height === rows) return false;
  Object.assign(canvas, { width: columns, height: rows });
  return true;
}

let card: boolean | undefined;

/** What draws WebGL where there is no graphics card, and the browser does not refuse it for being slow. */
const BY_PROCESSOR = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether the browser draws with a graphics card. Asked once, and only where it matters. */
function hasGraphicsCard(): boolean {
  if (card !== undefined) return card;
  const context = document
    .createElement("canvas")
    .getContext("webgl", { failIfMajorPerformanceCaveat: true });
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer = context?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  card = context !== null && !BY_PROCESSOR.test(String(renderer));
  return card;
}
