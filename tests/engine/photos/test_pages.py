"""Files whose first picture is not the photo: TIFFs of several pages, and cameras' raw files."""

import io
import struct
from pathlib import Path

import numpy as np
import pylibjxl
import pytest
from damaged_photos import a_picture, encoded
from PIL import Image, TiffImagePlugin

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos import reading
from effnet_desktop.engine.photos.reading import read_photo

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

PHOTO = a_picture(320, 240)
SMALL = Image.new("RGB", (32, 24), "red")

Tags = dict[int, tuple[str, tuple[int, ...] | bytes]]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "photo"


def read(path: Path, data: bytes, min_side: int | None = None) -> Image.Image:
    path.write_bytes(data)
    return read_photo(path, min_side)


def tiff_of(first: Tags, subs: list[Tags], following: list[Tags] = (), order: str = "<", big: bool = False) -> bytes:
    """A TIFF file of directories; the data of strips are given as bytes under StripOffsets (273)."""
    body = bytearray((b"II" if order == "<" else b"MM") + (struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else b""))
    if not big:
        body += struct.pack(order + "HI", 42, 0)
    offset, width = ("Q", 8) if big else ("I", 4)

    def place(data: bytes) -> int:
        body.extend(bytes(len(body) % 2) + data)
        return len(body) - len(data)

    def directory(tags: Tags, after: int) -> int:
        entries = b""
        for tag, (kind, values) in sorted(tags.items()):
            if isinstance(values, bytes) and tag == 273:
                values = (place(values),)
            code = {"B": 1, "H": 3, "I": 4, "Q": 16}[kind]
            packed = values if isinstance(values, bytes) else struct.pack(f"{order}{len(values)}{kind}", *values)
            count = len(values)
            if len(packed) > width:
                packed = struct.pack(order + offset, place(packed))
            entries += struct.pack(order + "HH" + offset, tag, code, count) + packed.ljust(width, b"\0")
        count = struct.pack(order + ("Q" if big else "H"), len(tags))
        return place(count + entries + struct.pack(order + offset, after))

    after = 0
    for tags in reversed(following):
        after = directory(tags, after)
    if subs:
        first = first | {330: ("Q" if big else "I", tuple(directory(tags, 0) for tags in subs))}
    start = directory(first, after)
    body[8 if big else 4 : (8 if big else 4) + width] = struct.pack(order + offset, start)
    return bytes(body)


def rgb(image: Image.Image, kind: int = 0) -> Tags:
    data = image.tobytes()
    return {
        254: ("I", (kind,)),
        256: ("I", (image.width,)),
        257: ("I", (image.height,)),
        258: ("H", (8, 8, 8)),
        259: ("H", (1,)),
        262: ("H", (2,)),
        273: ("I", data),
        277: ("H", (3,)),
        278: ("I", (image.height,)),
        279: ("I", (len(data),)),
    }


def jpeg_page(image: Image.Image, kind: int = 1) -> Tags:
    data = encoded(image, "JPEG", quality=95)
    return rgb(image, kind) | {259: ("H", (7,)), 262: ("H", (6,)), 273: ("I", data), 279: ("I", (len(data),))}


def sensor(width: int, height: int) -> Tags:
    data = bytes(2 * width * height)
    return {
        254: ("I", (0,)),
        256: ("I", (width,)),
        257: ("I", (height,)),
        258: ("H", (16,)),
        259: ("H", (1,)),
        262: ("H", (32803,)),
        273: ("I", data),
        277: ("H", (1,)),
        278: ("I", (height,)),
        279: ("I", (len(data),)),
        33421: ("H", (2, 2)),
        33422: ("B", bytes([0, 1, 1, 2])),
    }


def dng(orientation: int = 1, previews: tuple[Tags, ...] = (jpeg_page(PHOTO),)) -> bytes:
    first = rgb(SMALL, 1) | {
        271: ("B", b"Maker\0"),
        272: ("B", b"Camera\0"),
        274: ("H", (orientation,)),
        50706: ("B", bytes([1, 4, 0, 0])),
        50708: ("B", b"Maker Camera\0"),
    }
    return tiff_of(first, [sensor(320, 240), *previews])


class TestTiff:
    # Pillow reads no BigTIFF whose bytes are in the other order.
    @pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
    def test_the_photo_is_behind_or_below_its_reduced_copy(self, order: str, big: bool, scratch: Path) -> None:
        for data in (
            tiff_of(rgb(SMALL, 1), [], [rgb(PHOTO)], order, big),
            tiff_of(rgb(SMALL, 1), [rgb(PHOTO)], [], order, big),
            tiff_of(rgb(SMALL, 1), [rgb(SMALL, 1), rgb(PHOTO)], [rgb(SMALL, 4)], order, big),
            tiff_of(rgb(SMALL) | {255: ("H", (2,))}, [], [rgb(PHOTO)], order, big),
        ):
            assert np.array_equal(read(scratch, data), PHOTO)

    def test_whatever_compression_it_has(self, scratch: Path) -> None:
        pages = io.BytesIO()
        with TiffImagePlugin.AppendingTiffWriter(pages) as writer:
            for image, kind in ((SMALL, 1), (PHOTO, 0)):
                image.save(writer, "TIFF", compression="tiff_lzw", tiffinfo={254: kind})
                writer.newFrame()
        assert np.array_equal(read(scratch, pages.getvalue()), PHOTO)

    def test_the_first_of_several_whole_pages_is_the_photo(self, scratch: Path) -> None:
        assert read(scratch, tiff_of(rgb(SMALL), [rgb(PHOTO)], [rgb(PHOTO)])).size == SMALL.size

    def test_the_orientation_of_the_first_page_holds(self, scratch: Path) -> None:
        data = tiff_of(rgb(SMALL, 1) | {274: ("H", (6,))}, [rgb(PHOTO)])
        assert read(scratch, data).size == (240, 320)

    def test_pages_that_lead_back_to_the_first_come_to_an_end(self, scratch: Path) -> None:
        data = bytearray(tiff_of(rgb(SMALL, 1), []))
        start = int.from_bytes(data[4:8], "little")
        data[start + 122 : start + 126] = data[4:8]
        assert read(scratch, bytes(data)).size == SMALL.size


class TestRaw:
    @pytest.mark.parametrize("name", ["a.dng", "a.NEF", "a.tif", "a"])
    def test_the_largest_preview_is_the_photo(self, name: str, tmp_path: Path) -> None:
        photo = read(tmp_path / name, dng())
        assert photo.size == PHOTO.size
        assert np.abs(np.asarray(photo, int) - np.asarray(PHOTO)).mean() < 8

    def test_it_is_upright(self, scratch: Path) -> None:
        assert read(scratch, dng(orientation=6)).size == (240, 320)
        assert read(scratch, dng(orientation=3), 20).size == (320 // 8, 240 // 8)

    def test_one_without_a_preview_is_refused_or_its_page_is_taken(self, scratch: Path) -> None:
        with pytest.raises(PhotoError):
            read(scratch, tiff_of(sensor(320, 240) | {50706: ("B", bytes([1, 4, 0, 0]))}, []))

    @pytest.mark.parametrize(
        "head", [b"FUJIFILMCCD-RAW 0201", b"IIU\0\x18\0\0\0", b"\0\0\0\x18ftypcrx \0\0\0\1crx isom"]
    )
    def test_damaged_ones_are_named(self, head: bytes, scratch: Path) -> None:
        with pytest.raises(PhotoError, match="damaged"):
            read(scratch, head + bytes(500))


class TestNewerFormats:
    def test_jpeg_2000(self, scratch: Path) -> None:
        for no_boxes in (False, True):
            data = encoded(PHOTO, "JPEG2000", irreversible=False, no_jp2=no_boxes)
            assert np.array_equal(read(scratch, data), PHOTO)
            with pytest.raises(PhotoError, match="damaged"):
                read(scratch, data[: len(data) // 2])

    def test_jpeg_xl(self, scratch: Path) -> None:
        data = pylibjxl.encode(np.asarray(PHOTO), lossless=True)
        assert np.array_equal(read(scratch, data), PHOTO)
        with pytest.raises(PhotoError, match="damaged"):
            read(scratch, data[: len(data) // 2])
        transparent = np.dstack([np.asarray(PHOTO), np.zeros((240, 320), np.uint8)])
        assert read(scratch, pylibjxl.encode(transparent, lossless=True)).getpixel((9, 9)) == (255, 255, 255)
        grey = pylibjxl.encode(np.asarray(PHOTO.convert("L"))[..., None], lossless=True)
        assert np.array_equal(read(scratch, grey), PHOTO.convert("L").convert("RGB"))

    def test_their_names_are_known(self) -> None:
        assert {".jp2", ".jxl", ".dng", ".nef", ".cr2", ".cr3", ".arw"} <= reading.SUFFIXES
