"""The list at the side: how many photos there are of each answer, and which of them to show."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.gui.classify.entry import Entry, group_entry, of_category, of_group
from effnet_desktop.gui.classify.photo_model import ALL, CHANGED, FAILED, LOOK, NONE
from effnet_desktop.gui.widgets.fonts import bold

KEY = Qt.ItemDataRole.UserRole


class AnswerList(QWidget):
    """Entries with counts, and a range of confidence. Several entries may be chosen: photos of any of them are shown.

    Attributes:
        chosen: Signal that the choice has changed; see `answers` and `confidence`.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tree = _Tree()
        self._tree.itemSelectionChanged.connect(self.chosen)
        self._lowest, self._highest = _percent_box(0), _percent_box(100)
        self._lowest.setAccessibleName(self.tr("Least confidence"))
        self._highest.setAccessibleName(self.tr("Greatest confidence"))
        for box in (self._lowest, self._highest):
            box.valueChanged.connect(self.chosen)
        confidence = QLabel(self.tr("Confidence"))
        confidence.setBuddy(self._lowest)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._lowest, stretch=1)
        row.addWidget(QLabel(self.tr("to")))
        row.addWidget(self._highest, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._tree, stretch=1)
        layout.addWidget(confidence)
        layout.addLayout(row)

    @property
    def answers(self) -> frozenset[str]:
        """The entries to show, those in a chosen group one by one."""
        return frozenset(self._tree.chosen_keys()) or frozenset((ALL,))

    @property
    def confidence(self) -> tuple[int, int]:
        """The range in percent."""
        low, high = self._lowest.value(), self._highest.value()
        return min(low, high), max(low, high)

    def set_choice(self, answers: frozenset[str], confidence: tuple[int, int]) -> None:
        """Chooses entries and a range, and says so once."""
        with QSignalBlocker(self._tree), QSignalBlocker(self._lowest), QSignalBlocker(self._highest):
            self._tree.choose(answers)
            self._lowest.setValue(confidence[0])
            self._highest.setValue(confidence[1])
        self.chosen.emit()

    def set_counts(self, counts: Counter[str], entries: Mapping[str, Entry]) -> None:
        """Shows how many photos each entry has; entries without any are left out, unless they are chosen.

        Args:
            counts: Photos by entry, as in `Arrangement`.
            entries: The categories and groups among these, by key.
        """
        with QSignalBlocker(self._tree):
            self._tree.set_counts(counts, entries)


class _Tree(QTreeWidget):
    """The entries. Groups fold; choosing one chooses all in it."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, _Item] = {}
        self._placed: dict[str, tuple[Entry, tuple[str, ...]]] = {}  # by key, with the keys of the groups above
        self.setAccessibleName(self.tr("Answers"))
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(16)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._names = {
            ALL: self.tr("All"),
            LOOK: self.tr("Needs a look"),
            NONE: self.tr("None of these"),
            CHANGED: self.tr("Changed answers"),
            FAILED: self.tr("Failed"),
        }
        self._tips = {
            LOOK: self.tr("Unsure answers, answers of a pair's second model, and answers that you marked as wrong"),
            NONE: self.tr("Photos that are unlike all that the model has learnt"),
            CHANGED: self.tr("Photos of which the model before said something else"),
            FAILED: self.tr("Photos that cannot be read"),
        }
        for place, key in enumerate(self._names):
            self._entry(key, self._names[key], self.invisibleRootItem(), place)
        self._items[ALL].setSelected(True)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("m") * 14, 240)

    def chosen_keys(self) -> set[str]:
        keys: set[str] = set()
        for item in self.selectedItems():
            keys |= _keys_in(item)
        return keys

    def choose(self, keys: frozenset[str]) -> None:
        self.clearSelection()
        for key in keys:
            if key not in self._items:  # its photos are still to come, and with them its name and place
                name = key.removeprefix(of_category("")).removeprefix(of_group(""))
                self._entry(key, name, self.invisibleRootItem(), len(self._names))
            self._items[key].setSelected(True)
            self._show_way_to(self._items[key])

    def set_counts(self, counts: Counter[str], entries: Mapping[str, Entry]) -> None:
        in_groups: Counter[str] = Counter()
        is_changed = False
        for key, count in counts.items():
            if (entry := entries.get(key)) is None:
                continue
            if key not in self._placed or self._placed[key][0] is not entry:
                self._placed[key] = (entry, self._place_with_groups(entry))
                is_changed = True
            for group in self._placed[key][1]:
                in_groups[group] += count
        for key, item in self._items.items():
            count = counts[key] + in_groups[key]
            is_changed |= item.set_count(count)
            item.setHidden(not count and not item.isSelected() and key != ALL)
        if is_changed:
            self.sortItems(0, Qt.SortOrder.AscendingOrder)

    def _place_with_groups(self, entry: Entry) -> tuple[str, ...]:
        """Makes sure that there are items for a category or a group and those above it; returns the keys of these."""
        parent: _Item | None = None
        keys = []
        for place, group in enumerate(entry.groups):
            above = group_entry(group, entry.groups[:place])
            keys.append(above.key)
            parent = self._place(above, parent)
        self._place(entry, parent)
        return tuple(keys)

    def _place(self, entry: Entry, parent: "_Item | None") -> "_Item":
        """The item of a category or a group, in the group that it belongs to."""
        above = parent or self.invisibleRootItem()
        item = self._entry(entry.key, entry.name, above, len(self._names), entry.english)
        if item.parent() is parent and item.name == entry.name:
            return item
        is_selected = item.isSelected()
        (item.parent() or self.invisibleRootItem()).removeChild(item)
        item.set_name(entry.name)
        item.setToolTip(0, entry.english)
        above.addChild(item)
        item.setSelected(is_selected)
        if is_selected:
            self._show_way_to(item)
        return item

    @staticmethod
    def _show_way_to(item: QTreeWidgetItem) -> None:
        above = item.parent()
        while above:
            above.setExpanded(True)
            above = above.parent()

    def _entry(self, key: str, name: str, parent: QTreeWidgetItem, place: int, english: str = "") -> "_Item":
        if key not in self._items:
            item = self._items[key] = _Item(key, name, place)
            parent.addChild(item)
            item.setExpanded(item.parent() is None)  # the broadest groups show what is in them
            item.setToolTip(0, self._tips.get(key, english or name))
        return self._items[key]


class _Item(QTreeWidgetItem):
    """An entry; the fixed ones keep their place, the others stand by their counts."""

    def __init__(self, key: str, name: str, place: int) -> None:
        super().__init__([name, ""])
        self.name = name
        self._place = place
        self._count = -1
        self.setData(0, KEY, key)
        self.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if key == ALL:
            self.setFont(0, bold(self.font(0)))
        self._note_order()

    def set_name(self, name: str) -> None:
        self.name = name
        self.setText(0, name)
        self._note_order()

    def set_count(self, count: int) -> bool:
        """Shows a count; returns whether it is another than before."""
        if count == self._count:
            return False
        self._count = count
        self.setText(1, QLocale().toString(count))
        self._note_order()
        return True

    def _note_order(self) -> None:
        # Kept, as it is compared several thousand times a second while answers come in.
        self._order = self._place, -self._count, self.name

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        assert isinstance(other, _Item)
        return self._order < other._order


def _keys_in(item: QTreeWidgetItem) -> set[str]:
    """An entry, and all that it is made of."""
    children = [child for place in range(item.childCount()) if (child := item.child(place))]
    return {item.data(0, KEY)}.union(*map(_keys_in, children))


def _percent_box(value: int) -> QSpinBox:
    box = QSpinBox(minimum=0, maximum=100, value=value, singleStep=5)
    box.setSuffix(" %")
    return box
