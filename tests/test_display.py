"""Whether a window can be shown is known before Qt starts, and what is missing is named."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from effnet_desktop import display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs asking")

PYSIDE = Path(__import__("PySide6").__file__).parent
# What every Linux has that can run the Python wheels at all.
ALWAYS_THERE = re.compile(r"lib(c|m|dl|z|gcc_s|stdc\+\+|pthread|rt|util|resolv)\.so|ld-linux")


def needed_libraries(file: Path) -> set[str]:
    """The libraries that a library names, as readelf would list them; bundled ones left out."""
    names = re.findall(rb"(?<=\0)[\w.+-]+\.so[.\d]*(?=\0)", file.read_bytes())
    return {
        name
        for name in (raw.decode() for raw in names)
        if not ALWAYS_THERE.match(name) and not name.startswith(("libQt6", "libicu", "libq"))
    }


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_have_a_display(system):
    assert display.usable_platforms({}, system)


@pytest.mark.parametrize("name", ["offscreen", "minimal", "vnc", "vnc:size=640x480"])
def test_platforms_without_a_display_are_taken_as_they_are(name):
    assert display.usable_platforms({"QT_QPA_PLATFORM": name}) == (name.partition(":")[0],)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":4077"},
        {"DISPLAY": "localhost:4077.0"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-4077", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "wayland-4077"},
        {"DISPLAY": ":4077", "QT_QPA_PLATFORM": "xcb"},
    ],
)
def test_no_display(environ):
    began = time.monotonic()
    assert display.usable_platforms(environ) == ()
    assert time.monotonic() - began < 5


@pytest.fixture
def wayland(tmp_path, monkeypatch):
    """Something that listens like a Wayland compositor."""
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(tmp_path)  # The path of a socket is short.
        listener.bind("wayland-9")
        listener.listen()
        yield {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}


def test_a_wayland_compositor(wayland):
    assert display.usable_platforms(wayland) == ("wayland",)
    assert display.usable_platforms(wayland | {"QT_QPA_PLATFORM": "wayland;xcb"}) == ("wayland",)
    assert display.usable_platforms(wayland | {"QT_QPA_PLATFORM": "xcb"}) == ()


@pytest.fixture
def x_server():
    """A real X server's display."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")
    reader, writer = os.pipe()
    with subprocess.Popen(
        [program, "-displayfd", str(writer), "-screen", "0", "64x64x24"], pass_fds=[writer], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writer)
        with open(reader) as answer:
            name = ":" + answer.readline().strip()
        yield name
        server.terminate()


def test_an_x_server(x_server):
    assert display.usable_platforms({"DISPLAY": x_server}) == ("xcb",)
    assert display.usable_platforms({"DISPLAY": x_server, "QT_QPA_PLATFORM": "wayland"}) == ()


def test_qt_works_here():
    assert display.why_qt_fails(("offscreen",)) == ""


class _Without:
    """Stands in for ctypes on a system that lacks libraries."""

    def __init__(self, *names):
        self.names = names

    def CDLL(self, library):
        needed = needed_libraries(Path(library)) if "libqxcb" in library else {library}
        for name in self.names:
            if name in needed:
                raise OSError(f"{name}: cannot open shared object file: No such file or directory")


@pytest.fixture
def without(monkeypatch):
    def hide(*names, tool="apt", root=False):
        monkeypatch.setattr(display, "ctypes", _Without(*names))
        monkeypatch.setattr(display.shutil, "which", lambda name: f"/usr/bin/{name}" if name == tool else None)
        monkeypatch.setattr(display.os, "geteuid", lambda: 0 if root else 1000)

    return hide


def test_all_missing_libraries_are_named_at_once_with_their_packages(without):
    without("libxcb-cursor.so.0", "libxcb-icccm.so.4")
    text = display.why_qt_fails(("xcb",))
    assert "libxcb-cursor.so.0, libxcb-icccm.so.4" in text
    assert "sudo apt install libxcb-cursor0 libxcb-icccm4\n" in text
    assert "effnet-desktop classify" in text


def test_root_needs_no_sudo(without):
    without("libxcb-cursor.so.0", root=True)
    assert ": apt install libxcb-cursor0" in display.why_qt_fails(("xcb",))


def test_fedora(without):
    without("libxcb-cursor.so.0", "libxcb-icccm.so.4", tool="dnf")
    assert "sudo dnf install xcb-util-cursor xcb-util-wm\n" in display.why_qt_fails(("xcb",))


def test_another_distribution(without):
    without("libxcb-cursor.so.0", tool=None)
    assert "in Debian they are called libxcb-cursor0" in display.why_qt_fails(("xcb",))


def test_what_wayland_lacks_does_not_matter_to_x(without):
    without("libwayland-cursor.so.0", "libxcb-cursor.so.0")
    assert "wayland" not in display.why_qt_fails(("xcb",))


def test_one_platform_that_works_is_enough(without):
    without("libxcb-cursor.so.0")
    assert display.why_qt_fails(("xcb", "wayland")) == ""


def test_an_import_that_fails_is_explained(without, monkeypatch):
    without("libEGL.so.1", "libxcb-cursor.so.0")
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    monkeypatch.setitem(sys.modules, "PySide6", _Broken(error))
    text = display.why_qt_fails(("xcb",))
    assert "libEGL.so.1, libxcb-cursor.so.0" in text
    assert "sudo apt install libegl1 libxcb-cursor0\n" in text


def test_a_library_that_is_not_in_the_table_is_named_too(without, monkeypatch):
    without()
    error = ImportError("libnew.so.7: cannot open shared object file: No such file or directory")
    monkeypatch.setitem(sys.modules, "PySide6", _Broken(error))
    assert "lacks: libnew.so.7." in display.why_qt_fails(("xcb",))


def test_another_failure_keeps_its_reason(without, monkeypatch):
    without()
    monkeypatch.setitem(sys.modules, "PySide6", _Broken(ImportError("version `GLIBC_2.99' not found")))
    assert display.why_qt_fails(("xcb",)) == "The window cannot be shown: version `GLIBC_2.99' not found"


def test_other_systems_are_not_told_of_linux_libraries(without, monkeypatch):
    without("libEGL.so.1")
    monkeypatch.setitem(sys.modules, "PySide6", _Broken(ImportError("DLL load failed")))
    assert display.why_qt_fails(("native",)) == "The window cannot be shown: DLL load failed"


class _Broken:
    """A package whose modules cannot be loaded."""

    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        raise self.error if name.startswith("Qt") else AttributeError(name)


@pytest.mark.parametrize(
    "library",
    [
        "plugins/platforms/libqxcb.so",
        "plugins/platforms/libqwayland.so",
        "plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    ]
    + [f"lib/libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "DBus", "XcbQpa", "WaylandClient")],
)
def test_the_table_holds_what_qt_needs(library):
    file = PYSIDE / "Qt" / library
    needed = needed_libraries(file)
    assert needed
    assert needed - {name for name, *_ in display._LIBRARIES} == set()
