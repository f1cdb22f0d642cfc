"""Collects the licences of everything that is in the bundle, from the venv that the bundle was made of.

``python build/licences.py PROGRAM FOLDER`` writes there ``NOTICES.txt`` (who made what, under which licence, and where
its source is) and the full texts, one file each. The About box shows them.
"""

import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

HERE = Path(__file__).parent
TEXTS = HERE / "licences"  # of packages that come without

QT_NOTICE = """\
This program uses Qt and Qt for Python (PySide6, Shiboken), copyright The Qt Company Ltd. and other contributors, under
the GNU Lesser General Public License version 3 (LGPL-3.0.txt and GPL-3.0.txt, here). They are dynamic libraries, in the
folder PySide6 of the program's own folder, and may be replaced by modified ones that are compatible. Their source is at
https://code.qt.io and https://download.qt.io; this program itself is open, and nothing forbids to take it apart for
debugging such changes. The same holds for libheif and libde265, which read HEIC, in the folder pi_heif.libs
(https://github.com/strukturag), and for LibRaw, which reads raw files, in the folder rawpy (https://www.libraw.org).
"""

_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors|third.party)", re.IGNORECASE)


def main(program: Path, folder: Path) -> None:
    """Writes the notices and texts of what a bundle holds.

    Args:
        program: The bundle's program, with its libraries in the folder beside it.
        folder: Made if absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for package in find_distributions(modules_of(program)):
        texts = licence_texts(package)
        if not texts:
            raise SystemExit(f"{package.name} comes without the text of its licence: put it into {TEXTS}")
        name = f"{package.name}-{package.version}.txt"
        (folder / name).write_text("\n\n".join(texts), encoding="utf-8")
        rows.append((f"{package.name} {package.version}", licence_of(package), home_of(package)))
    for file in TEXTS.glob("*.txt"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "Python.txt").write_text(python_licence(), encoding="utf-8")
    rows.append(("WordNet 3.0", "WordNet 3.0", "https://wordnet.princeton.edu"))  # the groups of ImageNet's categories
    rows.append((f"Python {sys.version.split()[0]}", "PSF-2.0", "https://www.python.org"))
    table = "\n".join(f"{what}\n    {licence}\n    {home}" for what, licence, home in sorted(rows, key=_folded))
    notices = f"{QT_NOTICE}\nWhat else is in here; the full texts lie beside this file.\n\n{table}\n"
    (folder / "NOTICES.txt").write_text(notices, encoding="utf-8")


def modules_of(program: Path) -> set[str]:
    """Names of the top-level modules and packages in a bundle."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    modules = archive.open_embedded_archive(next(name for name in archive.toc if name.lower().startswith("pyz")))
    files = {file.name.partition(".")[0] for file in program.parent.glob("_internal/*")}
    return {name.partition(".")[0] for name in modules.toc} | files | {"PyInstaller"}  # its start program


def find_distributions(modules: Iterable[str]) -> list[Distribution]:
    """The installed packages that these modules belong to, ours left out."""
    owners = packages_distributions()
    names = {name for module in modules for name in owners.get(module, ())} - {"effnet-desktop", "effnet_desktop"}
    return [distribution(name) for name in sorted(names, key=str.lower)]


def licence_of(package: Distribution) -> str:
    """The licence's name, from the package's own record."""
    record = package.metadata
    named = record.get("License-Expression") or ""
    if not named:
        classifiers = [line for key, line in record.items() if key == "Classifier" and line.startswith("License ::")]
        named = "; ".join(line.rpartition(" :: ")[2] for line in classifiers)
    first_line = (record.get("License") or "").strip().partition("\n")[0]
    if not named and first_line not in ("", "UNKNOWN"):
        named = first_line
    return named or "see the text"


def home_of(package: Distribution) -> str:
    """Where its source is."""
    record = package.metadata
    lines = [line.partition(", ") for key, line in record.items() if key == "Project-URL"]
    urls = {label.lower(): url for label, _, url in lines}
    for key in ("source", "source code", "repository", "github", "homepage", "home"):
        if key in urls:
            return urls[key]
    return record.get("Home-page") or next(iter(urls.values()), "")


def licence_texts(package: Distribution) -> list[str]:
    """The texts that the package brings, each under its file's name, or that this folder has of it."""
    texts = []
    for file in package.files or []:
        is_record = ".dist-info" in file.parts[0]
        if is_record and (_LICENCE_FILE.search(file.name) or "licenses" in file.parts):
            place = Path(str(package.locate_file(file)))
            if place.is_file():
                texts.append(f"==== {'/'.join(file.parts[1:])} ====\n\n{place.read_text('utf-8', 'replace')}")
    if not texts and licence_of(package).startswith(("LGPL-3.0", "GNU Library or Lesser")):
        texts = [(TEXTS / name).read_text(encoding="utf-8") for name in ("LGPL-3.0.txt", "GPL-3.0.txt")]
    return texts


def python_licence() -> str:
    """Python's licence and those of what is built into it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = [
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc", version, "copyright"),
    ]
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8", errors="replace")
    raise SystemExit("Python's licence is nowhere to be found: " + ", ".join(map(str, places)))


def _folded(row: tuple[str, str, str]) -> str:
    return row[0].lower()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
