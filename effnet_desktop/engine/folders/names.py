"""Names of folders and categories, as systems and people spell them differently."""

import unicodedata


def plain_name(name: str) -> str:
    """A name without outer blanks, in the one Unicode form that all systems' spellings become."""
    return unicodedata.normalize("NFC", name.strip())
