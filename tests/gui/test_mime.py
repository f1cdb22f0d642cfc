"""Files that are dropped or pasted."""

import os
import sys

import pytest
from PySide6.QtCore import QMimeData, QUrl

from effnet_desktop.gui.mime import paths_in


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_names_that_are_not_utf8_are_found_by_their_bytes() -> None:
    names = [b"/photos/caf\xe9 %41.jpg", "/photos/写真\N{REPLACEMENT CHARACTER}.jpg".encode(), b"/photos/a b.jpg"]
    mime = QMimeData()
    mime.setUrls(
        [QUrl.fromEncoded(b"file:///photos/caf%E9%20%2541.jpg"), *map(QUrl.fromLocalFile, map(os.fsdecode, names[1:]))]
    )
    assert [os.fsencode(path) for path in paths_in(mime)] == names
