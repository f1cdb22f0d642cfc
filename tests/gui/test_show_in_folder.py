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
    print(url.toLocalFile())
    application.quit()
QDesktopServices.openUrl = opened
from effnet_desktop.gui.show_in_folder import show_in_folder
QTimer.singleShot(0, lambda: show_in_folder(Path(sys.argv[1])))
QTimer.singleShot(5000, application.quit)
application.exec()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS have programs of their own for it")
def test_the_folder_opens_where_no_file_manager_answers(tmp_path: Path) -> None:
    file = tmp_path / "a photo.jpg"
    # In a process of its own: Qt keeps its connection to the bus of the desktop for good.
    environment = {"QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    command = [sys.executable, "-c", PROGRAM, str(file)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, timeout=30)
    assert done.stdout.strip() == str(tmp_path), done.stderr
