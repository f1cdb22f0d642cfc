"""Builds the installers: makes a venv, converts the weights, bundles, trims, packs, and tries the result.

    python build/package.py                      what this system uses: .deb and .tar.zst; .exe; .dmg
    python build/package.py --format tar         one of them: deb, tar, nsis, dmg, or none (the bundle alone)
    python build/package.py --flavour cuda       with CUDA's libraries (4 GB; Linux)

Results come to build/dist/, all else to build/work/, where the venv and the bare Debian of the test stay for the next
time. Run it with the Python that the bundle is to hold, which needs a shared libpython on Linux and macOS.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import clean_root
import linux_packages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK, DIST = HERE / "work", HERE / "dist"
BUNDLE = WORK / "bundle" / "effnet-desktop"

PYINSTALLER = "pyinstaller==6.22.3"
FORMATS = {"linux": ("deb", "tar"), "win32": ("nsis",), "darwin": ("dmg",)}[sys.platform]

# On Linux the registry's PyTorch is CUDA's, of 5 GB. This is its latest build for CPUs that goes with Python 3.11 to
# 3.14 and fits what the tests ran with; elsewhere, and for CUDA, the version of constraints.txt is taken.
CPU_BUILD = ("torch==2.13.0+cpu", "torchvision==0.28.0")

# Stripping all would break libraries that were patched when their wheels were made; these hold 140 MB of symbols.
STRIPPED = ("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "libpython3*.so*", "python3*/lib-dynload/*.so")

# Which weights are in the bundle, and where their packages look for them when they are converted.
CONVERT = """
import sys
from pathlib import Path
from effnet_desktop.engine.models import store
from effnet_desktop.engine.networks import convert
from effnet_desktop.engine.variants import VARIANTS
for variant in VARIANTS.values():
    if variant.weights_package:
        folder = Path(sys.argv[1], variant.weights_package)
        folder.mkdir(parents=True)
        weights = store.ModelStore(Path(sys.argv[1], "none")).find_installed(variant.name).path
        convert.convert(variant, weights, folder, keep_weights=True)
"""


def main() -> None:
    """Does everything that the command line asks for; a step that fails ends the process."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--flavour", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--format", choices=("deb", "tar", "nsis", "dmg", "none"), action="append", dest="formats")
    parser.add_argument("--torch-index", metavar="URL", help="where pip finds PyTorch's CPU build for Linux")
    parser.add_argument("--level", type=int, default=17, help="of zstd (17); 19 saves 2 %% and takes minutes")
    arguments = parser.parse_args()
    formats = [name for name in arguments.formats or FORMATS if name != "none"]
    if unknown := [name for name in formats if name not in FORMATS]:
        parser.error(f"{unknown[0]} cannot be made on {sys.platform}; there it is {' or '.join(FORMATS)}")
    if arguments.flavour == "cuda" and sys.platform != "linux":
        parser.error("PyTorch with CUDA is packaged for Linux alone; elsewhere, install the app with pip")
    WORK.mkdir(exist_ok=True)
    DIST.mkdir(exist_ok=True)

    began = time.monotonic()
    with step("venv"):
        python = make_venv(arguments.flavour, arguments.torch_index)
    with step("icon, converted weights"):
        make_icons(python)
        shutil.rmtree(WORK / "converted", ignore_errors=True)
        run(python, "-c", CONVERT, WORK / "converted")
    with step("bundle"):
        make_bundle(python)
    print(f"The bundle is {size_mb(BUNDLE):.0f} MB, unpacked.")
    name = f"effnet-desktop-{app_version()}{'' if arguments.flavour == 'cpu' else '-cuda'}"
    made = []
    for kind in formats:
        with step(kind):
            made.append(pack(kind, name, arguments.level))
    for file in made:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.0f} MB")
    print(f"Built and packed in {time.monotonic() - began:.0f} s.")
    with step("smoke test"):
        record = try_out(made)
    (DIST / "smoke.json").write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record))
    if not all(trial["ok"] for trial in record["trials"]):
        raise SystemExit("The smoke test failed: see above.")


def app_version() -> str:
    """The version in pyproject.toml, the only place that it is written down in."""
    version: str = project()["version"]
    return version


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def make_venv(flavour: str, torch_index: str | None) -> Path:
    """A venv with PyInstaller, the libraries and this app; kept for the next time unless one of them changes."""
    folder = WORK / f"venv-{flavour}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    constraints = WORK / "constraints.txt"
    is_cpu_build = flavour == "cpu" and sys.platform == "linux"
    constraints.write_text("\n".join(constraint_lines((HERE / "constraints.txt").read_text(), is_cpu_build)))
    wanted = f"{sys.version}\n{PYINSTALLER}\n{constraints.read_text()}{project()['dependencies']}"
    stamp = folder / "stamp"
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    install = [python, "-m", "pip", "install", "--quiet", "--quiet", "-c", constraints]
    if not (stamp.is_file() and stamp.read_text() == digest):
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder)
        if is_cpu_build:
            index = ["--extra-index-url", torch_index] if torch_index else []
            run(*install, *index, *CPU_BUILD)
        run(*install, PYINSTALLER, ROOT)
        fit_torchvision(python)
        stamp.write_text(digest)
    run(*install, "--no-deps", "--force-reinstall", ROOT)  # its sources may have changed
    return python


def constraint_lines(text: str, is_cpu_build: bool) -> Iterator[str]:
    """The lines of constraints.txt; for the CPU build of PyTorch, with its version in place of the tests'."""
    for line in text.splitlines():
        if not (is_cpu_build and re.match(r"torch(vision)?==", line)):
            yield line
    if is_cpu_build:
        yield from CPU_BUILD


def fit_torchvision(python: Path) -> None:
    """Makes torchvision importable in the venv where its compiled operations do not fit PyTorch."""
    if subprocess.run([python, "-c", "import torchvision"], capture_output=True).returncode != 0:
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        packages = Path(subprocess.check_output([python, "-c", code], text=True).strip())
        shutil.copy(HERE / "hooks" / "torchvision_ops.py", packages)
        (packages / "torchvision_ops.pth").write_text("import torchvision_ops\n")  # run at each start of Python
        run(python, "-c", "import torchvision")


def make_icons(python: Path) -> None:
    """The icon in the form that Windows and macOS want; Linux takes the SVG."""
    kind = {"win32": "ico", "darwin": "icns"}.get(sys.platform)
    if kind:
        draw = (
            "import sys; from PySide6.QtGui import QGuiApplication, QIcon; app = QGuiApplication([]);"
            "sys.exit(not QIcon(sys.argv[1]).pixmap(256, 256).save(sys.argv[2]))"
        )
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        run(python, "-c", draw, ROOT / "resources" / "icon.svg", WORK / f"icon.{kind}")


def make_bundle(python: Path) -> None:
    """Runs PyInstaller, strips, and adds the licences of the system's libraries."""
    if sys.platform == "linux":
        linux_packages.check_build_host()
    shutil.rmtree(BUNDLE.parent, ignore_errors=True)
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"),
        *("--distpath", BUNDLE.parent, "--workpath", WORK / "pyinstaller", HERE / "effnet_desktop.spec"),
    )
    if sys.platform == "linux":
        inside = BUNDLE / "_internal"
        files = [file for pattern in STRIPPED for file in inside.glob(pattern) if not file.is_symlink()]
        run("strip", "--strip-unneeded", *files)
    licences = BUNDLE / "_internal" / "effnet_desktop" / "resources" / "licences"
    run(python, HERE / "licences.py", BUNDLE / f"effnet-desktop{'.exe' if sys.platform == 'win32' else ''}", licences)
    if sys.platform == "linux":
        linux_packages.add_system_licences(BUNDLE / "_internal", licences)
    if sys.platform == "darwin":  # PyInstaller has made the app of the folder already
        app = BUNDLE.parent / "EffNet Desktop.app" / "Contents" / "Resources"
        shutil.copytree(licences, app / "effnet_desktop" / "resources" / "licences")


def pack(kind: str, name: str, level: int) -> Path:
    """Makes one installer of the bundle."""
    version = app_version()
    if kind == "deb":
        return linux_packages.make_deb(BUNDLE, version, DIST, WORK / "deb", level)
    if kind == "tar":
        return linux_packages.make_tar(BUNDLE, DIST / f"{name}-linux-{platform.machine()}.tar.zst", level)
    if kind == "nsis":
        target = DIST / f"{name}-windows.exe"
        options = "/INPUTCHARSET", "UTF8", f"/DVERSION={version}", f"/DBUNDLE={BUNDLE}", f"/DTARGET={target}"
        run("makensis", *options, HERE / "windows/setup.nsi")
        return target
    target = DIST / f"{name}-macos-{platform.machine()}.dmg"
    run(HERE / "macos/make_dmg.sh", BUNDLE.parent / "EffNet Desktop.app", target)
    return target


def try_out(made: list[Path]) -> dict[str, object]:
    """Runs the smoke test: of the .deb in a bare Debian where one can be had, of the bundle here otherwise."""
    trials = []
    debs = [file for file in made if file.suffix == ".deb"]
    if debs:
        try:
            trials.append(clean_root.try_deb(debs[0], WORK, DIST))
        except clean_root.NoCleanRoot as reason:
            print(f"\n{'!' * 100}\nNO BARE DEBIAN TO TRY THE PACKAGE IN: {reason}\n"
                  f"The bundle is tried here instead, which proves less.\n{'!' * 100}\n", flush=True)  # fmt: skip
    if not trials:
        trials.append(try_here())
    return {"unpacked_mb": round(size_mb(BUNDLE)), "trials": trials}


def try_here() -> dict[str, object]:
    """Runs the bundle's smoke test on this machine, with no Python to be found."""
    # The data folder's name is what users call theirs: with spaces and letters of other scripts.
    moved = WORK / "a folder 写真"
    shutil.rmtree(moved, ignore_errors=True)
    shutil.copytree(BUNDLE, moved / "effnet-desktop", symlinks=True)
    program = moved / "effnet-desktop" / ("effnet-desktop.exe" if sys.platform == "win32" else "effnet-desktop")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    if sys.platform != "win32":
        environment["PATH"] = "/nonexistent"
    try:
        done = subprocess.run([program, "--smoke"], env=environment, stdout=subprocess.PIPE, text=True, timeout=600)
    finally:
        shutil.rmtree(moved, ignore_errors=True)
    return {"where": "the build host", **clean_root.last_json(done.stdout)}


def size_mb(folder: Path) -> float:
    """Megabytes of all files in a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*")) / 1e6


def run(*command: object) -> None:
    """Runs a program, and ends this one if it fails; not in the checkout, whose modules Python would take."""
    done = subprocess.run([str(part) for part in command], cwd=WORK)
    if done.returncode != 0:
        raise SystemExit(f"This failed (status {done.returncode}): {' '.join(map(str, command))[:500]}")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Says how long a step took."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    yield
    print(f"== {name}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
