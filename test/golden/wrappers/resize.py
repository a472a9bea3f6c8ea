"""Records resize.json with OpenCV 5.0.0: SHA-256 of pictures that cv2.resize scales with INTER_AREA."""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np

SIZES = [
    (96, 96, 3, 84, 84), (96, 96, 1, 84, 84), (400, 600, 3, 84, 84), (210, 160, 3, 84, 84), (96, 96, 3, 48, 48),
    (96, 96, 3, 32, 24), (40, 30, 3, 13, 7), (20, 30, 3, 30, 40), (20, 30, 3, 27, 11), (20, 30, 3, 11, 47),
    (8, 8, 2, 4, 4), (10, 10, 3, 20, 5), (5, 7, 1, 3, 7), (17, 19, 3, 17, 19),
]

recorded = []
for height, width, channels, rows, columns in SIZES:
    numbers = np.arange(height * width * channels, dtype=np.uint64) * 2654435761 % 2**32 // 2**24
    picture = numbers.astype(np.uint8).reshape(height, width, channels)
    resized = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    digest = hashlib.sha256(resized.tobytes()).hexdigest()
    recorded.append({"from": [height, width, channels], "to": [rows, columns], "sha256": digest})
lines = ",\n".join(json.dumps(one) for one in recorded)
(Path(__file__).parent / "resize.json").write_text(f"[\n{lines}\n]\n")
