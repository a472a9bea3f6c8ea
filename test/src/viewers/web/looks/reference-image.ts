import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

const FOLDER = "test/golden/pages";

/** With `UPDATE_IMAGES=1` the reference images are written anew. */
const updates = process.env.UPDATE_IMAGES === "1";

/**
 * Pixels of a page, across and down, that become one: how exactly an edge is drawn is not compared, what lies where is.
 */
const BLOCK = 10;

/** How different two pixels may be; see pixelmatch. */
const THRESHOLD = 0.1;

/** Share of the pixels that may differ: browsers differ in how they smooth letters and fill controls. */
const TOLERANCE = 0.005;

/**
 * Compares an image of a page with its reference in `test/golden/pages`. Where they differ the image and the
 * differences (in red) are written to a temporary folder, which the message names.
 * @param screenshot a PNG
 */
export function expectImage(name: string, screenshot: Buffer): void {
  const shown = reduce(PNG.sync.read(screenshot));
  const file = join(FOLDER, `${name}.png`);
  if (updates) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, PNG.sync.write(shown, { colorType: 2 }));
    return;
  }
  expect(
    existsSync(file),
    `${file}: expected a reference image, got none; UPDATE_IMAGES=1 writes it`,
  ).to.equal(true);
  const wanted = PNG.sync.read(readFileSync(file));
  const { width, height } = wanted;
  const differences = new PNG({ width, height });
  const sizes = { width: shown.width, height: shown.height };
  const isSameSize = shown.width === width && shown.height === height;
  const options = { threshold: THRESHOLD };
  const count = isSameSize
    ? pixelmatch(wanted.data, shown.data, differences.data, width, height, options)
    : width * height;
  if (count <= TOLERANCE * width * height) return;
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-images-"));
  writeFileSync(join(folder, `${name}.png`), screenshot);
  writeFileSync(join(folder, `${name}-differences.png`), PNG.sync.write(differences));
  const share = ((100 * count) / (width * height)).toFixed(1);
  const what = isSameSize
    ? `${share} % of the pixels differ`
    : `it is ${sizes.width}×${sizes.height}, not ${width}×${height} blocks large`;
  expect.fail(`${name}: ${what}; see ${folder}. If it is meant to look so: UPDATE_IMAGES=1`);
}

/** Means over blocks. */
function reduce(image: PNG): PNG {
  const reduced = new PNG({
    width: Math.round(image.width / BLOCK),
    height: Math.round(image.height / BLOCK),
  });
  for (let row = 0; row < reduced.height; row++) {
    for (let column = 0; column < reduced.width; column++) {
      const sums = [0, 0, 0, 0];
      let pixels = 0;
      for (let y = row * BLOCK; y < Math.min(image.height, (row + 1) * BLOCK); y++) {
        for (let x = column * BLOCK; x < Math.min(image.width, (column + 1) * BLOCK); x++, pixels++) {
          for (let channel = 0; channel < 4; channel++) {
            sums[channel] += image.data[4 * (y * image.width + x) + channel];
          }
        }
      }
      reduced.data.set(
        sums.map((sum) => Math.round(sum / pixels)),
        4 * (row * reduced.width + column),
      );
    }
  }
  return reduced;
}
