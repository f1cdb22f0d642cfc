"""Show in folder, as the system does it."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication
application = QGuiApplication([])
def opened(url):
    print("opened", url.toLocalFile())
    QTimer.singleShot(0, application.quit)
    return sys.argv[2] == "can"
def failed(error):
    print("failed", error.message)
    QTimer.singleShot(0, application.quit)
QDesktopServices.openUrl = opened
from effnet_desktop.gui.show_in_folder import show_in_folder
QTimer.singleShot(0, lambda: show_in_folder(Path(sys.argv[1]), failed))
QTimer.singleShot(5000, application.quit)
application.exec()
"""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Windows and macOS have programs of their own for it"
)


@pytest.fixture
def show(tmp_path):
    """Shows a file where no file manager answers on the bus; returns what came of it.

    In a process of its own: Qt keeps its connection to the bus of the desktop for good.
    """

    def show(file: Path, *, can_open: bool = True, manager: str = "files.desktop") -> list[str]:
        programs = tmp_path / "programs"
        programs.mkdir()
        query = programs / "xdg-mime"
        query.write_text(f"#!/bin/sh\necho {manager}\n")
        query.chmod(0o755)
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
            "PATH": f"{programs}:/usr/bin:/bin",
        }
        command = [sys.executable, "-c", PROGRAM, str(file), "can" if can_open else "cannot"]
        root = Path(__file__).parents[2]
        done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return show


@pytest.fixture
def photo(tmp_path) -> Path:
    photo = tmp_path / "photos" / "a photo.jpg"
    photo.parent.mkdir()
    photo.touch()
    return photo


def test_the_folder_opens_where_no_file_manager_answers(show, photo) -> None:
    assert show(photo) == [f"opened {photo.parent}"]


def test_a_photo_that_is_gone_is_said_and_its_folder_opens(show, photo) -> None:
    photo.unlink()
    assert show(photo) == [f"opened {photo.parent}", f"failed {photo} is not there any more."]


def test_a_folder_that_is_gone_is_said(show, photo) -> None:
    photo.unlink()
    photo.parent.rmdir()
    assert show(photo) == [f"failed {photo.parent} is not there any more."]


@pytest.mark.parametrize("desktop", [{"can_open": False}, {"manager": ""}])
def test_a_desktop_that_shows_no_folders_is_said(show, photo, desktop) -> None:
    said = f"failed {photo.parent} cannot be shown: this desktop has no file manager that answers."
    assert show(photo, **desktop) == [f"opened {photo.parent}", said]
