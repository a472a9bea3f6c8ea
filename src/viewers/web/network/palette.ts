/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colours of −1, 0 and +1, and of a gap: those of the style sheet, in light and dark. */
export interface Palette {
  readonly minus: Rgb;
  readonly zero: Rgb;
  readonly plus: Rgb;
}

/** Reads the palette that holds for an element. */
export function readPalette(element: Element): Palette {
  return {
    minus: colorOf(element, "--minus"),
    zero: colorOf(element, "--cell"),
    plus: colorOf(element, "--plus"),
  };
}

/** Steps of a ramp from zero to either end. */
const STEPS = 255;

/** Pixels of all colours from −1 over 0 to 1, as `ImageData` holds them in 32 bits. */
export function colorRamp(palette: Palette): Uint32Array {
  const bytes = new Uint8ClampedArray(4 * (2 * STEPS + 1));
  for (let step = -STEPS; step <= STEPS; step++) {
    bytes.set([...shade(palette, step / STEPS), 255], 4 * (step + STEPS));
  }
  return new Uint32Array(bytes.buffer);
}

/** The colour of a value from −1 over 0 to 1. */
export function shade({ minus, zero, plus }: Palette, value: number): Rgb {
  const end = value < 0 ? minus : plus;
  const mix = (channel: 0 | 1 | 2) => zero[channel] + (end[channel] - zero[channel]) * Math.abs(value);
  return [mix(0), mix(1), mix(2)];
}

/** The place of a value from −1 to 1 in a ramp; what is beyond is at the end. */
export function rampIndex(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * STEPS) + STEPS;
}

export function cssColor([red, green, blue]: Rgb, opacity = 1): string {
  return `rgb(${red.toFixed(0)} ${green.toFixed(0)} ${blue.toFixed(0)} / ${opacity})`;
}

const probe = document.createElement("canvas");
probe.width = 1;
probe.height = 1;

/** The colour that a custom property has for an element now, in light or dark, as a canvas takes it. */
export const resolvedColor = (element: Element, name: string): string => cssColor(colorOf(element, name));

/** Resolves `light-dark()` and whatever else the style sheet says, by painting with it. */
function colorOf(element: Element, name: string): Rgb {
  const swatch = document.createElement("i");
  swatch.style.color = `var(${name})`;
  swatch.hidden = true;
  element.append(swatch);
  const { color } = getComputedStyle(swatch);
  swatch.remove();
  const context = probe.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
