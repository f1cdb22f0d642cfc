"""Photos of shapes that any network tells apart."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def draw(category: str, random: np.random.Generator) -> Image.Image:
    colours = [tuple(int(c) for c in random.integers(0, 256, 3)) for _ in range(2)]
    noise = random.normal(128, 60, (80, 96)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(noise).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", picture.size, colours[0]), 0.7)
    pen = ImageDraw.Draw(picture)
    x, y, r = *random.integers(30, 50, 2), int(random.integers(14, 26))
    if category == "disc":
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colours[1])
    elif category == "square":
        pen.rectangle((x - r, y - r, x + r, y + r), fill=colours[1])
    else:
        for i in range(0, 96, 12):
            pen.line((i, 0, i, 80), fill=colours[1], width=5)
    return picture


def fill(folder: Path, count: int, categories=("disc", "square", "stripes"), seed: int = 0) -> Path:
    random = np.random.default_rng(seed)
    for category in categories:
        (folder / category).mkdir(parents=True)
        for i in range(count):
            draw(category, random).save(folder / category / f"{i:03}.png")
    return folder


def fill_flat(flat: Path, count: int) -> Path:
    """Discs and stripes, so many each, in one folder; a photo's name begins with what it shows."""
    flat.mkdir()
    for path in sorted(fill(flat.parent / "drawn", count, ("disc", "stripes")).rglob("*.png")):
        path.rename(flat / f"{path.parent.name} {path.name}")
    return flat
