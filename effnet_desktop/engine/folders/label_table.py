"""Photos and their categories in a table of the user's own (CSV): no photo needs to lie in a folder of its category.

A row is a photo and its category: the first two columns, or those that a first row names *photo* and *category* (or
alike). Photos are named by path, from the table's folder or the photos' folder if not absolute. Commas, semicolons or
tabs part the columns, as spreadsheets of different countries write them.
"""

import csv
import io
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.folders.names import CategoryNames, plain_name

_PHOTO = ("photo", "path", "file", "filename", "image", "写真", "ファイル", "画像")
_CATEGORY = ("category", "label", "class", "カテゴリ", "カテゴリー", "分類", "ラベル")

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

ANY_NAME = "surrogateescape"
"""How the bytes of file names that are not Unicode are read and written."""


@dataclass(slots=True)
class LabelTable:
    """What a table says.

    Attributes:
        photos: The category of each photo that is there, in the table's order; empty where the row has none.
        missing: Photos that are not there.
        contradicted: Photos that are given several categories; the first counts.
    """

    photos: dict[Path, str] = field(default_factory=dict)
    missing: list[Path] = field(default_factory=list)
    contradicted: list[Path] = field(default_factory=list)


def read_label_table(file: Path, folder: Path) -> LabelTable:
    """Reads a table.

    Args:
        file: The table, in UTF-8 or UTF-16.
        folder: Where else photos are looked for.

    Raises:
        EngineError: It cannot be read, or has no column of photos and categories.
    """
    table = LabelTable()
    spellings = CategoryNames(())
    for name, category in _rows(file):
        path = _find(name, (file.parent, folder))
        if path is None:
            table.missing.append(Path(os.path.abspath(file.parent / name)))
            continue
        if not _is_text(category):
            raise EngineError(
                "The list {file} is not text in UTF-8.", "Save it as CSV in UTF-8 and try again.", file=file
            )
        category = plain_name(category)
        known = spellings.find(category) if category else ()
        if category and not known:
            spellings = CategoryNames([*dict.fromkeys(filter(None, table.photos.values())), category])
        category = known[0] if known else category
        if category and table.photos.get(path, category) not in ("", category):
            table.contradicted.append(path)
        elif category or path not in table.photos:
            table.photos[path] = category
    return table


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    """Photo and category of each row that names a photo."""
    lines = _read(file)
    first = lines.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    photo, category, is_first = 0, 1, True
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            if is_first and any(cell.strip() for cell in row):
                is_first = False
                names = [cell.strip().casefold() for cell in row]
                photos, categories = _column(names, _PHOTO), _column(names, _CATEGORY)
                if photos is not None and categories is not None:
                    photo, category = photos, categories
                    continue
                if len(row) < 2:
                    raise _no_table(file)
            if len(row) > photo and row[photo].strip():
                yield row[photo].strip(), row[category] if len(row) > category else ""
    except csv.Error as error:
        raise _no_table(file) from error


def _read(file: Path) -> str:
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise EngineError("There is no file {file}.", "Check its name.", file=file) from error
    except OSError as error:
        raise EngineError(
            "The list {file} cannot be read: {reason}.",
            "Check that it is a file that you may open.",
            file=file,
            reason=error.strerror or str(error),
        ) from error
    try:
        text = data.decode("utf-16") if data[:2] in _UTF_16 else data.decode("utf-8-sig", ANY_NAME)
    except UnicodeDecodeError as error:
        raise _no_table(file) from error
    if "\0" in text:
        raise _no_table(file)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _no_table(file: Path) -> EngineError:
    return EngineError(
        "{file} is no list of photos and categories.",
        "Give a CSV file with a photo and its category in each row.",
        file=file,
    )


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _column(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in known), None)


def _find(name: str, folders: Sequence[Path]) -> Path | None:
    """The absolute path of a photo, also where its name was written on another system."""
    spellings = dict.fromkeys([name, name.replace("\\", "/")])
    spellings |= dict.fromkeys(
        unicodedata.normalize(form, spelling) for spelling in tuple(spellings) for form in ("NFC", "NFD")
    )
    for spelling in spellings:
        for folder in folders:
            path = os.path.abspath(folder / spelling)
            if os.path.isfile(path):
                return Path(path)
    return None
