"""Asks for the name of a file to save."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_for_file(parent: QWidget, title: str, name: str, kinds: dict[str, str]) -> Path | None:
    """Lets the user choose a file; None where they choose none.

    The dialog asks before a file is replaced, but knows only the name as it was typed. Where the suffix that it lacks
    makes it that of a file which is there, the dialog comes again with the whole name.

    Args:
        parent: The dialog's window.
        title: The dialog's title.
        name: What is proposed.
        kinds: The suffix of each kind of file, by what it is called in the dialog.
    """
    while True:
        chosen, kind = QFileDialog.getSaveFileName(parent, title, name, ";;".join(kinds))
        if not chosen:
            return None
        file = Path(chosen)
        if file.suffix:
            return file
        file = file.with_suffix(kinds.get(kind, next(iter(kinds.values()))))
        if not file.exists():
            return file
        name = str(file)
