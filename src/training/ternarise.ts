/** Mean magnitude of the kept latent weights when the ternary stage begins: far enough from 0 not to flip at random. */
const MEAN_MAGNITUDE = 0.5;

/** Multiplies all by one factor, so that the marked have the mean magnitude the ternary stage starts from. */
export function rescaleLatents(latents: Float32Array, marks: Uint8Array): void {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < latents.length; index++) {
    if (marks[index] === 0) continue;
    sum += Math.abs(latents[index]);
    count++;
  }
  if (sum === 0) return;
  const factor = (MEAN_MAGNITUDE * count) / sum;
  for (let index = 0; index < latents.length; index++) latents[index] *= factor;
}

/** The signs of the marked latent weights, 0 elsewhere. A marked 0 becomes +1, so that the count is exact. */
export function ternarise(latents: Float32Array, marks: Uint8Array, ternary: Float32Array | Int8Array): void {
  for (let index = 0; index < latents.length; index++) {
    ternary[index] = marks[index] === 0 ? 0 : latents[index] < 0 ? -1 : 1;
  }
}
