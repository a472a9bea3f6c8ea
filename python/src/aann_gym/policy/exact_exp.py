"""The exponential function that JavaScript engines compute, to the last bit.

numpy's differs from it in the last digit for some arguments, and a policy of probabilities would then steer a little
otherwise here than there. The method and its constants are those of fdlibm (Sun Microsystems, 1993), which V8 uses:
x = k ln 2 + r with |r| <= ln 2 / 2, and a rational approximation of exp(r).
"""

from __future__ import annotations

import math

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700
_P1 = 1.66666666666666019037e-01
_P2 = -2.77777777770155933842e-03
_P3 = 6.61375632143793436117e-05
_P4 = -1.65339022054652515390e-06
_P5 = 4.13813679705723846039e-08
# Where the method changes: it compares the upper 32 bits of |x| with those of ln 2 / 2 and 3 ln 2 / 2.
_HALF_LN2 = float.fromhex("0x1.62e43p-2")
_THREE_HALVES_LN2 = float.fromhex("0x1.0a2b2p+0")
# Below, exp(x) is subnormal or zero; nothing that a policy says comes near.
_LOWEST = -708.0


def exp(x: float) -> float:
    """exp(x) for x from minus infinity to 0."""
    if x < _LOWEST:
        return 0.0
    if x > -(2.0**-28):
        return 1.0 + x
    high, low, k = x, 0.0, 0
    if x <= -_HALF_LN2:
        if x > -_THREE_HALVES_LN2:
            high, low, k = x + _LN2_HIGH, -_LN2_LOW, -1
        else:
            k = int(_INVERSE_LN2 * x - 0.5)
            high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (_P1 + t * (_P2 + t * (_P3 + t * (_P4 + t * _P5))))
    if k == 0:
        return 1.0 - ((r * c) / (c - 2.0) - r)
    return math.ldexp(1.0 - ((low - (r * c) / (2.0 - c)) - high), k)
