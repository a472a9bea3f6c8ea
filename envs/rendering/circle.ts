import type { PackedColor, Surface } from "./surface.js";

/**
 * Fills a circle, as pygame.draw.circle of pygame-ce. Centre and radius are cut to integers; a radius below 1 draws
 * nothing. The circle is an even number of pixels wide: its middle is the corner of a pixel.
 */
export function fillDisc(surface: Surface, x: number, y: number, radius: number, color: PackedColor): void {
  const [centerX, centerY, size] = [Math.trunc(x), Math.trunc(y), Math.trunc(radius)];
  if (size < 1) return;
  const rows = (dy: number, half: number) => {
    surface.fillRow(centerX - half, centerX + half - 1, centerY + dy - 1, color);
    surface.fillRow(centerX - half, centerX + half - 1, centerY - dy, color);
  };
  let far = size;
  let error = 1 - size;
  for (let near = 0; near < far; ) {
    if (error >= 0) {
      far--;
      error -= 2 * far;
    }
    near++;
    error += 2 * near + 1;
    if (error >= 0) rows(far, near);
    rows(near, far);
  }
}
