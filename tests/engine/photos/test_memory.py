"""How much memory photos take while they are decoded, alone and together."""

import struct
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos import decoding, prefetch, strips
from effnet_desktop.engine.photos.prefetch import MEMORY, Stopped, share_of_memory
from effnet_desktop.engine.photos.reading import read_photo

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

MEASURE = """if True:
    import resource, sys
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    import numpy
    from effnet_desktop.engine.photos.reading import read_photo
    read_photo(Path(sys.argv[1]), 224)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: read_photo(Path(path), 224), sys.argv[2:]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def even_png(path: Path, side: int, colour_type: int, bits: int) -> Path:
    """A large PNG of one colour, which takes no memory to make."""
    channels = {0: 1, 2: 3, 3: 1, 6: 4}[colour_type]
    row = b"\0" + bytes(side * channels * bits // 8)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    palette = [(b"PLTE", bytes(3 * 256))] if colour_type == 3 else []
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", side, side, bits, colour_type, 0, 0, 0)), *palette, (b"IDAT", packed)]
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, data in [*chunks, (b"IEND", b"")]:
            file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="kB are those of Linux")
@pytest.mark.parametrize(
    ("colour_type", "bits", "bytes_a_pixel"), [(0, 16, 2), (3, 8, 1), (6, 8, 4)], ids=["grey 16", "palette", "RGBA"]
)
def test_a_large_photo_takes_what_it_has_decoded_and_little_more(
    colour_type: int, bits: int, bytes_a_pixel: int, tmp_path: Path
) -> None:
    small = even_png(tmp_path / "small.png", 300, colour_type, bits)
    large = even_png(tmp_path / "large.png", 6000, colour_type, bits)
    command = [sys.executable, "-c", MEASURE, str(small), str(large)]
    taken = 1024 * int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert taken < 36_000_000 * (bytes_a_pixel + 2)


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "I;16", "F", "I", "CMYK", "1", "L"])
def test_strips_make_the_same_photo(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (101, 67, 4), dtype=np.uint8)
    image = Image.fromarray(noise, "RGBA")
    match mode:
        case "P":
            image = image.convert("RGB").quantize(32)
            image.info["transparency"] = 3
        case "I;16":
            image = Image.fromarray(noise[..., 0].astype(np.uint16) * 200)
        case "F" | "I":
            image = image.convert("L").convert(mode)
        case _:
            image = image.convert("RGB" if mode == "CMYK" else mode).convert(mode)
    for min_side in (None, 10, 20):
        whole = strips.to_rgb(image, None, min_side)
        with monkeypatch.context() as patched:
            patched.setattr(strips, "STRIP", 500)
            assert np.array_equal(strips.to_rgb(image, None, min_side), whole)


def test_what_would_take_too_much_is_refused_with_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MEMORY", 40_000_000)
    monkeypatch.setattr(prefetch, "MEMORY", 40_000_000)
    path = even_png(tmp_path / "a.png", 3000, 6, 8)
    with pytest.raises(PhotoError, match=r"too large: it has more than [4-7] megapixels"):
        read_photo(path, 224)
    assert read_photo(even_png(tmp_path / "b.png", 1000, 6, 8), 224).size == (250, 250)


def test_photos_wait_for_each_other_and_none_for_ever() -> None:
    together, most = 0, 0
    lock = threading.Lock()

    def take(size: int) -> None:
        nonlocal together, most
        with share_of_memory(size):
            with lock:
                together += size
                most = max(most, together)
            with lock:
                together -= size

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, [MEMORY, MEMORY // 3, 1, MEMORY, MEMORY // 2] * 40))
    assert most >= MEMORY
    assert together == 0


def test_who_waits_gives_up_when_nobody_waits_for_the_photo() -> None:
    """Stop comes at once, although large photos queue."""
    entered = threading.Event()
    outcomes = []

    def look(number: int) -> int:
        if number == 0:
            return 0
        entered.set()
        try:
            with share_of_memory(MEMORY):
                outcomes.append("taken")
        except Stopped:
            outcomes.append("stopped")
            raise
        return number

    with share_of_memory(MEMORY):
        numbers = prefetch.prefetch(look, range(10), workers=2, ahead=2)
        next(numbers)
        assert entered.wait(10)
        numbers.close()
    assert outcomes
    assert set(outcomes) == {"stopped"}
