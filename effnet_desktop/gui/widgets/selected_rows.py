"""Which rows of a list are selected, however many."""

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractItemView


def selected_ranges(view: QAbstractItemView) -> list[tuple[int, int]]:
    """First and last rows of what is selected, ascending. Of ten thousand rows, Qt's index of each takes long."""
    return sorted((one.top(), one.bottom()) for one in view.selectionModel().selection().toList())


def selected_rows(view: QAbstractItemView) -> Iterator[int]:
    """The selected rows, ascending."""
    for first, last in selected_ranges(view):
        yield from range(first, last + 1)
