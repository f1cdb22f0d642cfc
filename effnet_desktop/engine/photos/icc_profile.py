"""ICC profiles (ICC.1:2022) of a matrix and a curve, written from a colour space's numbers."""

import struct

import numpy as np
from numpy.typing import NDArray

# ICC's parametric curve 3, y = (a x + b)^g from d on, c x below: g, a, b, c, d.
_PARAMETRIC = {
    "sRGB": (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
    "BT.709": (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081),
    "SMPTE 240M": (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4.0, 0.0913),
}
_REFERENCE_WHITE = 203
"""cd/m2 of a white sheet in HDR pictures (ITU-R BT.2408): it becomes white, and what is brighter, too."""


def write_profile(primaries: tuple[float, ...], curve: float | str | tuple[int, ...]) -> bytes | None:
    """An ICC profile of an RGB space; None where there can be none.

    Args:
        primaries: Chromaticities x, y of red, green, blue and white.
        curve: From values to light, the same for all three: a gamma, a name from above, ``PQ``, ``HLG``, or a table of
            equal steps, 0 to 65535.
    """
    red, green, blue, white = (_xyz(primaries[2 * i], primaries[2 * i + 1]) for i in range(4))
    mixed = np.stack([red, green, blue], axis=1)
    if not np.isfinite(mixed).all() or not np.isfinite(white).all() or abs(np.linalg.det(mixed)) < 1e-6:
        return None
    matrix = _to_d50(white) @ (mixed * np.linalg.solve(mixed, white))
    if np.abs(matrix).max() > 100:
        return None
    tone = _curve_tag(curve)
    tags = {
        b"wtpt": _xyz_tag(np.array([0.9642, 1.0, 0.8249])),
        **{name: _xyz_tag(matrix[:, i]) for i, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), tone),
    }
    table, data = struct.pack(">I", len(tags)), b""
    begin = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", begin + len(data), len(content))
        data += content
    size = begin + len(data)
    head = struct.pack(
        ">I4xI4s4s4s12x4s28x3i", size, 0x04300000, b"mntr", b"RGB ", b"XYZ ", b"acsp", 63190, 65536, 54061
    )
    return head.ljust(128, b"\0") + table + data


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    with np.errstate(all="ignore"):
        return np.array([x, y, 1 - x - y]) / np.float64(y) if y else np.array([x, y, 1 - x - y])


def _to_d50(white: NDArray[np.float64]) -> NDArray[np.float64]:
    """The adaptation (Bradford) of a white point to that of profiles."""
    cone = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    gain = (cone @ [0.9642, 1.0, 0.8249]) / (cone @ white)
    adapted: NDArray[np.float64] = np.linalg.inv(cone) @ np.diag(gain) @ cone
    return adapted


def _xyz_tag(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * float(value)) for value in values))


def _curve_tag(curve: float | str | tuple[int, ...]) -> bytes:
    """One of ICC's curves, padded to 4 bytes."""
    if isinstance(curve, float):
        return b"para\0\0\0\0" + struct.pack(">HHi", 0, 0, round(65536 * curve))
    if curve in _PARAMETRIC:
        numbers = (round(65536 * number) for number in _PARAMETRIC[str(curve)])
        return b"para\0\0\0\0" + struct.pack(">HH5i", 3, 0, *numbers)
    if isinstance(curve, tuple):
        values = np.array(curve, float)
    else:
        light = _pq(np.linspace(0, 1, 4096)) if curve == "PQ" else _hlg(np.linspace(0, 1, 4096))
        values = 65535 * np.clip(light / _REFERENCE_WHITE, 0, 1)
    table = values.round().clip(0, 65535).astype(">u2").tobytes()
    return (b"curv\0\0\0\0" + struct.pack(">I", len(values)) + table).ljust(12 + (len(table) + 3) // 4 * 4, b"\0")


def _pq(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """cd/m2 of values coded by SMPTE ST 2084."""
    root = values ** (1 / 78.84375)
    return 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)


def _hlg(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """cd/m2, on a display of 1,000, of values coded by ITU-R BT.2100 HLG."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12)
    return 1_000 * scene**1.2
