"""Names that every system takes, so that sorted folders can go onto any disk."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders.names import plain_name

MAX_NAME_BYTES = 255
"""What ext4, APFS and others allow a name; NTFS counts 255 letters, which are never more bytes."""

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udc7f\udd00-\udfff]')  # halves of pairs stand for no byte
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)


def safe_name(name: str) -> str:
    """A name that Windows takes, too: the same where it does already, else with an underscore for what it refuses."""
    name = _FORBIDDEN.sub("_", name)
    name = _DEVICE.sub(r"\1_", name, count=1) if _DEVICE.match(name) else name
    bare = name.rstrip(". ")
    return bare + "_" * (len(name) - len(bare)) or "_"


def numbered(name: str, number: int, stem_length: int) -> str:
    """A name with a number behind its stem: ``photo (2).jpg``; 1 leaves it as it is."""
    return name if number == 1 else f"{name[:stem_length]} ({number}){name[stem_length:]}"


def same_name(name: str) -> str:
    """What two names have in common that are one on some disk: letter case and Unicode's spellings do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def is_too_long(name: str) -> bool:
    """Whether no disk takes a name as long as that."""
    return len(name.encode("utf-8", "surrogateescape")) > MAX_NAME_BYTES


def folder_names(categories: Iterable[str], existing: Iterable[str]) -> tuple[Mapping[str, str], tuple[Text, ...]]:
    """A folder for each category.

    Categories that differ in letter case, outer blanks or Unicode's spelling only share one, since they would on some
    disk; others that come to the same only where a letter is refused get a number.

    Args:
        categories: The category of each photo, as often as there are photos.
        existing: Folders that are there already; a category takes over their spelling.

    Returns:
        The name of each category's folder, and what there is to be said of them.
    """
    spelled = {same_name(name): name for name in existing}
    taken: dict[str, str] = {}  # a folder's name as `same_name` has it -> the category as `same_name` has it
    names: dict[str, str] = {}
    of_meaning: dict[str, str] = {}
    said: list[Text] = []
    for category, _ in Counter(categories).most_common():
        meaning = same_name(plain_name(category))
        if meaning in of_meaning:
            names[category] = of_meaning[meaning]
            said.append(
                Text(
                    "The categories {first} and {second} share the folder {folder}.",
                    first=next(other for other, name in names.items() if name == of_meaning[meaning]),
                    second=category,
                    folder=of_meaning[meaning],
                )
            )
            continue
        name = safe = _visible(_cut(safe_name(plain_name(category))))
        number = 1
        while taken.get(same_name(name), meaning) != meaning:
            number += 1
            name = numbered(safe, number, len(safe))
        taken[same_name(name)] = meaning
        of_meaning[meaning] = names[category] = spelled.get(same_name(name), name)
        if name != plain_name(category):
            said.append(
                Text(
                    "{category} gets the folder {folder}: not every system takes its name.",
                    category=repr(category),
                    folder=names[category],
                )
            )
    return names, tuple(said)


def _visible(name: str) -> str:
    """A name that does not hide its folder."""
    return f"_{name[1:]}" if name.startswith(".") else name


def _cut(name: str) -> str:
    """Leaves room for a number."""
    if not is_too_long(name):
        return name
    return name.encode("utf-8", "surrogateescape")[: MAX_NAME_BYTES - 15].decode("utf-8", "ignore").rstrip(". ") or "_"
