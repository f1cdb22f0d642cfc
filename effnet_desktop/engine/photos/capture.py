"""When, where and with what a photo was taken, as its EXIF data says; nothing of the picture is decoded."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from effnet_desktop.engine.records.classifying import Capture

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
"""Those that Pillow itself finds EXIF data in."""

_TIME = "%Y:%m:%d %H:%M:%S"


def read_capture(path: Path) -> Capture | None:
    """What is known of how a photo was taken; None where there is no such file.

    Without EXIF data the time is that of the file. Times without a time zone are taken to be in this computer's.
    """
    try:
        status = os.stat(path)
        mtime = datetime.fromtimestamp(status.st_mtime, UTC).astimezone()
    except (OSError, OverflowError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
        return None
    try:
        with Image.open(path, formats=_FORMATS) as image:
            exif = image.getexif()
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # Pillow raises anything on damaged data; the classification tells what is wrong with the photo
        return Capture(mtime, False)
    taken = taken_of(exif)
    latitude, longitude = _place(gps) or (None, None)
    return Capture(taken.time or mtime, taken.time is not None, latitude, longitude, taken.camera)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a photo's EXIF data says of how it was taken.

    Attributes:
        clock: When, by the camera's clock and without a time zone; None where it does not say.
        time: The same with its time zone, this computer's where none is given.
        camera: Manufacturer and model; empty where it does not say.
    """

    clock: datetime | None = None
    time: datetime | None = None
    camera: str = ""


NOT_SAID = Taken()


def taken_of(exif: Image.Exif | None) -> Taken:
    """What EXIF data says of how a photo was taken."""
    if not exif:
        return NOT_SAID
    try:
        names = exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model)
        times = list(_times(exif, exif.get_ifd(ExifTags.IFD.Exif)))
        time = next(filter(None, (_in_zone(clock, offset) for clock, offset in times)), None)
        return Taken(times[0][0] if times else None, time, "-".join(_plain(name) for name in names if name))
    except Exception:  # Pillow raises anything on damaged data
        return NOT_SAID


def _in_zone(clock: datetime, offset: object) -> datetime | None:
    try:
        return clock.replace(tzinfo=zone) if (zone := _zone(offset)) else clock.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _times(exif: Image.Exif, details: Mapping[int, Any]) -> Iterator[tuple[datetime, object]]:
    """Times by the camera's clock with their offsets to UTC as they are written, the best first."""
    for text, offset in (
        (details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal)),
        (details.get(ExifTags.Base.DateTimeDigitized), details.get(ExifTags.Base.OffsetTimeDigitized)),
        (exif.get(ExifTags.Base.DateTime), details.get(ExifTags.Base.OffsetTime)),
    ):
        with suppress(ValueError):
            yield datetime.strptime(_plain(text), _TIME), offset


def _zone(offset: object) -> timezone | None:
    """A time zone such as ``+09:00``."""
    try:
        hours, minutes = _plain(offset).split(":")
        sign = -1 if hours.startswith("-") else 1
        return timezone(timedelta(hours=int(hours), minutes=sign * int(minutes)))
    except ValueError:
        return None


def _place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees."""
    try:
        found = []
        for reference, degrees, limit in (
            (ExifTags.GPS.GPSLatitudeRef, ExifTags.GPS.GPSLatitude, 90),
            (ExifTags.GPS.GPSLongitudeRef, ExifTags.GPS.GPSLongitude, 180),
        ):
            whole, minutes, seconds = map(float, gps[degrees])
            value = whole + minutes / 60 + seconds / 3600
            if not 0 <= value <= limit:
                return None
            found.append(-value if _plain(gps[reference]) in ("S", "W") else value)
        return found[0], found[1]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _plain(text: object) -> str:
    return str(text or "").strip("\0 ")
