"""Records shapes.json.gz: random shapes drawn with pygame-ce 2.5.8 on small surfaces, many of them partly outside."""

import gzip
import hashlib
import json
import os
import random
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
import gymnasium
import numpy as np
import pygame
from pygame import gfxdraw

chance = random.Random(5)
WIDTH, HEIGHT = 60, 50


def digest(surface):
    rows = np.transpose(pygame.surfarray.array3d(surface), (1, 0, 2))
    return hashlib.sha256(rows.tobytes()).hexdigest()[:16]


def point():
    """Rounded so that it is short in the file; a fifth of the points are integers."""
    x, y = round(chance.uniform(-20, 80), 3), round(chance.uniform(-20, 70), 3)
    return [float(round(x)), float(round(y))] if chance.random() < 0.2 else [x, y]


def points(least, most=8):
    return [point() for _ in range(chance.randint(least, most))]


def integers(radius):
    return [chance.randrange(-10, 70), chance.randrange(-10, 60), chance.randrange(radius)]


def draw(kind, surface, color):
    """Draws a random shape and gives its points."""
    if kind in ("aapolygon", "filled_polygon"):
        shape = points(3)
        getattr(gfxdraw, kind)(surface, shape, color)
    elif kind in ("aacircle", "filled_circle"):
        shape = [integers(40)]
        getattr(gfxdraw, kind)(surface, *shape[0], color)
    elif kind in ("hline", "vline"):
        shape = [integers(60)]
        getattr(gfxdraw, kind)(surface, *shape[0], color)
    elif kind == "polygon":
        shape = points(4)
        pygame.draw.polygon(surface, color, shape)
    elif kind == "triangle":
        shape = points(3, 3)
        pygame.draw.polygon(surface, color, shape)
    elif kind == "circle":
        shape = [point() + [round(chance.uniform(0, 30), 3)]]
        pygame.draw.circle(surface, color, shape[0][:2], shape[0][2])
    elif kind in ("line", "aaline"):
        shape = points(2, 2)
        getattr(pygame.draw, kind)(surface, color, *shape)
    elif kind in ("lines", "aalines"):
        shape = points(3)
        getattr(pygame.draw, kind)(surface, color, False, shape)
    elif kind == "closed lines":
        shape = points(3)
        pygame.draw.polygon(surface, color, shape, 1)
    elif kind == "closed aalines":
        shape = points(3)
        pygame.draw.aalines(surface, color, True, shape)
    return sum(shape, [])


kinds = "aapolygon filled_polygon aacircle filled_circle hline vline polygon triangle circle line aaline lines aalines"
shapes = []
for kind in kinds.split() + ["closed lines", "closed aalines"]:
    for _ in range(60):
        surface = pygame.Surface((WIDTH, HEIGHT))
        ground, color = ([chance.randrange(256) for _ in range(3)] for _ in range(2))
        surface.fill(ground)
        shape = draw(kind, surface, color)
        shapes.append([kind, shape, ground, color, digest(surface)])

turns = []
for _ in range(200):
    quarter = chance.randrange(-8, 8) * np.pi / 2
    angle = chance.choice([chance.uniform(-20, 20), quarter, quarter + chance.uniform(-2e-6, 2e-6)])
    turned = pygame.math.Vector2(start := point()).rotate_rad(float(angle))
    turns.append([start, float(angle), list(turned)])

path = Path(gymnasium.__file__).parent / "envs/classic_control/assets/clockwise.png"
arrow = pygame.image.load(path)
scaled = []
for size in range(0, 114, 3):
    surface = pygame.Surface((120, 120))
    surface.fill((255, 200, 77))
    small = pygame.transform.flip(pygame.transform.smoothscale(arrow, (size, size)), size % 2 == 0, True)
    surface.blit(small, (60 - size // 2, 20 - size // 2))
    scaled.append([size, digest(surface)])

here = Path(__file__).parent
text = json.dumps({"shapes": shapes, "turns": turns, "scaled": scaled})
with open(here / "shapes.json.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
    packed.write(text.encode())
