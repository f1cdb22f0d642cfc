"""When, where and with what a photo was taken, as its EXIF data says; nothing of the picture is decoded."""

import os
import stat
from collections.abc import Mapping
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
            details, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
            names = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    except Exception:  # Pillow raises anything on damaged data; the classification tells what is wrong with the photo
        return Capture(mtime, False)
    time = _time(exif, details)
    camera = "-".join(_plain(name) for name in names if name)
    latitude, longitude = _place(gps) or (None, None)
    return Capture(time or mtime, time is not None, latitude, longitude, camera)


def _time(exif: Image.Exif, details: Mapping[int, Any]) -> datetime | None:
    for text, offset in (
        (details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal)),
        (details.get(ExifTags.Base.DateTimeDigitized), details.get(ExifTags.Base.OffsetTimeDigitized)),
        (exif.get(ExifTags.Base.DateTime), details.get(ExifTags.Base.OffsetTime)),
    ):
        try:
            time = datetime.strptime(_plain(text), _TIME)
            return time.replace(tzinfo=zone) if (zone := _zone(offset)) else time.astimezone()
        except (ValueError, OverflowError, OSError):
            continue
    return None


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
