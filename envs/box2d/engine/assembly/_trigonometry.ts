// Sine and cosine of float32 with the very bits of glibc 2.28 and later on a machine with fused multiply-add:
// reduce to [−π/4, π/4], evaluate a minimax polynomial in float64, round once. They are not correctly
// rounded, so rounding Math.sin gives other bits in about one case of a hundred.

const QUADRANTS_PER_RADIAN: f64 = 10680707.430881744; // 2/π · 2^24
// π/2 in two parts, the first short enough that its product with the quadrant is exact. Together they give
// what a fused multiply-add gives.
const QUARTER_TURN_HIGH: f64 = 1.5707963267948912;
const QUARTER_TURN_LOW: f64 = 5.329070518200751e-15;

const S1: f64 = -0.16666654943701084;
const S2: f64 = 0.0083321781461388536;
const S3: f64 = -0.00019517298981385725;

const C1: f64 = -0.49999999725108224;
const C2: f64 = 0.041666623324344516;
const C3: f64 = -0.0013886763794376041;
const C4: f64 = 2.4390450703564542e-5;

// The bits of 2/π in windows of 32 that start 8 apart, for angles beyond 120 rad.
const TWO_OVER_PI = memory.data<u32>([
  0xa2, 0xa2f9, 0xa2f983, 0xa2f9836e, 0xf9836e4e, 0x836e4e44, 0x6e4e4415, 0x4e441529, 0x441529fc, 0x1529fc27,
  0x29fc2757, 0xfc2757d1, 0x2757d1f5, 0x57d1f534, 0xd1f534dd, 0xf534ddc0, 0x34ddc0db, 0xddc0db62, 0xc0db6295,
  0xdb629599, 0x6295993c, 0x95993c43, 0x993c4390, 0x3c439041,
]);
const QUARTER_TURN_FIXED: f64 = 3.4061215800865545e-19; // π/2 · 2^−62

/** Quarter turns that `reduce` took off. */
let quadrant: i32 = 0;

/** Results of `rotate`. */
export let sine: f32 = 0;
export let cosine: f32 = 1;

/** Sets `sine` and `cosine` to those of an angle in radians. */
export function rotate(angle: f32): void {
  if (Mathf.abs(angle) < <f32>0.000244140625) {
    sine = angle;
    cosine = <f32>cosinePolynomial(<f64>angle);
    return;
  }
  const x = reduce(angle);
  const s = sinePolynomial(x);
  const c = cosinePolynomial(x);
  const odd = (quadrant & 1) != 0;
  const sinus = odd ? c : s;
  const cosinus = odd ? s : c;
  sine = <f32>((quadrant & 2) != 0 ? -sinus : sinus);
  cosine = <f32>(((quadrant + 1) & 2) != 0 ? -cosinus : cosinus);
}

function reduce(angle: f32): f64 {
  const bits = reinterpret<u32>(angle);
  if (((bits >> 20) & 0x7ff) < 0x42f) {
    const x = <f64>angle;
    quadrant = (<i32>(x * QUADRANTS_PER_RADIAN) + 0x800000) >> 24;
    return x - <f64>quadrant * QUARTER_TURN_HIGH - <f64>quadrant * QUARTER_TURN_LOW;
  }
  // A fixed-point product with the bits of 2/π that this exponent needs.
  const window = TWO_OVER_PI + (((bits >> 26) & 15) << 2);
  const mantissa = ((bits & 0xffffff) | 0x800000) << ((bits >> 23) & 7);
  const high = <u64>(mantissa * load<u32>(window)) << 32;
  const middle = <u64>mantissa * <u64>load<u32>(window, 16);
  const low = <u64>mantissa * <u64>load<u32>(window, 32);
  const product = (high | (low >> 32)) + middle;
  const turns = (product + (<u64>1 << 61)) >> 62;
  const x = <f64>(<i64>(product - (turns << 62))) * QUARTER_TURN_FIXED;
  const negative = bits >> 31 != 0;
  quadrant = negative ? -(<i32>turns) : <i32>turns;
  return negative ? -x : x;
}

// @ts-ignore: decorator
@inline
function sinePolynomial(x: f64): f64 {
  const x2 = x * x;
  const x3 = x * x2;
  return x + x3 * S1 + x3 * x2 * (S2 + x2 * S3);
}

// @ts-ignore: decorator
@inline
function cosinePolynomial(x: f64): f64 {
  const x2 = x * x;
  const x4 = x2 * x2;
  return 1.0 + x2 * C1 + x4 * C2 + x4 * x2 * (C3 + x2 * C4);
}
