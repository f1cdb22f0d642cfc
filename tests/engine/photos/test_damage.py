"""Photos of which something is missing, and files that are out of the common: see also TestErrors in test_reading."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from damaged_photos import a_picture, encoded, mutants, run_length_bmp
from PIL import Image

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos import bmp
from effnet_desktop.engine.photos.boxes import boxes_in, items_of
from effnet_desktop.engine.photos.reading import ReadPhoto, read_photo, read_whole
from effnet_desktop.paths import resource_path

# pytest replaces the filter that decoding.py sets.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

LARGE = a_picture(640, 480)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "photo"


def read(path: Path, data: bytes, min_side: int | None = None) -> ReadPhoto:
    path.write_bytes(data)
    return read_whole(path, min_side)


def refusal(path: Path, data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        read(path, data)
    return str(caught.value)


def scan_of(jpeg: bytes) -> tuple[int, int]:
    """Where the compressed data of a JPEG of one scan begin and end."""
    start = jpeg.rindex(b"\xff\xda")
    return start + 2 + int.from_bytes(jpeg[start + 2 : start + 4]), jpeg.index(b"\xff\xd9", start)


def zeroed(jpeg: bytes, begin: float, end: float) -> bytes:
    """With zeros in a part of the compressed data."""
    start, stop = scan_of(jpeg)
    first, last = (start + int(share * (stop - start)) for share in (begin, end))
    return jpeg[:first] + bytes(last - first) + jpeg[last:]


class TestJpeg:
    KINDS = (
        {},
        {"optimize": True},
        {"subsampling": 0},
        {"restart_marker_blocks": 8},
        {"optimize": True, "restart_marker_blocks": 8},
    )

    @pytest.mark.parametrize("options", KINDS)
    @pytest.mark.parametrize("min_side", [None, 50])
    def test_a_whole_one_has_no_warning(self, options: dict[str, object], min_side: int | None, scratch: Path) -> None:
        data = encoded(LARGE, "JPEG", **options)
        assert read(scratch, data, min_side).warning is None
        for behind in (b"\0" * 5000, b"more", data):  # a thumbnail, a film or another picture may follow
            assert read(scratch, data + behind, min_side).warning is None
        exact = read(scratch, data).photo
        assert np.array_equal(exact, Image.open(io.BytesIO(data)))

    @pytest.mark.parametrize("options", [*KINDS, {"progressive": True}])
    def test_two_thirds_of_zeros_are_refused(self, options: dict[str, object], scratch: Path) -> None:
        data = encoded(LARGE, "JPEG", **options)
        third = len(data) // 3
        assert "damaged" in refusal(scratch, data[:third] + bytes(len(data) - third - 2) + b"\xff\xd9")

    @pytest.mark.parametrize("options", KINDS)
    def test_a_tenth_of_zeros_in_the_middle_is_told(self, options: dict[str, object], scratch: Path) -> None:
        whole = read(scratch, zeroed(encoded(LARGE, "JPEG", **options), 0.5, 0.65))
        assert whole.photo.size == LARGE.size
        assert "% of this photo is damaged" in str(whole.warning)

    @pytest.mark.parametrize("options", KINDS)
    @pytest.mark.parametrize("begin", [0.3, 0.5, 0.8])
    def test_an_eighth_of_zeros_in_the_data_of_a_photo_is_told(
        self, options: dict[str, object], begin: float, scratch: Path
    ) -> None:
        """Colours alone may be even where the zeros are: their codes of zeros are no proof of an even area."""
        noisy = Image.fromarray(np.random.default_rng(0).integers(0, 256, (480, 640), np.uint8)).convert("RGB")
        data = encoded(noisy, "JPEG", **options)
        assert "damaged" in str(read_warning_or_refusal(scratch, zeroed(data, begin, begin + 0.125)))

    def test_zeros_in_a_scan_that_tells_details_first_are_told(self, scratch: Path) -> None:
        data = encoded(LARGE, "JPEG", progressive=True, quality=95)
        second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
        assert "damaged" in str(read(scratch, data[: second + 1000] + bytes(1000) + data[second + 2000 :]).warning)

    def test_one_that_ends_a_little_early_is_answered_with_a_warning(self, scratch: Path) -> None:
        data = encoded(LARGE, "JPEG")
        start, stop = scan_of(data)
        cut = data[: start + int(0.9 * (stop - start))]
        for ended in (cut, cut + b"\xff\xd9"):
            whole = read(scratch, ended)
            assert 5 <= whole.warning.values["percent"] <= 15
            assert np.array_equal(np.asarray(whole.photo)[:300], np.asarray(Image.open(io.BytesIO(data)))[:300])
        assert "damaged" in refusal(scratch, data[: (start + stop) // 2])

    def test_even_areas_are_no_damage(self, scratch: Path) -> None:
        for options in ({}, {"optimize": True}, {"progressive": True}):
            white = Image.new("RGB", (3000, 3000), "white")
            white.paste(a_picture(), (10, 10))
            assert read(scratch, encoded(white, "JPEG", **options)).warning is None


class TestHeic:
    HEIC = resource_path("sample.heic").read_bytes()

    @pytest.mark.parametrize("share", [0.5, 0.8, 0.99])
    def test_one_cut_short_is_found_before_it_is_decoded(self, share: float, scratch: Path) -> None:
        """libheif fills what is missing with green."""
        items = items_of(self.HEIC)
        begin, size = items.extents[items.primary][0]
        cut = self.HEIC[: begin + int(share * size)]
        if share > 0.75:
            assert "damaged" in str(read_warning_or_refusal(scratch, cut))
        else:
            assert "damaged or incomplete" in refusal(scratch, cut)

    def test_the_boxes_are_understood(self) -> None:
        items = items_of(self.HEIC)
        assert items.types[items.primary] == b"hvc1"
        begin, size = items.extents[items.primary][0]
        assert 0 < begin < begin + size <= len(self.HEIC)
        assert [name for name, *_ in boxes_in(self.HEIC, 0, len(self.HEIC))][:2] == [b"ftyp", b"meta"]

    def test_zeros_in_the_data_of_an_avif(self, scratch: Path) -> None:
        data = encoded(a_picture(640, 480), "AVIF", quality=90)
        items = items_of(data)
        begin, size = items.extents[items.primary][0]
        assert "damaged" in refusal(scratch, data[: begin + size // 2] + bytes(size // 2) + data[begin + size :])


def read_warning_or_refusal(path: Path, data: bytes) -> object:
    try:
        return read(path, data).warning
    except PhotoError as error:
        return error


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


class TestSideChunks:
    """A PNG whose picture is fine is answered, whatever is written beside it."""

    PNG = encoded(a_picture(), "PNG")

    @pytest.mark.parametrize(
        "beside",
        [
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b" " * 2_000_000),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(70_000_000))),
            chunk(b"tEXt", b"Title\0cat")[:-1] + b"?",
            chunk(b"gAMA", b"\0\0\0\1")[:-1] + b"?",
            chunk(b"iCCP", b"icc\0\0not compressed")[:-1] + b"?",
            chunk(b"iCCP", b"icc\0\0not compressed"),
            chunk(b"eXIf", b"II*\0")[:-1] + b"?",
            chunk(b"acTL", bytes(8)),
        ],
        ids=["2 MB of XMP", "text of 70 MB", "bad tEXt", "bad gAMA", "bad iCCP", "odd iCCP", "bad eXIf", "acTL"],
    )
    def test_it_is_answered(self, beside: bytes, scratch: Path) -> None:
        whole = read(scratch, self.PNG[:33] + beside + self.PNG[33:])
        assert np.array_equal(whole.photo, a_picture())

    def test_damage_in_the_picture_is_still_found(self, scratch: Path) -> None:
        place = self.PNG.index(b"IDAT") + 40
        assert "damaged" in refusal(scratch, self.PNG[:place] + b"\0\0\0" + self.PNG[place + 3 :])

    def test_the_orientation_in_a_text_is_kept(self, scratch: Path) -> None:
        xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="6"/></x:xmpmeta>'
        turned = self.PNG[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp) + self.PNG[33:]
        assert read(scratch, turned).photo.size == (48, 64)

    @pytest.mark.parametrize("size", [3_000_000, 100_000_000])
    def test_a_large_colour_profile_does_not_refuse_the_photo(self, size: int, scratch: Path) -> None:
        data = self.PNG[:33] + chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(size))) + self.PNG[33:]
        assert read(scratch, data).photo.tobytes() == read(scratch, self.PNG).photo.tobytes()


class TestRunLengths:
    RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)

    def test_runs_single_pixels_and_skips(self, scratch: Path) -> None:
        data = b"\2\1\0\3\2\1\2\0\0\0" + b"\0\2\1\0\4\2\0\1"  # from below: GGBGB, then a skip to (1, 1) and four B
        photo = read(scratch, run_length_bmp(data, 5, 2)).photo
        rows = [[photo.getpixel((x, y)) for x in range(5)] for y in (1, 0)]
        assert rows == [
            [self.GREEN, self.GREEN, self.BLUE, self.GREEN, self.BLUE],
            [self.RED, *[self.BLUE] * 4],
        ]

    def test_four_bits(self, scratch: Path) -> None:
        photo = read(scratch, run_length_bmp(b"\3\x12\0\3\x01\x20\0\1", 6, 1, bits=4)).photo
        expected = [self.GREEN, self.BLUE, self.GREEN, self.RED, self.GREEN, self.BLUE]
        assert [photo.getpixel((x, 0)) for x in range(6)] == expected

    def test_data_that_end_early_are_damage(self, scratch: Path) -> None:
        assert "damaged" in refusal(scratch, run_length_bmp(b"\x20\1\0\0" * 10, 32, 20))

    def test_no_step_of_the_decoder_is_repeated_for_each_pixel(self) -> None:
        """What took Pillow a minute: many ends of lines and skips in a large picture."""
        assert len(bmp.decode_runs(b"\0\0" * 30_000 + b"\0\1", 5000, 4000, four_bits=False)) == 20_000_000


def test_libtiff_prints_nothing(tmp_path: Path) -> None:
    data = bytearray(encoded(a_picture(), "TIFF", compression="tiff_lzw"))
    data[20:600] = bytes(range(256)) * 2 + bytes(68)
    (tmp_path / "a.tif").write_bytes(data)
    code = """if True:
        import sys
        from pathlib import Path
        from effnet_desktop.engine.errors import PhotoError
        from effnet_desktop.engine.photos.reading import read_photo
        try:
            read_photo(Path(sys.argv[1]))
        except PhotoError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.tif"], capture_output=True, text=True, check=True)
    assert "damaged" in done.stdout
    assert done.stderr == ""


def test_500_mutants_are_answered_or_named(scratch: Path) -> None:
    answered = 0
    for name, data in mutants(500, seed=2):
        scratch.write_bytes(data)
        try:
            assert read_photo(scratch, 20).mode == "RGB", name
            answered += 1
        except PhotoError:
            pass
    assert 50 < answered < 450
