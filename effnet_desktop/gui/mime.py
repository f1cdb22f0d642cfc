"""What a drop or the clipboard holds: files, a picture, or addresses of either."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

SUFFIXES = (
    "*.jpg *.jpeg *.png *.webp *.avif *.heic *.heif *.tif *.tiff *.bmp *.gif *.jp2 *.jxl"
    " *.dng *.nef *.cr2 *.cr3 *.arw *.raf *.orf *.rw2 *.pef"
)


def paths_in(mime: QMimeData) -> list[Path]:
    """Files and folders, given as addresses or as lines of text."""
    urls = mime.urls() if mime.hasUrls() else [_to_url(line) for line in mime.text().splitlines()]
    return [_to_path(url) for url in urls if url.isLocalFile()]


def picture_in(mime: QMimeData) -> bytes | QImage | None:
    """A picture: as the bytes of a PNG file, which need no work here, or decoded; None if there is none."""
    if mime.hasFormat("image/png"):
        return bytes(mime.data("image/png").data())
    picture = mime.imageData() if mime.hasImage() else None
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def has_web_address(mime: QMimeData) -> bool:
    """Whether it points to something on the web."""
    return any(url.scheme() in ("http", "https") for url in mime.urls())


def is_of_use(mime: QMimeData) -> bool:
    """Whether a drop of it is worth taking, be it only to say what to do instead."""
    return mime.hasUrls() or mime.hasImage() or mime.hasFormat("image/png") or bool(paths_in(mime))


def _to_url(line: str) -> QUrl:
    text = line.strip().strip('"')
    if text.startswith("file://"):
        return QUrl(text)
    return QUrl.fromLocalFile(text) if os.path.isabs(text) else QUrl()


def _to_path(url: QUrl) -> Path:
    path = url.toLocalFile()
    if "\N{REPLACEMENT CHARACTER}" in path:  # the name is not UTF-8; the address still has its bytes
        return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))
    return Path(path)
