"""The bundle as a .deb and as a .tar.zst, for Debian 12 and newer and for any Linux with glibc 2.36."""

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# What the bundle loads from the system; a test in the bare Debian finds what is missing here.
DEPENDS = (
    "libc6 (>= 2.36)",
    "libdbus-1-3",
    "libegl1",
    "libexpat1",
    "libfontconfig1",
    "libfreetype6",
    "libgcc-s1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi-krb5-2",
    "liblzma5",
    "libstdc++6",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-randr0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxcb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "libzstd1",
    "zlib1g",
)

# Small libraries of Qt's X11 plugin that desktops without Qt lack: the bundle takes them along.
TAKEN_ALONG = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-util.so.1": "libxcb-util1",
}

MAINTAINER = "The EffNet Desktop developers <effnet-desktop@localhost>"


def check_build_host() -> None:
    """Ends the build where the host lacks what the bundle takes along, and says what to install."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    missing = [package for library, package in TAKEN_ALONG.items() if library not in known]
    missing += [package for program, package in (("strip", "binutils"), ("zstd", "zstd")) if not shutil.which(program)]
    if missing:
        raise SystemExit(f"The build needs more of Debian: apt-get install {' '.join(missing)}")


def add_system_licences(inside: Path, folder: Path) -> None:
    """Adds the licences of the libraries that came from the build host's Debian.

    Args:
        inside: The bundle's folder of libraries.
        folder: Takes the texts.
    """
    owners: dict[str, str] = {}
    for library in sorted(inside.glob("lib*.so*")):
        if library.is_symlink():
            continue
        found = subprocess.run(["dpkg", "-S", f"*/{library.name}"], capture_output=True, text=True).stdout
        if owner := re.match(r"([^:\s]+)", found):
            copyright_file = Path("/usr/share/doc", owner[1], "copyright")
            if copyright_file.is_file():
                owners[owner[1]] = copyright_file.read_text(encoding="utf-8", errors="replace")
    text = "\n\n".join(f"==== {name} ====\n\n{text}" for name, text in owners.items())
    (folder / "Debian-libraries.txt").write_text(text, encoding="utf-8")


def make_tar(bundle: Path, target: Path, level: int) -> Path:
    """A folder that runs from wherever it is unpacked."""
    tar = ["tar", "--create", "--owner=0", "--group=0", "--sort=name", "-C", str(bundle.parent), bundle.name]
    _compress(tar, target, level)
    return target


def make_deb(bundle: Path, version: str, dist: Path, work: Path, level: int) -> Path:
    """A package for Debian and what descends from it.

    Args:
        bundle: The one-folder bundle.
        version: The app's version.
        dist: Folder for the package.
        work: A folder that is emptied.
        level: zstd's level of compression.
    """
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    share = tree / "usr/share"
    shutil.copytree(bundle, tree / "usr/lib/effnet-desktop", symlinks=True, copy_function=os.link)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/effnet-desktop").symlink_to("../lib/effnet-desktop/effnet-desktop")
    doc = share / "doc/effnet-desktop"
    for source, place in (
        (HERE / "linux/effnet-desktop.desktop", share / "applications"),
        (ROOT / "resources/icon.svg", share / "icons/hicolor/scalable/apps/effnet-desktop.svg"),
        (HERE / "linux/copyright", doc),
    ):
        (place if not place.suffix else place.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
    (share / "metainfo").mkdir()
    (share / "metainfo/effnet-desktop.metainfo.xml").write_text(metainfo(version), encoding="utf-8")
    with gzip.GzipFile(doc / "changelog.gz", "wb", mtime=0) as file:
        file.write((ROOT / "CHANGELOG.md").read_bytes())
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    installed_kb = sum(file.lstat().st_size for file in tree.rglob("*")) // 1024

    (work / "control").write_text(control(version, installed_kb), encoding="utf-8")
    (work / "debian-binary").write_text("2.0\n")
    _compress(["tar", "--create", "--owner=0", "--group=0", "-C", str(work), "./control"], work / "control.tar.zst", 3)
    # dpkg-deb would do the same on one core.
    data = ["tar", "--create", "--owner=0", "--group=0", "--sort=name", "-C", str(tree), "."]
    _compress(data, work / "data.tar.zst", level)
    target = dist / f"effnet-desktop_{version}_amd64.deb"
    target.unlink(missing_ok=True)
    parts = ["debian-binary", "control.tar.zst", "data.tar.zst"]
    subprocess.run(["ar", "rc", target, *parts], cwd=work, check=True)
    subprocess.run(["dpkg-deb", "--info", target], check=True, stdout=subprocess.DEVNULL)
    return target


def control(version: str, installed_kb: int) -> str:
    """The package's record for dpkg."""
    return f"""\
Package: effnet-desktop
Version: {version}
Architecture: amd64
Maintainer: {MAINTAINER}
Installed-Size: {installed_kb}
Depends: {", ".join(DEPENDS)}
Suggests: fonts-noto-cjk
Section: graphics
Priority: optional
Description: Classify photos with EfficientNets of the size you choose
 Drop photos on a window and see what they are, how sure the model is, and
 how fast it was. Train a classifier of your own on a folder of photos.
 Nothing to sign in to, no GPU needed, and photos never leave the machine.
 .
 Three models are inside; larger ones are downloaded on request.
"""


def metainfo(version: str) -> str:
    """The AppStream record, with the version and the date of its entry in the changelog."""
    template = (HERE / "linux/effnet-desktop.metainfo.xml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.search(rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d\d-\d\d)$", changelog, re.MULTILINE)
    if dated:
        date = dated[1]
    else:  # not released yet: the day of the last commit
        git = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True)
        date = git.stdout.strip() or "1970-01-01"
    return template.replace("@VERSION@", version).replace("@DATE@", date)


def _compress(tar: list[str], target: Path, level: int) -> None:
    with subprocess.Popen(tar, stdout=subprocess.PIPE) as packing:
        subprocess.run(
            ["zstd", "-q", "-f", "-T0", "--long=27", f"-{level}", "-o", target], stdin=packing.stdout, check=True
        )
    if packing.returncode != 0:
        raise SystemExit(f"tar failed with status {packing.returncode}")
