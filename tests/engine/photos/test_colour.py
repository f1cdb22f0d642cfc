"""Whatever tells a photo's colour space leads to the colours that the same space's ICC profile leads to."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pylibjxl
import pytest
from damaged_photos import a_picture, encoded
from numpy.typing import NDArray
from PIL import Image, ImageCms

from effnet_desktop.engine.photos.colour import ADOBE_GAMMA, ADOBE_RGB, SRGB
from effnet_desktop.engine.photos.icc_profile import write_profile
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.paths import resource_path

D65 = (0.3127, 0.3290)
P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *D65)
BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *D65)
PICTURE = a_picture().resize((16, 12), Image.Resampling.BOX).resize((64, 48), Image.Resampling.NEAREST)


def linear_srgb(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def coded_srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def xyz_of(primaries: tuple[float, ...]) -> NDArray[np.float64]:
    """Light of red, green, blue -> XYZ, by the definition of primaries (SMPTE RP 177)."""
    x, y = np.array(primaries[0::2]), np.array(primaries[1::2])
    columns = np.stack([x / y, np.ones(4), (1 - x - y) / y])
    return columns[:, :3] * np.linalg.solve(columns[:, :3], columns[:, 3])


def expected(primaries: tuple[float, ...], light_of, picture: Image.Image = PICTURE) -> NDArray[np.float64]:
    """The picture's values, taken in a space of the same white, in sRGB: computed without a profile."""
    light = light_of(np.asarray(picture) / 255) @ xyz_of(primaries).T @ np.linalg.inv(xyz_of(SRGB)).T
    return 255 * coded_srgb(light.clip(0, 1))


def read(path: Path, data: bytes) -> NDArray[np.float64]:
    path.write_bytes(data)
    return np.asarray(read_photo(path), float)


def assert_alike(colours: NDArray[np.float64], right: NDArray[np.float64], levels: float = 3) -> None:
    assert np.abs(colours - right).max() <= levels


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "photo"


def png_with(*chunks: tuple[bytes, bytes], picture: Image.Image = PICTURE) -> bytes:
    data = encoded(picture, "PNG")
    added = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return data[:33] + added + data[33:]


def chrm(primaries: tuple[float, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(100_000 * number) for number in (*primaries[6:], *primaries[:6])))


SPACES = {
    "P3": (P3, "sRGB", linear_srgb),
    "Adobe RGB": (ADOBE_RGB, ADOBE_GAMMA, lambda values: values**ADOBE_GAMMA),
    "linear sRGB": (SRGB, 1.0, lambda values: values),
    "gamma 1.8": (SRGB, 1.8, lambda values: values**1.8),
}


@pytest.mark.parametrize("name", SPACES)
def test_a_profile_that_is_written_here_says_what_it_should(name: str, scratch: Path) -> None:
    primaries, curve, light_of = SPACES[name]
    profile = write_profile(primaries, curve)
    assert_alike(read(scratch, encoded(PICTURE, "PNG", icc_profile=profile)), expected(primaries, light_of), 2)


def test_a_profile_is_not_told_by_its_name(scratch: Path) -> None:
    """Krita's sRGB-elle-V2-g10.icc is linear."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(write_profile(SRGB, 1.0)))
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for entry in range(132, 132 + 12 * int.from_bytes(data[128:132]), 12):
        if data[entry + 1 : entry + 4] == b"TRC":
            start = int.from_bytes(data[entry + 4 : entry + 8])
            data[start : start + 16] = b"para\0\0\0\0\0\0\0\0\0\1\0\0"
    named = ImageCms.ImageCmsProfile(io.BytesIO(bytes(data)))
    assert ImageCms.getProfileDescription(named).startswith("sRGB")
    colours = read(scratch, encoded(PICTURE, "PNG", icc_profile=bytes(data)))
    assert_alike(colours, expected(SRGB, lambda values: values), 2)
    assert_alike(colours, read(scratch, encoded(PICTURE, "PNG", icc_profile=profile.tobytes())))


class TestPng:
    def test_gama_and_chrm(self, scratch: Path) -> None:
        adobe = expected(ADOBE_RGB, lambda values: values**ADOBE_GAMMA)
        gama = b"gAMA", struct.pack(">I", round(100_000 / ADOBE_GAMMA))
        assert_alike(read(scratch, png_with(gama, chrm(ADOBE_RGB))), adobe)
        linear = expected(SRGB, lambda values: values)
        assert_alike(read(scratch, png_with((b"gAMA", struct.pack(">I", 100_000)))), linear)

    def test_those_of_srgb_change_nothing(self, scratch: Path) -> None:
        for chunks in (
            [(b"gAMA", struct.pack(">I", 45455)), chrm(SRGB)],
            [(b"gAMA", struct.pack(">I", 45455))],
            [(b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 100_000))],
        ):
            assert np.array_equal(read(scratch, png_with(*chunks)), PICTURE)

    def test_senseless_ones_change_nothing(self, scratch: Path) -> None:
        for chunks in ([(b"gAMA", bytes(4))], [chrm((0.0,) * 8)], [chrm((0.3, 0.3) * 4)], [(b"cICP", b"\7")]):
            assert np.array_equal(read(scratch, png_with(*chunks)), PICTURE)

    def test_cicp_comes_first(self, scratch: Path) -> None:
        chunks = ((b"cICP", bytes([12, 13, 0, 1])), (b"gAMA", struct.pack(">I", 100_000)))
        assert_alike(read(scratch, png_with(*chunks)), expected(P3, linear_srgb))

    def test_pq(self, scratch: Path) -> None:
        """A white of 203 cd/m2 is white (ITU-R BT.2408); its code is 58 %, and that of a tenth of it 36 %."""
        codes = Image.fromarray(np.uint8([[0, 92, 148, 255]] * 2).repeat(3).reshape(2, 4, 3))
        right = 255 * coded_srgb(np.array([0, 0.1, 1, 1]))
        colours = read(scratch, png_with((b"cICP", bytes([9, 16, 0, 1])), picture=codes))
        assert_alike(colours[0], right[:, None], 4)

    def test_hlg(self, scratch: Path) -> None:
        """Its reference white is at 75 %."""
        codes = Image.fromarray(np.full((2, 2, 3), 191, np.uint8))
        assert_alike(read(scratch, png_with((b"cICP", bytes([9, 18, 0, 1])), picture=codes)), np.full(3, 255.0))

    def test_grey(self, scratch: Path) -> None:
        grey = PICTURE.convert("L")
        right = 255 * coded_srgb(np.asarray(grey) / 255)[..., None]
        assert_alike(read(scratch, png_with((b"gAMA", struct.pack(">I", 100_000)), picture=grey)), right)


class TestExif:
    def exif(self, space: int | None, index: str | None) -> Image.Exif:
        exif = Image.Exif()
        exif[0x010F] = "A camera"  # Pillow leaves out what has nothing in its first part
        if space is not None:
            exif.get_ifd(0x8769)[0xA001] = space
        if index:
            exif.get_ifd(0xA005)[1] = index
            exif.get_ifd(0x8769)[0xA005] = {1: index}
        return exif

    @pytest.mark.parametrize(("space", "index"), [(0xFFFF, "R03"), (2, None)])
    @pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])  # an AVIF of Pillow's has code points
    def test_adobe_rgb(self, space: int, index: str | None, file_format: str, scratch: Path) -> None:
        options = {"quality": 100, "subsampling": 0, "lossless": True}
        parts = {34665: {0xA001: space, **({0xA005: {1: index}} if index else {})}}
        exif = {"tiffinfo": parts} if file_format == "TIFF" else {"exif": self.exif(space, index)}
        told = read(scratch, encoded(PICTURE, file_format, **exif, **options))
        profile = write_profile(ADOBE_RGB, ADOBE_GAMMA)
        assert_alike(told, read(scratch, encoded(PICTURE, file_format, icc_profile=profile, **options)))
        assert np.abs(told - read(scratch, encoded(PICTURE, file_format, **options))).max() > 10

    @pytest.mark.parametrize(("space", "index"), [(1, None), (1, "R98"), (0xFFFF, None), (0xFFFF, "R98"), (None, None)])
    def test_all_else_is_srgb(self, space: int | None, index: str | None, scratch: Path) -> None:
        assert np.array_equal(read(scratch, encoded(PICTURE, "PNG", exif=self.exif(space, index))), PICTURE)

    def test_primaries(self, scratch: Path) -> None:
        exif = Image.Exif()
        exif[0x013E], exif[0x013F] = P3[6:], P3[:6]
        assert_alike(read(scratch, encoded(PICTURE, "PNG", exif=exif)), expected(P3, lambda values: values**2.2))

    def test_a_profile_comes_before(self, scratch: Path) -> None:
        data = encoded(PICTURE, "PNG", exif=self.exif(2, None), icc_profile=write_profile(P3, "sRGB"))
        assert_alike(read(scratch, data), expected(P3, linear_srgb))


@pytest.mark.parametrize(("primaries", "transfer"), [(12, 13), (9, 16), (1, 8)])
def test_the_code_points_of_avif_and_heic(primaries: int, transfer: int, scratch: Path) -> None:
    avif = encoded(PICTURE, "AVIF", quality=100, subsampling="4:4:4")
    for data in (avif, resource_path("sample.heic").read_bytes()):
        place = data.find(b"colrnclx") + 8
        assert place >= 8, "the sample tells no code points"
        told = data[:place] + struct.pack(">HH", primaries, transfer) + data[place + 4 :]
        plain = data[:place] + struct.pack(">HH", 1, 13) + data[place + 4 :]
        stored = read(scratch, plain)
        picture = Image.fromarray(stored.astype(np.uint8))
        in_png = png_with((b"cICP", bytes([primaries, transfer, 0, 1])), picture=picture)
        assert_alike(read(scratch, told), read(scratch, in_png))


def test_jpeg_2000_and_jpeg_xl_with_a_profile(scratch: Path) -> None:
    right = expected(P3, linear_srgb)
    profile = write_profile(P3, "sRGB")
    colours = read(scratch, pylibjxl.encode(np.asarray(PICTURE), icc=profile, lossless=True))
    assert_alike(colours, right)

    data = encoded(PICTURE, "JPEG2000", irreversible=False)
    place = data.index(b"colr") - 4
    size = int.from_bytes(data[place : place + 4])
    box = struct.pack(">I4sBBB", 11 + len(profile), b"colr", 2, 0, 0) + profile
    head = data.index(b"jp2h") - 4
    longer = int.from_bytes(data[head : head + 4]) - size + len(box)
    data = data[:head] + struct.pack(">I", longer) + data[head + 4 : place] + box + data[place + size :]
    assert_alike(read(scratch, data), right)
