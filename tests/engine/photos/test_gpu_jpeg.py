"""Large JPEGs on a GPU: torchvision's decoder on the CPU plays nvJPEG's part."""

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms
from skimage import data
from torchvision.io import ImageReadMode, decode_jpeg
from verbs import run

from effnet_desktop.engine.classifying import classifier as classifying
from effnet_desktop.engine.classifying.classifier import Classifier
from effnet_desktop.engine.errors import DeviceError
from effnet_desktop.engine.photos import gpu_jpeg
from effnet_desktop.engine.photos.gpu_jpeg import GpuJpegs, look_at
from effnet_desktop.engine.photos.inputs import load_photo
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.variants import VARIANTS, Preprocessing

LITE0, B4 = (VARIANTS[name].preprocessing for name in ("lite0", "b4"))
PIXELS = np.asarray(Image.fromarray(data.chelsea()).resize((2003, 1503), Image.Resampling.BICUBIC))


def decode(jpegs):
    return decode_jpeg(jpegs, ImageReadMode.RGB)


def refuse(jpegs):
    raise RuntimeError("nvJPEG failed")


@pytest.fixture(autouse=True)
def small_files_too(monkeypatch) -> None:
    monkeypatch.setattr(gpu_jpeg, "FEWEST_BYTES", 1000)


def save(path: Path, pixels=PIXELS, mode="RGB", **options) -> Path:
    Image.fromarray(pixels).convert(mode).save(path, "JPEG", **options)
    return path


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def profile(name: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def levels_apart(path: Path, preprocessing: Preprocessing, framing="crop") -> float:
    """Of 255, the most that a pixel differs from Pillow's."""
    (own,) = GpuJpegs(decode).load([look_at(path)], preprocessing, framing)
    other = load_photo(path, preprocessing, framing)
    assert own.picture.shape == other.picture.shape
    assert own.picture.dtype == other.picture.dtype
    assert (own.path, own.taken) == (other.path, other.taken)
    assert min(own.decode, own.preprocess) > 0
    return float(np.abs(own.picture.astype(float) - other.picture).max())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_seen_as_through_pillow_however_the_camera_was_held(tmp_path, orientation) -> None:
    assert levels_apart(save(tmp_path / "a.jpg", exif=turned(orientation)), LITE0) < 6


@pytest.mark.parametrize("framing", ["crop", "letterbox"])
@pytest.mark.parametrize("preprocessing", [LITE0, B4], ids=["lite0", "b4"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_each_way_of_seeing_a_photo(tmp_path, framing, preprocessing, mode) -> None:
    assert levels_apart(save(tmp_path / "a.jpg", mode=mode), preprocessing, framing) < 6


@pytest.mark.parametrize("size", [(6000, 350), (350, 6000), (4000, 3001)])
def test_long_and_larger_photos(tmp_path, size) -> None:
    pixels = np.asarray(Image.fromarray(PIXELS).resize(size))
    for framing in ("crop", "letterbox"):
        assert levels_apart(save(tmp_path / "a.jpg", pixels), LITE0, framing) < 8


@pytest.mark.parametrize("count", [1, 3])
def test_a_profile_of_srgb_is_none(tmp_path, count) -> None:
    paths = [save(tmp_path / f"{i}.jpg", icc_profile=profile("sRGB")) for i in range(count)]
    assert [look_at(path).size for path in paths] == [(2003, 1503)] * count


def odd(path: Path, kind: str) -> Path:
    match kind:
        case "small":
            return save(path, PIXELS[:900])
        case "progressive":
            return save(path, progressive=True)
        case "CMYK":
            return save(path, mode="CMYK")
        case "RGB inside":
            return save(path, keep_rgb=True)
        case "another colour space":
            return save(path, icc_profile=ADOBE)
        case "PNG":
            Image.fromarray(PIXELS).save(path, "PNG")
        case "nothing":
            pass
        case "cut":
            path.write_bytes(whole(path)[:-5000])
        case "cut and closed":  # the decoder would need more
            path.write_bytes(whole(path)[:-5000] + b"\xff\xc0\xff\xd9")
        case "zeros":
            jpeg = whole(path)
            path.write_bytes(jpeg[:50_000] + bytes(4096) + jpeg[54_096:])
        case "lost restarts":
            jpeg = save(path, restart_marker_rows=1).read_bytes()
            first, _, rest = jpeg.partition(b"\xff\xd3")
            path.write_bytes(first + rest)
        case "header alone":
            path.write_bytes(whole(path)[:300] + bytes(2000))
    return path


def whole(path: Path) -> bytes:
    return save(path).read_bytes()


def adobe_rgb() -> bytes:
    from effnet_desktop.engine.photos.colour import ADOBE_GAMMA, ADOBE_RGB
    from effnet_desktop.engine.photos.icc_profile import write_profile

    return write_profile(ADOBE_RGB, ADOBE_GAMMA)


ADOBE = adobe_rgb()
ODD = [
    *("small", "progressive", "CMYK", "RGB inside", "another colour space", "PNG", "nothing"),
    *("cut", "cut and closed", "zeros", "lost restarts", "header alone"),
]


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_or_damaged_is_left_to_pillow(tmp_path, kind) -> None:
    assert look_at(save(tmp_path / "plain.jpg"))
    assert look_at(odd(tmp_path / "a.jpg", kind)) is None


def test_one_that_cannot_be_decoded_fails_alone(tmp_path) -> None:
    jpegs = [look_at(save(tmp_path / f"{i}.jpg", PIXELS[i:])) for i in range(4)]
    calls = []

    def decode_some(photos):
        calls.append(len(photos))
        decoded = decode(photos)
        if any(photo.shape[1] == 1502 for photo in decoded):
            raise RuntimeError("nvJPEG failed")
        return decoded

    (tmp_path / "3.jpg").unlink()
    loaded = GpuJpegs(decode_some).load(jpegs, LITE0, "crop")
    assert [photo and photo.path.name for photo in loaded] == ["0.jpg", None, "2.jpg", None]
    assert calls == [1, 1, 1]  # the file that is gone ends the whole part before it comes to the decoder


def test_only_so_many_pixels_are_decoded_together(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(gpu_jpeg, "MOST_PIXELS", 7_000_000)
    calls = []
    jpegs = [look_at(save(tmp_path / f"{i}.jpg")) for i in range(5)]
    loaded = GpuJpegs(lambda photos: calls.append(len(photos)) or decode(photos)).load(jpegs, LITE0, "crop")
    assert calls == [2, 2, 1]
    assert [photo.path for photo in loaded] == [jpeg.path for jpeg in jpegs]


# In the pipeline


class Gpu:
    """Answers by the mean colour, with sure answers."""

    device = Device("cuda", "GPU 3000", "PyTorch", "f16")
    batch_size, requests = 4, 2

    def infer(self, batch):
        return batch.mean(axis=(1, 2)) / 25.5


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    """Twelve large photos of three colours with small and broken ones between."""
    paths = []
    for number in range(12):
        pixels = np.full((1300, 1600, 3), 40, np.uint8)
        pixels[..., number % 3] = 200
        paths.append(save(tmp_path / f"{number:02}.jpg", pixels))
    paths.insert(5, save(tmp_path / "small.jpg", PIXELS[:100]))
    paths.insert(7, tmp_path / "gone.jpg")
    return paths


def answers_of(photos, decoder, monkeypatch, backend=None, cpu=None):
    monkeypatch.setattr(classifying, "nvjpeg", lambda: decoder)
    classifier = Classifier("m", backend or Gpu(), LITE0, ("red", "green", "blue"), cpu_backend=cpu)
    events, summary = run(classifier.classify(photos, "crop", 1))
    answers = [event for event in events if isinstance(event, Classification | PhotoFailed)]
    assert [answer.path for answer in answers] == photos
    assert summary.failed == 1
    return [None if isinstance(a, PhotoFailed) else a.predictions[0].category for a in answers], events


def test_after_its_check_the_gpu_decodes_alone(photos, monkeypatch) -> None:
    through_pillow, decoded = [], []
    monkeypatch.setattr(classifying, "load_photo", lambda path, *_: through_pillow.append(path) or load_photo(path, *_))
    decoder = GpuJpegs(lambda jpegs: decoded.extend(jpegs) or decode(jpegs))
    expected, _ = answers_of(photos, None, monkeypatch)
    through_pillow.clear()
    categories, _ = answers_of(photos, decoder, monkeypatch)
    assert categories == expected
    assert (decoder.is_usable, decoder.to_check) == (True, 0)
    through_pillow.clear()
    decoded.clear()
    categories, events = answers_of(photos, decoder, monkeypatch)
    assert categories == expected
    assert {path.name for path in through_pillow} == {"small.jpg", "gone.jpg"}
    assert len(decoded) == 12
    assert all(e.timings.decode > 0 and e.timings.preprocess > 0 for e in events if isinstance(e, Classification))


@pytest.mark.expect_log("JPEGs are not decoded on the GPU any more")
@pytest.mark.parametrize(
    "broken",
    [lambda jpegs: [photo.flip(0) for photo in decode(jpegs)], refuse, lambda jpegs: [p[:, 1:] for p in decode(jpegs)]],
    ids=["other colours", "refuses", "another size"],
)
def test_one_that_fails_its_check_is_not_used_and_no_answer_is_its(photos, monkeypatch, broken) -> None:
    expected, _ = answers_of(photos, None, monkeypatch)
    decoder = GpuJpegs(broken)
    categories, _ = answers_of(photos, decoder, monkeypatch)
    assert categories == expected
    assert not decoder.is_usable
    decoder._decode = pytest.fail
    assert answers_of(photos, decoder, monkeypatch)[0] == expected


def test_one_that_fails_later_leaves_its_photos_to_pillow(photos, monkeypatch) -> None:
    expected, _ = answers_of(photos, None, monkeypatch)
    decoder = GpuJpegs(refuse)
    decoder._agreed = gpu_jpeg.CHECKED
    assert answers_of(photos, decoder, monkeypatch)[0] == expected


@pytest.mark.parametrize("is_checked", [False, True])
def test_a_gpu_that_fails_hands_its_large_photos_to_the_cpu(photos, monkeypatch, is_checked) -> None:
    class Broken(Gpu):
        def infer(self, batch):
            raise DeviceError("the driver was reset")

    class Cpu(Gpu):
        device = Device("cpu", "Some CPU", "OpenVINO", "f32")
        batch_size = requests = 1

    def cpu():
        yield from ()
        return Cpu()

    expected, _ = answers_of(photos, None, monkeypatch)
    decoder = GpuJpegs(decode)
    decoder._agreed = gpu_jpeg.CHECKED if is_checked else 0
    categories, events = answers_of(photos, decoder, monkeypatch, Broken(), cpu)
    assert categories == expected
    assert sum(isinstance(event, Notice) for event in events) == 1


def test_answers_may_differ_a_little_but_not_much() -> None:
    own, other = np.array([[0.40, 0.35, 0.25]]), np.array([[0.38, 0.41, 0.21]])
    decoder = GpuJpegs(refuse)
    decoder.compare(own, other)
    assert (decoder.is_usable, decoder.to_check) == (True, gpu_jpeg.CHECKED - 1)


@pytest.mark.expect_log("answered differently")
@pytest.mark.parametrize("own", [[0.2, 0.7, 0.1], [0.45, 0.30, 0.25]])
def test_answers_that_differ_much_end_it(own) -> None:
    decoder = GpuJpegs(refuse)
    decoder.compare(np.array([own]), np.array([[0.35, 0.46, 0.19]]))
    assert not decoder.is_usable


def test_without_a_gpu_there_is_no_decoder() -> None:
    if not torch.cuda.is_available():
        assert gpu_jpeg.nvjpeg() is None


def test_bytes_after_the_photo_are_not_given_to_the_decoder(tmp_path) -> None:
    path = tmp_path / "a.jpg"
    jpeg = whole(path)
    path.write_bytes(jpeg + b"a film of the moment" * 1000)
    given = []
    GpuJpegs(lambda jpegs: given.extend(jpegs) or decode(jpegs)).load([look_at(path)], LITE0, "crop")
    assert given[0].numpy().tobytes() == jpeg
    Image.open(io.BytesIO(jpeg)).load()
