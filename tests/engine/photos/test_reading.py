import contextlib
import errno
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import skimage
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos import colour, decoding
from effnet_desktop.engine.photos.reading import read_photo, read_whole
from effnet_desktop.paths import resource_path

# pytest replaces the filter that reading.py sets; test_nothing_is_printed looks at that one.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

CORNERS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]


def four_corners(width: int = 48, height: int = 32) -> Image.Image:
    """Red and green above, blue and yellow below."""
    corners = np.array(CORNERS, dtype=np.uint8).reshape(2, 2, 3)
    return Image.fromarray(corners.repeat(height // 2, axis=0).repeat(width // 2, axis=1))


# The four corners, stored lying on their side with orientation 6: made with pillow-heif, which can encode.
HEIC = resource_path("sample.heic").read_bytes()


def encode(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


ENCODED = {
    "jpg": encode(four_corners(), "JPEG", quality=95, subsampling=0),
    "mpo": encode(four_corners(), "MPO", quality=95, subsampling=0, save_all=True, append_images=[four_corners()]),
    "png": encode(four_corners(), "PNG"),
    "webp": encode(four_corners(), "WEBP", quality=95),
    "avif": encode(four_corners(), "AVIF", quality=95),
    "tiff": encode(four_corners(), "TIFF", compression="tiff_lzw"),
    "bmp": encode(four_corners(), "BMP"),
    "gif": encode(four_corners(), "GIF", save_all=True, append_images=[Image.new("RGB", (48, 32))]),
    "heic": HEIC,
    "heif": HEIC.replace(b"ftypheic", b"ftypmif1"),
}


def read(path: Path, data: bytes, min_side: int | None = None) -> Image.Image:
    path.write_bytes(data)
    return read_photo(path, min_side)


def corners_of(photo: Image.Image) -> list[tuple[int, ...]]:
    right, bottom = photo.width - 3, photo.height - 3
    return [photo.getpixel(place) for place in ((2, 2), (right, 2), (2, bottom), (right, bottom))]


def assert_upright(photo: Image.Image, tolerance: int = 0, corners: list[tuple[int, ...]] = CORNERS) -> None:
    assert (photo.mode, photo.width > photo.height) == ("RGB", True)
    np.testing.assert_allclose(corners_of(photo), corners, atol=tolerance)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to write to, for tests that run many times."""
    return tmp_path_factory.mktemp("photos") / "photo"


class TestKindsOfFiles:
    @pytest.mark.parametrize("kind", ENCODED)
    def test_every_format_is_told_by_its_content(self, kind: str, tmp_path: Path) -> None:
        for name in (f"photo.{kind}", "photo.png", "photo.txt", "photo"):
            assert_upright(read(tmp_path / name, ENCODED[kind]), tolerance=12)

    @pytest.mark.parametrize("name", ["chelsea.png", "coffee.png"])
    def test_real_photos_are_read_exactly(self, name: str) -> None:
        photo = read_photo(Path(skimage.data_dir) / name)
        assert np.array_equal(photo, getattr(skimage.data, Path(name).stem)())

    def test_a_real_photo_in_adobe_rgb_becomes_more_colourful(self) -> None:
        photo, stored = np.asarray(read_photo(Path(skimage.data_dir) / "rocket.jpg")), skimage.data.rocket()
        assert photo.shape == stored.shape
        assert np.ptp(photo, axis=2).mean() > 1.05 * np.ptp(stored, axis=2).mean()

    def test_the_file_stays_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.jpg"
        exif = Image.Exif()
        exif[0x0112] = 6
        path.write_bytes(encode(four_corners(), "JPEG", exif=exif))
        os.utime(path, ns=(1, 1))
        path.chmod(0o444)
        before = path.read_bytes(), path.stat().st_mtime_ns
        read_photo(path, 8)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before
        path.chmod(0o644)
        path.unlink()  # it is closed: Windows would refuse

    def test_several_threads_may_read(self, tmp_path: Path) -> None:
        paths = [tmp_path / f"{number}.{kind}" for number in range(4) for kind in ENCODED]
        for path in paths:
            path.write_bytes(ENCODED[path.suffix[1:]])
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(read_photo, paths))
        assert [photo.tobytes() for photo in results] == [read_photo(path).tobytes() for path in paths]

    def test_nothing_is_printed(self, tmp_path: Path) -> None:
        """In a process of its own: as it starts, from several threads at once, with every warning shown."""
        for kind, data in ENCODED.items():
            (tmp_path / f"good.{kind}").write_bytes(data)
        damaged_exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\xff\xff\xff\xff\xff\0\0\0"
        (tmp_path / "exif.jpg").write_bytes(encode(four_corners(), "JPEG", exif=damaged_exif))
        (tmp_path / "large.png").write_bytes(png(16_000, 16_000, 0))
        (tmp_path / "samples.tiff").write_bytes(
            ENCODED["tiff"].replace(b"\x15\1\3\0\1\0\0\0\3", b"\x15\1\3\0\1\0\0\0\x63")
        )
        code = """if True:
            import json, sys
            from concurrent.futures import ThreadPoolExecutor
            from pathlib import Path
            from effnet_desktop.engine.errors import PhotoError
            from effnet_desktop.engine.photos.finding import find_photos
            from effnet_desktop.engine.photos.reading import read_photo
            assert not {"numpy", "pi_heif"} & set(sys.modules)
            def read(path):
                try:
                    return path.name, read_photo(path).mode
                except PhotoError as error:
                    return path.name, "PhotoError"
            with ThreadPoolExecutor(8) as pool:
                print(json.dumps(dict(pool.map(read, find_photos([Path(sys.argv[1])])))))
        """
        command = [sys.executable, "-W", "always", "-c", code, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.stderr == ""
        results = json.loads(done.stdout)
        assert results.pop("large.png") == results.pop("samples.tiff") == "PhotoError"
        assert set(results) >= {"exif.jpg", "good.heic", "good.avif"}
        assert set(results.values()) == {"RGB"}


def png(width: int, height: int, colour_type: int, bits: int = 8, pixels: bytes = b"") -> bytes:
    """A PNG file, for kinds that Pillow cannot write."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


class TestKindsOfPixels:
    @pytest.mark.parametrize("min_side", [None, 10])
    @pytest.mark.parametrize(
        ("data", "tolerance"),
        [
            (encode(four_corners().convert("CMYK"), "JPEG", quality=95), 12),
            (encode(four_corners().convert("CMYK"), "TIFF"), 0),
            (encode(four_corners().convert("YCbCr"), "TIFF"), 3),
            (encode(four_corners().quantize(4), "PNG"), 0),
            (encode(four_corners().convert("RGBA"), "PNG"), 0),
            (encode(four_corners().convert("RGBX"), "TIFF"), 0),
            (
                encode(
                    ImageCms.profileToProfile(
                        four_corners(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
                    ),
                    "TIFF",
                ),
                25,  # these corners are outside of what 8 bits of LAB hold
            ),
        ],
        ids=["CMYK JPEG", "CMYK TIFF", "YCbCr", "palette", "RGBA", "RGBX", "LAB"],
    )
    def test_colour(self, data: bytes, tolerance: int, min_side: int | None, scratch: Path) -> None:
        assert_upright(read(scratch, data, min_side), tolerance)

    def test_transparent_is_white(self, scratch: Path) -> None:
        see_through = four_corners().convert("RGBA")
        see_through.paste((255, 0, 0, 0), (0, 0, 24, 16))
        see_through.paste((0, 0, 0, 128), (24, 0, 48, 16))
        expected = [(255, 255, 255), (127, 127, 127), (0, 0, 255), (255, 255, 0)]
        for file_format, options in {"PNG": {}, "WEBP": {"lossless": True}, "TIFF": {}}.items():
            for min_side in (None, 10):
                photo = read(scratch, encode(see_through, file_format, **options), min_side)
                assert_upright(photo, 1, expected)

        grey = Image.merge("LA", [Image.new("L", (48, 32), 100), see_through.getchannel("A")])
        expected = [(255,) * 3, (177,) * 3, (100,) * 3, (100,) * 3]
        assert_upright(read(scratch, encode(grey, "PNG")), 1, expected)

        palette = four_corners().quantize(4)
        red = palette.getpixel((0, 0))
        for file_format in ("PNG", "GIF"):
            photo = read(scratch, encode(palette, file_format, transparency=red))
            assert_upright(photo, 0, [(255, 255, 255), *CORNERS[1:]])

    @pytest.mark.parametrize(
        ("pixels", "file_format", "white"),
        [
            (np.uint16([0, 257, 32896, 65535]), "PNG", 65535),
            (np.uint16([0, 257, 32896, 65535]), "TIFF", 65535),
            (np.dtype(">u2").type([0, 257, 32896, 65535]).astype(">u2"), "TIFF", 65535),
            (np.uint16([0, 1, 1000, 4095]), "TIFF", 65535),  # 12 bits in 16: dark, but faithful
            (np.int32([0, 100, 1000, 65535]), "TIFF", 65535),
            (np.int32([0, 100, 200, 255]), "TIFF", 255),
            (np.float32([0, 0.25, 0.5, 1]), "TIFF", 1),
            (np.float32([0, 100, 128, 200]), "TIFF", 255),
            (np.float32([0, 1e3, 5e5, 1e6]), "TIFF", 1e6),
            (np.float32([-1, np.nan, -np.inf, 1]), "TIFF", 1),
        ],
    )
    def test_grey_of_more_than_8_bits_is_scaled(
        self, pixels: np.ndarray, file_format: str, white: float, scratch: Path
    ) -> None:
        image = Image.fromarray(pixels.reshape(2, 2).repeat(16, axis=0).repeat(24, axis=1))
        levels = np.nan_to_num(pixels.astype(float), posinf=0, neginf=0).clip(0) * 255 / white
        for min_side in (None, 10):
            photo = read(scratch, encode(image, file_format), min_side)
            assert_upright(photo, 0.51, [(level,) * 3 for level in levels])

    def test_grey_of_8_bits_and_1_bit(self, scratch: Path) -> None:
        grey = four_corners().convert("L")
        expected = [(level,) * 3 for level in (76, 150, 29, 226)]
        assert_upright(read(scratch, encode(grey, "PNG"), 10), 0, expected)
        bits = grey.point(lambda level: 255 * (level > 100)).convert("1")
        expected = [(level,) * 3 for level in (0, 255, 0, 255)]
        for file_format in ("PNG", "TIFF", "BMP"):
            assert_upright(read(scratch, encode(bits, file_format), 10), 0, expected)

    def test_colour_of_16_bits(self, scratch: Path) -> None:
        pixels = np.asarray(four_corners()).astype(">u2") * 257
        rows = b"".join(b"\0" + row.tobytes() for row in pixels)
        assert_upright(read(scratch, png(48, 32, 2, 16, rows)))


def red_and_green_swapped() -> bytes:
    """An sRGB colour profile in which the tags of red and green have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for tag in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        name = bytes(profile[tag : tag + 4])
        profile[tag : tag + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile.replace("sRGB".encode("utf-16-be"), "GRBs".encode("utf-16-be")))


class TestColourProfiles:
    SWAPPED = (CORNERS[1], CORNERS[0], CORNERS[2], CORNERS[3])

    @pytest.mark.parametrize("min_side", [None, 10])
    def test_a_profile_is_applied(self, min_side: int | None, scratch: Path) -> None:
        profile = red_and_green_swapped()
        for file_format in ("PNG", "JPEG", "TIFF", "WEBP", "AVIF"):
            photo = read(scratch, encode(four_corners(), file_format, icc_profile=profile, quality=95), min_side)
            assert_upright(photo, 20, list(self.SWAPPED))
            assert photo.info == {}  # nobody shall apply it once more
        see_through = four_corners().convert("RGBA")
        see_through.putalpha(Image.linear_gradient("L").resize((48, 32)).point(lambda level: 255 * (level > 127)))
        photo = read(scratch, encode(see_through, "PNG", icc_profile=profile), min_side)
        assert_upright(photo, 1, [(255, 255, 255), (255, 255, 255), *CORNERS[2:]])

    def test_a_cmyk_profile_is_applied(self, scratch: Path) -> None:
        ink = Image.new("CMYK", (48, 32), (255, 0, 0, 0))
        photo = read(scratch, encode(ink, "TIFF", icc_profile=inks_to_grey()))
        np.testing.assert_allclose(photo.getpixel((9, 9)), (119, 119, 119), atol=2)  # L* = 50
        assert read(scratch, encode(ink, "TIFF")).getpixel((9, 9)) == (0, 255, 255)

    @pytest.mark.parametrize(
        "profile",
        [
            b"not a profile",
            red_and_green_swapped()[:300],
            ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
        ],
        ids=["garbage", "cut short", "of another colour space"],
    )
    def test_a_broken_profile_is_ignored(self, profile: bytes, scratch: Path) -> None:
        for image in (four_corners(), four_corners().convert("CMYK")):
            assert_upright(read(scratch, encode(image, "TIFF", icc_profile=profile)))

    def test_srgb_is_left_alone(self, scratch: Path) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        noise = Image.effect_noise((64, 48), 200).convert("RGB")
        assert np.array_equal(read(scratch, encode(noise, "PNG", icc_profile=profile)), noise)
        assert colour._srgb_transform(profile, "RGB") is None  # which saves the time


def inks_to_grey() -> bytes:
    """A CMYK colour profile whose every ink alone halves the lightness: L* = 100, 50 or 0, without colour."""
    ramp = bytes(range(256))
    grid = b"".join(bytes([255 - min(255, 128 * corner.bit_count()), 128, 128]) for corner in range(16))
    identity = struct.pack(">9i", *(65536 * (place % 4 == 0) for place in range(9)))
    table = b"mft1\0\0\0\0\4\3\2\0" + identity + ramp * 4 + grid + ramp * 3
    header = struct.pack(">I4sI4s4s4s12s4s24xI12s", 0, b"", 0x02400000, b"prtr", b"CMYK", b"Lab ", b"", b"acsp", 0, b"")
    header = header.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)  # the white point D50
    description = b"desc\0\0\0\0\0\0\0\5inks\0".ljust(92, b"\0")
    tags = struct.pack(">I", 2)
    tags += struct.pack(">4sII", b"A2B0", 156, len(table)) + struct.pack(">4sII", b"desc", 156 + len(table), 92)
    profile = header.ljust(128, b"\0") + tags + table + description
    return struct.pack(">I", len(profile)) + profile[4:]


# What a camera stores of an upright picture for each EXIF orientation.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}


class TestOrientation:
    @given(
        orientation=st.integers(1, 8),
        kind=st.sampled_from(
            [(mode, file_format) for mode in ("RGB", "L", "CMYK") for file_format in ("JPEG", "TIFF")]
            + [(mode, "PNG") for mode in ("RGB", "L", "P", "RGBA", "LA", "1", "I;16")]
            + [(mode, file_format) for mode in ("RGB", "RGBA") for file_format in ("WEBP", "AVIF")]
        ),
        min_side=st.sampled_from([None, 8, 16]),
    )
    @settings(deadline=None)
    def test_every_orientation_becomes_upright(
        self, orientation: int, kind: tuple[str, str], min_side: int | None, scratch: Path
    ) -> None:
        mode, file_format = kind
        upright = np.array([[0, 1], [2, 3]], dtype=np.uint8).repeat(16, axis=0).repeat(24, axis=1)
        colours = np.array(
            CORNERS if mode in ("RGB", "CMYK", "P", "RGBA") else [(0,) * 3, (0,) * 3, (0,) * 3, (255,) * 3]
        )
        stored = Image.fromarray(colours.astype(np.uint8)[STORED[orientation](upright)])
        exif = Image.Exif()
        exif[0x0112] = orientation
        image = (
            stored.convert("L").convert("I;16").point(lambda level: level * 257)
            if mode == "I;16"
            else stored.convert(mode)
        )
        scratch.write_bytes(encode(image, file_format, exif=exif, quality=95))

        whole = read_whole(scratch, min_side)
        photo, size = whole.photo, whole.size
        assert size == (48, 32)
        assert min(photo.size) >= (min_side or 32)
        assert_upright(photo, 20, colours.tolist())

    @pytest.mark.parametrize("value", [0, 9, 65535])
    def test_a_senseless_orientation_is_ignored(self, value: int, scratch: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = value
        assert_upright(read(scratch, encode(four_corners(), "PNG", exif=exif)))

    @given(start=st.sampled_from([b"", b"II*\0\x08\0\0\0\1\0\x0f"]), noise=st.binary(max_size=60))
    @settings(deadline=None)
    def test_damaged_exif_does_no_harm(self, start: bytes, noise: bytes, scratch: Path) -> None:
        for file_format in ("JPEG", "PNG", "WEBP"):
            assert_upright(
                read(scratch, encode(four_corners(), file_format, exif=b"Exif\0\0" + start + noise, quality=95)), 20
            )


@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    min_side=st.integers(1, 200),
    file_format=st.sampled_from(["JPEG", "PNG", "BMP"]),
)
@settings(deadline=None)
def test_a_smaller_photo_is_large_enough_and_of_the_same_shape(
    width: int, height: int, min_side: int, file_format: str, scratch: Path
) -> None:
    across = np.linspace(0, 255, width)[None, :, None]
    gradient = np.broadcast_to(across, (height, width, 3)).astype(np.uint8)
    scratch.write_bytes(encode(Image.fromarray(gradient), file_format, quality=95))
    whole = read_whole(scratch, min_side)
    photo, size = whole.photo, whole.size
    assert size == (width, height)
    shorter = min(width, height)
    assert min(photo.size) >= min(shorter, min_side)
    if shorter >= 2 * min_side:
        assert min(photo.size) < 2 * min_side + 1
    factor = shorter / min(photo.size)
    np.testing.assert_allclose(photo.size, np.array(size) / factor, rtol=1 / min(photo.size), atol=1)
    np.testing.assert_allclose(np.mean(photo), gradient.mean(), atol=6 + 255 / photo.width)


class TestErrors:
    def reason(self, path: Path, min_side: int | None = None) -> str:
        with pytest.raises(PhotoError) as caught:
            read_photo(path, min_side)
        text = str(caught.value)
        assert "\n" not in text
        assert text.endswith(".")
        assert caught.value.__context__ is None  # which would keep the half-decoded photo
        return text

    def test_files_that_cannot_be_read(self, tmp_path: Path) -> None:
        assert "no such file" in self.reason(tmp_path / "gone.jpg")
        assert "folder" in self.reason(tmp_path)
        assert "cannot be read: File name too long" in self.reason(tmp_path / ("a" * 300))
        (tmp_path / "file").touch()
        assert "empty" in self.reason(tmp_path / "file")
        assert "no such file" in self.reason(tmp_path / "file" / "photo.jpg")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
    def test_a_pipe_does_not_block(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "photo.jpg")
        assert "device" in self.reason(tmp_path / "photo.jpg")

    @pytest.mark.parametrize(
        ("error", "text"),
        [
            (PermissionError(errno.EACCES, "Permission denied"), "not allowed"),
            (FileNotFoundError(errno.ENOENT, "No such file"), "no such file"),  # gone after it was listed
            (OSError(errno.EIO, "Input/output error"), "cannot be read: Input/output error."),
        ],
    )
    def test_files_that_will_not_open(
        self, error: OSError, text: str, scratch: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise error

        scratch.write_bytes(ENCODED["png"])
        monkeypatch.setattr(Path, "open", fail)
        assert text in self.reason(scratch)

    @pytest.mark.parametrize(
        "error",
        [MemoryError(), RecursionError(), struct.error(), SyntaxError(), OverflowError(), zlib.error(), EOFError()],
    )
    def test_whatever_pillow_raises_is_explained(
        self, error: Exception, scratch: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        scratch.write_bytes(ENCODED["png"])
        monkeypatch.setattr(decoding.Image, "open", fail)
        expected = "memory" if isinstance(error, MemoryError) else "damaged or incomplete"
        assert expected in self.reason(scratch)

    @pytest.mark.parametrize("data", [b"Dear diary, ...", b"%PDF-1.7", b"\0" * 99, b"\0\0\0\x18ftypisom\0\0\0\0mp42"])
    def test_other_files(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_bytes(data)
        assert "format is not supported" in self.reason(tmp_path / "photo.jpg")

    @pytest.mark.parametrize("kind", sorted(ENCODED.keys() - {"mpo"}))  # the half of its two photos is a whole one
    def test_files_cut_short(self, kind: str, scratch: Path) -> None:
        scratch.write_bytes(ENCODED[kind][: len(ENCODED[kind]) // 2])
        assert "damaged" in self.reason(scratch)
        assert "damaged" in self.reason(scratch, 8)

    def test_decompression_bombs(self, scratch: Path) -> None:
        jpeg = bytearray(ENCODED["jpg"])
        size = jpeg.index(b"\xff\xc0") + 5
        jpeg[size : size + 4] = struct.pack(">HH", 65000, 65000)
        for data in (
            png(30_000, 30_000, 2),
            png(2**31 - 1, 1, 0),
            b"GIF89a" + b"\xff" * 4 + bytes(3) + b"," + bytes(10),
            bytes(jpeg),
        ):
            scratch.write_bytes(data)
            assert "too large: it has more than 300 megapixels" in self.reason(scratch, 8)

    @pytest.mark.parametrize("data", [b"GIF89a" + bytes(7) + b"," + bytes(10), png(0, 9, 0), png(9, 0, 2)])
    def test_photos_without_pixels(self, data: bytes, scratch: Path) -> None:
        scratch.write_bytes(data)
        assert "damaged" in self.reason(scratch)

    def test_heic_that_would_crash_the_decoder(self, scratch: Path) -> None:
        assert HEIC.count(b"\0\0Exif") == 1
        scratch.write_bytes(HEIC.replace(b"\0\0Exif", b"\0\0E\xffif"))
        assert "damaged" in self.reason(scratch)

        for version, number in ((2, b"\x80\xff"), (3, b"\x80\xff\x80\xff")):  # not text, nor need they be
            box = b"infe" + bytes([version, 0, 0, 0]) + number + b"\xff\xff"
            size = (4 + len(box) + 6).to_bytes(4)
            decoding._check_heif(b"..." + size + box + b"Exif\0\0" + b"\xff")
            for item_type in (b"\xffxif\0\0", b"Exi\xff\0\0", b"mime\0\xff"):
                with pytest.raises(UnicodeDecodeError):
                    decoding._check_heif(b"..." + size + box + item_type)


REAL = [
    *(data for kind, data in ENCODED.items()),
    encode(Image.open(Path(skimage.data_dir) / "rocket.jpg").resize((64, 43)), "JPEG", progressive=True),
    encode(
        Image.open(Path(skimage.data_dir) / "chelsea.png").resize((45, 30)), "PNG", icc_profile=red_and_green_swapped()
    ),
    encode(Image.open(Path(skimage.data_dir) / "chelsea.png").resize((45, 30)).quantize(16), "GIF", transparency=3),
]


@given(data=st.data())
@settings(deadline=None, max_examples=400)
def test_no_damage_raises_anything_else(data: st.DataObject, scratch: Path) -> None:
    damaged = bytearray(data.draw(st.sampled_from(REAL)))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=6)
    ):
        damaged[place] = value
    del damaged[data.draw(st.integers(0, 2 * len(damaged))) :]
    damaged += data.draw(st.binary(max_size=20))
    scratch.write_bytes(damaged)
    with contextlib.suppress(PhotoError):
        assert read_photo(scratch, data.draw(st.sampled_from([None, 8, 20]))).mode == "RGB"


@given(
    start=st.sampled_from([b"", *decoding._MAGIC, b"RIFF\1\2\3\4WEBPVP8 ", HEIC[:28], b"\0\0\0\x18ftypavif"]),
    rest=st.binary(max_size=200),
)
@settings(deadline=None, max_examples=200)
def test_no_random_bytes_raise_anything_else(start: bytes, rest: bytes, scratch: Path) -> None:
    scratch.write_bytes(start + rest)
    with pytest.raises(PhotoError):
        read_photo(scratch)
