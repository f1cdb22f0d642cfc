"""JPEG XL files, which Pillow does not read."""

from PIL import Image


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height, upright."""
    import pylibjxl

    told = pylibjxl.probe(data)
    return told["width"], told["height"]


def decode(data: bytes) -> Image.Image:
    """The photo, upright, with its ICC profile if it has one."""
    import pylibjxl

    pixels, told = pylibjxl.decode(data, metadata=True)
    image = Image.fromarray(pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels)
    if "icc" in told:
        image.info["icc_profile"] = told["icc"]
    return image
