"""Tries the .deb in a bare Debian 12: no Python, no desktop, nothing but what the package declares.

``debootstrap`` makes it once from the mirror that this machine's apt uses; each trial works on a fresh copy, as an
ordinary user, on a virtual display (Xvfb) of the host.
"""

import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SUITE = "bookworm"
USER = 1000

# What starts inside: the mounts vanish with this process.
ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --rbind /sys "$1/sys"
if [ -d /tmp/.X11-unix ]; then mkdir -p "$1/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix"; fi
root=$1; shift
exec chroot "$root" "$@"
"""


class NoCleanRoot(Exception):
    """A bare Debian cannot be had here."""


def try_deb(deb: Path, work: Path, dist: Path) -> dict[str, Any]:
    """Installs the package in a bare Debian, runs it there as a user would, and removes it.

    Args:
        deb: The package.
        work: Keeps the bare Debian for the next time.
        dist: Takes the screenshot.

    Raises:
        NoCleanRoot: Not root, not Linux with debootstrap, or the mirror is out of reach.
    """
    base = _base_root(work)
    root = work / "clean-root"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", base, root], check=True)
    record: dict[str, Any] = {"where": "a bare Debian 12", "ok": False}
    try:
        _install(deb, root, record)
        record["missing_libraries"] = _missing_libraries(root)
        with _virtual_display() as display:
            record.update(_as_user(root, "effnet-desktop --smoke", display))
            record["screenshot"] = _take_screenshot(root, display, dist / "screenshot.png")
        record["without_display"] = "The installation works" in _output(root, "effnet-desktop")
        _remove(root, record)
        checks = ("without_display", "screenshot", "removed_cleanly", "models_kept")
        record["ok"] = bool(record["ok"] and not record["missing_libraries"] and all(record[c] for c in checks))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return record


def last_json(output: str) -> dict[str, Any]:
    """The record that the smoke test printed last; one that says so where it printed none."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            record: dict[str, Any] = json.loads(line)
            return record
    return {"ok": False, "error": "the smoke test printed nothing"}


def _base_root(work: Path) -> Path:
    base = work / f"debian-{SUITE}"
    if base.is_dir():
        return base
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise NoCleanRoot("it takes root and debootstrap (apt-get install debootstrap xvfb imagemagick)")
    part = work / f"debian-{SUITE}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, part, _mirror()],
            check=True,
            timeout=600,
            stdout=subprocess.DEVNULL,
        )
        if Path("/etc/apt/sources.list.d/debian.sources").is_file():
            (part / "etc/apt/sources.list").unlink(missing_ok=True)  # debootstrap's, which would name the same again
        for source in ("sources.list", "sources.list.d/debian.sources"):
            if Path("/etc/apt", source).is_file():
                shutil.copy(Path("/etc/apt", source), part / "etc/apt" / source)
        shutil.copy("/etc/resolv.conf", part / "etc/resolv.conf")
        _enter(part, "apt-get -q update", timeout=300)
        _enter(part, f"useradd --create-home --uid {USER} user")
    except (subprocess.SubprocessError, OSError) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise NoCleanRoot(f"debootstrap from {_mirror()} failed: {error}") from error
    part.rename(base)
    return base


def _mirror() -> str:
    """The mirror of Debian itself that apt uses here."""
    form = ["--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]
    listed = subprocess.run(["apt-get", "indextargets", *form], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        uri, _, suite = line.partition(" ")
        if suite == SUITE:
            return uri
    raise NoCleanRoot(f"apt has no mirror of {SUITE}, or its lists were never fetched (apt-get update)")


def _install(deb: Path, root: Path, record: dict[str, Any]) -> None:
    os.link(deb, root / "tmp" / deb.name) if deb.stat().st_dev == root.stat().st_dev else shutil.copy(deb, root / "tmp")
    packages = f"/tmp/{shlex.quote(deb.name)}"
    options = "-q -y --no-install-recommends"
    try:  # what comes over the network is not counted
        _enter(root, f"apt-get {options} --download-only install {packages}", timeout=600)
    except subprocess.SubprocessError as error:
        raise NoCleanRoot(f"the packages that ours depends on cannot be fetched: {error}") from error
    began = time.monotonic()
    _enter(root, f"DEBIAN_FRONTEND=noninteractive apt-get {options} install {packages}", timeout=600)
    record["install_seconds"] = round(time.monotonic() - began, 1)
    has_python = subprocess.run(["chroot", root, "sh", "-c", "command -v python3"], stdout=subprocess.DEVNULL)
    record["has_python"] = has_python.returncode == 0


def _missing_libraries(root: Path) -> list[str]:
    """What the linker does not find for any library of the bundle (GTK's, for its look, is optional)."""
    search = (
        "cd /usr/lib/effnet-desktop/_internal && "
        "find . -name '*.so*' -type f ! -name libqgtk3.so | while read -r f; do "
        'LD_LIBRARY_PATH=$PWD ldd "$f" 2>/dev/null | sed -n "s|=> not found|$f|p"; done'
    )
    return sorted({line.strip() for line in _enter(root, search, timeout=300).splitlines()})


def _as_user(root: Path, command: str, display: str) -> dict[str, Any]:
    # The second run counts for the timings: then the files are in memory.
    first = last_json(_output(root, command, display))
    record = last_json(_output(root, command, display))
    record["cold_answer_seconds"] = first.get("answer_seconds")
    return record


def _take_screenshot(root: Path, display: str, file: Path) -> bool:
    """Starts the app on a photo, as a file manager does, and takes a picture of the display."""
    photo = "/usr/share/icons/hicolor/scalable/apps/effnet-desktop.svg"  # no photo; the message about it shows, too
    command = _user_command(f"exec effnet-desktop /tmp/写真 {photo}", display)
    (root / "tmp/写真").mkdir(exist_ok=True)
    sample = Path(__file__).resolve().parent.parent / "resources" / "screenshot.png"
    shutil.copy(sample, root / "tmp/写真/a photo 猫.png")
    with subprocess.Popen(_entering(root, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
        time.sleep(6)
        is_running = app.poll() is None
        taken = subprocess.run(["import", "-display", display, "-window", "root", file])
        app.terminate()
        try:
            app.wait(10)
        except subprocess.TimeoutExpired:
            app.kill()
    return is_running and taken.returncode == 0


def _remove(root: Path, record: dict[str, Any]) -> None:
    """Removes the package and looks at what is left: nothing of it, and everything of the user's."""
    model = root / "home/user/.local/share/effnet-desktop/models/mine/weights.safetensors"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.touch()
    _enter(root, "apt-get -q -y purge effnet-desktop", timeout=300)
    left = _enter(
        root, "find /usr /etc /var/lib -name '*effnet*' -not -path '/var/lib/dpkg/*' -not -path '/var/lib/apt/*'"
    )
    record["removed_cleanly"] = not left.strip()
    record["models_kept"] = model.is_file()


def _output(root: Path, command: str, display: str = "") -> str:
    done = subprocess.run(
        _entering(root, _user_command(command, display)), stdout=subprocess.PIPE, text=True, timeout=600
    )
    return done.stdout


def _user_command(command: str, display: str) -> str:
    shown = f"DISPLAY={display} " if display else ""
    environment = f"env -i {shown}HOME=/home/user PATH=/usr/bin:/bin LANG=C.UTF-8"
    user = f"setpriv --reuid={USER} --regid={USER} --clear-groups"
    return f"cd /home/user && exec {environment} {user} sh -c {shlex.quote(command)}"


def _enter(root: Path, command: str, timeout: float = 120) -> str:
    done = subprocess.run(_entering(root, command), check=True, timeout=timeout, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _entering(root: Path, command: str) -> list[str]:
    inside = ["/bin/sh", "-c", command]
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "enter", str(root), *inside]


@contextmanager
def _virtual_display() -> Iterator[str]:
    """An X server of its own; everybody may connect, as the user inside is another one than here."""
    if not shutil.which("Xvfb"):
        raise NoCleanRoot("there is no Xvfb (apt-get install xvfb imagemagick)")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x860x24", "-ac", "-nolisten", "tcp"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, pass_fds=[writer], stdout=log, stderr=log) as server,
    ):
        os.close(writer)
        with open(reader) as answer:
            name = f":{answer.readline().strip()}"
        try:
            yield name
        finally:
            server.terminate()
