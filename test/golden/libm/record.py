"""Records values.json: what the GNU C library 2.36 (x86-64, fused multiply-add) and numpy 2.4.6 compute."""

import base64
import json
import math
from pathlib import Path

import numpy as np

rng = np.random.default_rng(0)


def packed(dtype, *arrays):
    return base64.b64encode(np.stack([np.asarray(a, dtype=dtype) for a in arrays]).tobytes()).decode()


limits = [0.126, 0.855, 2.4, 10, 1000, 1e8]
angles = np.concatenate(
    [rng.uniform(-limit, limit, 250) for limit in limits] + [np.arange(-40, 40) / 256, [0, 1e-9, 1.5707963267948966]]
)
# Half of the bases are such that the library's square is not the correctly rounded one.
bases = [x for x in rng.uniform(-40, 40, 500_000).tolist() if x**2 != x * x][:200]
bases += rng.uniform(-40, 40, 200).tolist() + [0, 1, -1, 1e-170, 1e150, 3.0, 0.9999999999999999]
floats = np.concatenate([rng.uniform(-limit, limit, 250) for limit in [0.1, 1, 4, 1000]]).astype(np.float32)
singles = [x for x in rng.uniform(-2, 2, 300_000).astype(np.float32) if x**2 != x * x][:150]
singles = np.asarray(singles + rng.uniform(-40, 40, 150).astype(np.float32).tolist() + [0, 1, -2], dtype=np.float32)

values = {
    "angles, sin, cos": packed("<f8", angles, [math.sin(x) for x in angles], [math.cos(x) for x in angles]),
    "bases, squares": packed("<f8", bases, [math.pow(x, 2) for x in bases]),
    "float32 angles, sin, cos": packed("<f4", floats, np.sin(floats), np.cos(floats)),
    "float32 bases, squares": packed("<f4", singles, [x**2 for x in singles]),
}
(Path(__file__).parent / "values.json").write_text(json.dumps(values, indent=0) + "\n")
