"""Whether a window can be shown here. To be asked before Qt starts, which ends the process where none can.

Only Linux needs asking: there may be no display (a server, a container, a remote shell), and Qt relies on libraries
of the system that pip cannot install.
"""

import ctypes
import os
import re
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence

NATIVE = "native"  # The platform of Windows and macOS.

# What Qt's widgets and its X11 plugin load from the system: (library, Debian's package, Fedora's package).
_LIBRARIES = (
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libX11.so.6", "libx11-6", "libX11"),
    ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libfreetype.so.6", "libfreetype6", "freetype"),
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libxcb.so.1", "libxcb1", "libxcb"),
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    ("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    ("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    ("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    ("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    ("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
    ("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("libzstd.so.1", "libzstd1", "libzstd"),
)


def usable_platforms(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> tuple[str, ...]:
    """Qt's platforms that can work here; none where there is no display.

    Args:
        environ: The environment's variables.
        system: Python's name of the operating system.
    """
    if system in ("win32", "darwin"):
        return (NATIVE,)
    wanted = environ.get("QT_QPA_PLATFORM", "")
    if wanted and not wanted.startswith(("xcb", "wayland")):
        return (wanted.partition(":")[0],)  # offscreen, vnc, ...: they need no display.
    answering = {
        "wayland": _wayland_answers(environ.get("WAYLAND_DISPLAY", ""), environ.get("XDG_RUNTIME_DIR", "")),
        "xcb": _x_answers(environ.get("DISPLAY", "")),
    }
    return tuple(name for name, answers in answering.items() if answers and (not wanted or name in wanted))


def why_qt_fails(platforms: Sequence[str]) -> str:
    """Why Qt cannot start, and what to install, as a text for the terminal; empty where it can.

    Args:
        platforms: What `usable_platforms` found; one that works is enough.
    """
    problem: Exception | None = None
    try:
        from PySide6 import QtCore, QtWidgets  # noqa: F401  the import itself is the test
    except ImportError as error:
        problem = error
    else:
        plugins = QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.PluginsPath)
        for name in platforms:
            try:
                if name in ("wayland", "xcb"):
                    ctypes.CDLL(os.path.join(plugins, "platforms", f"libq{name}.so"))
                return ""
            except OSError as error:
                problem = error
    missing = [] if NATIVE in platforms else _missing_libraries(str(problem), platforms)
    return _how_to_install(missing) if missing else f"The window cannot be shown: {problem}"


def _missing_libraries(problem: str, platforms: Sequence[str]) -> list[str]:
    """Every library that is missing, not only the first one, which the problem names."""
    known = [name for name, *_ in _LIBRARIES if "wayland" in platforms or "wayland" not in name]
    missing = [name for name in known if not _loads(name)]
    named = re.match(r"(lib\S+): cannot open shared object file", problem)
    if named and named[1] not in missing:
        missing.append(named[1])
    return missing


def _how_to_install(missing: Sequence[str]) -> str:
    lines = [f"The window needs libraries that this system lacks: {', '.join(missing)}."]
    sudo = "" if os.geteuid() == 0 else "sudo "
    if shutil.which("apt"):
        command, column = f"{sudo}apt install", 1
    elif shutil.which("dnf"):
        command, column = f"{sudo}dnf install", 2
    else:
        command, column = "", 1
    packages = sorted({row[column] for row in _LIBRARIES if row[0] in missing})
    if packages and command:
        lines.append(f"To install them: {command} {' '.join(packages)}")
    elif packages:
        lines.append(f"Install the packages that hold them; in Debian they are called {', '.join(packages)}.")
    lines.append("The command line works without them: effnet-desktop classify PHOTO_OR_FOLDER...")
    return "\n".join(lines)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers(display: str) -> bool:
    """Whether an X server lets us in at a display such as ``:0``; asked the way Qt does, with its permissions."""
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Not known; `why_qt_fails` will name the library.
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    error: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return error == 0


def _wayland_answers(display: str, runtime_dir: str) -> bool:
    if not display:
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(os.path.join(runtime_dir, display))
        except OSError:
            return False
    return True
