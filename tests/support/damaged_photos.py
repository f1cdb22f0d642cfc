"""Small photos of each format, and seeded damage to them."""

import io
import random
import struct
from collections.abc import Iterator

import numpy as np
import pylibjxl
from PIL import Image

from effnet_desktop.paths import resource_path


def a_picture(width: int = 64, height: int = 48) -> Image.Image:
    """Smooth colours with some noise."""
    noise = np.random.default_rng(0).integers(0, 40, (height, width, 3))
    across, down = np.meshgrid(np.linspace(0, 200, width), np.linspace(0, 200, height))
    return Image.fromarray((np.stack([across, down, 200 - across], axis=2) + noise).clip(0, 255).astype(np.uint8))


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    """The picture in a format of Pillow's."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def run_length_bmp(data: bytes, width: int, height: int, bits: int = 8) -> bytes:
    """A BMP file of run-length encoded data; its palette is red, green, blue, yellow, and black."""
    palette = bytes([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 255, 255, 0]).ljust(4 * (1 << bits), b"\0")
    start = 54 + len(palette)
    head = struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start)
    head += struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 1 if bits == 8 else 2, len(data), 1, 1, 0, 0)
    return head + palette + data


def small_files() -> dict[str, bytes]:
    """One or more of each format."""
    picture = a_picture()
    return {
        "jpeg": encoded(picture, "JPEG"),
        "progressive": encoded(picture, "JPEG", progressive=True),
        "restarts": encoded(picture, "JPEG", restart_marker_blocks=2),
        "png": encoded(picture, "PNG"),
        "palette": encoded(picture.quantize(16), "PNG"),
        "webp": encoded(picture, "WEBP"),
        "lossless": encoded(picture, "WEBP", lossless=True),
        "avif": encoded(picture, "AVIF"),
        "heic": resource_path("sample.heic").read_bytes(),
        "tiff": encoded(picture, "TIFF"),
        "lzw": encoded(picture, "TIFF", compression="tiff_lzw"),
        "bmp": encoded(picture, "BMP"),
        "rle": run_length_bmp(b"\x10\1\x10\2\0\0" * 20 + b"\0\1", 32, 20),
        "gif": encoded(picture, "GIF"),
        "jp2": encoded(picture, "JPEG2000"),
        "jxl": pylibjxl.encode(np.asarray(picture)),
    }


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files damaged in some bytes, filled with zeros in part, or cut short, each with its format's name."""
    chosen = random.Random(seed)
    files = sorted(small_files().items())
    for number in range(count):
        name, data = files[number % len(files)]
        damaged = bytearray(data)
        for _ in range(chosen.randint(1, 6)):
            # Headers, where most can go wrong, are at the beginning.
            end = len(damaged) if chosen.random() < 0.5 else min(len(damaged), 120)
            damaged[chosen.randrange(end)] = chosen.choice((0, 1, 127, 128, 255, chosen.randrange(256)))
        if chosen.random() < 0.2:
            start = chosen.randrange(len(damaged))
            size = chosen.randint(1, len(damaged) - start)
            damaged[start : start + size] = bytes(size)
        if chosen.random() < 0.2:
            del damaged[chosen.randrange(1, len(damaged)) :]
        yield name, bytes(damaged)
