"""The bar above the grid: search, order, headings, size of the pictures, how many photos are shown."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSlider, QToolButton, QWidget

from effnet_desktop.gui.classify.arrangement import Group, Sort
from effnet_desktop.gui.classify.photo_grid import WIDTH, WIDTHS


class FindBar(QWidget):
    """What to search for and how to show what is found.

    Attributes:
        changed: Signal that the search, the order or the headings have changed.
        size_changed: Signal with the width of the pictures.
    """

    changed = Signal()
    size_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._search = QLineEdit(clearButtonEnabled=True)
        self._search.setPlaceholderText(self.tr("Search names, folders, categories"))
        self._search.setAccessibleName(self.tr("Search"))
        self._search.setToolTip(self.tr("Ctrl+F"))
        self._search.setMinimumWidth(90)
        self._search.textChanged.connect(self.changed)

        self._sort = QComboBox()
        sorts: tuple[tuple[Sort, str], ...] = (
            ("added", self.tr("Order: as added")),
            ("confidence", self.tr("Order: confidence")),
            ("name", self.tr("Order: name")),
            ("category", self.tr("Order: category")),
            ("folder", self.tr("Order: folder")),
            ("taken", self.tr("Order: time taken")),
        )
        for sort, text in sorts:
            self._sort.addItem(text, sort)
        self._sort.setAccessibleName(self.tr("Order"))
        self._sort.currentIndexChanged.connect(self.changed)
        self._direction = QToolButton(autoRaise=True)
        self._direction.setCheckable(True)
        self._direction.setArrowType(Qt.ArrowType.UpArrow)
        self._direction.setToolTip(self.tr("Turn the order round"))
        self._direction.setAccessibleName(self.tr("Turn the order round"))
        self._direction.toggled.connect(self._turn)

        self._group = QComboBox()
        groups: tuple[tuple[Group, str], ...] = (
            ("nothing", self.tr("No headings")),
            ("category", self.tr("By category")),
            ("folder", self.tr("By folder")),
            ("day", self.tr("By day")),
        )
        for group, text in groups:
            self._group.addItem(text, group)
        self._group.setAccessibleName(self.tr("Headings"))
        self._group.currentIndexChanged.connect(self.changed)

        self._size = QSlider(Qt.Orientation.Horizontal)
        self._size.setRange(WIDTHS.start, WIDTHS.stop - 1)
        self._size.setValue(WIDTH)
        self._size.setPageStep(40)
        self._size.setSingleStep(20)
        self._size.setFixedWidth(96)
        self._size.setToolTip(self.tr("Size of the pictures (Ctrl and mouse wheel)"))
        self._size.setAccessibleName(self.tr("Size of the pictures"))
        self._size.valueChanged.connect(self.size_changed)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._search, stretch=1)
        for widget in (self._sort, self._direction, self._group, self._size):
            layout.addWidget(widget)

    def _turn(self, is_descending: bool) -> None:
        self._direction.setArrowType(Qt.ArrowType.DownArrow if is_descending else Qt.ArrowType.UpArrow)
        self.changed.emit()

    @property
    def text(self) -> str:
        """What is searched for."""
        return self._search.text()

    @property
    def sort(self) -> Sort:
        """What decides the order."""
        sort: Sort = self._sort.currentData()
        return sort

    @property
    def is_descending(self) -> bool:
        """Whether the order is turned round."""
        return self._direction.isChecked()

    @property
    def group(self) -> Group:
        """What the headings are."""
        group: Group = self._group.currentData()
        return group

    def begin_search(self) -> None:
        """Puts the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def set_choice(self, text: str, sort: Sort, is_descending: bool, group: Group) -> None:
        """Shows a choice, without a word of it."""
        blockers = [QSignalBlocker(widget) for widget in (self._search, self._sort, self._direction, self._group)]
        self._search.setText(text)
        self._sort.setCurrentIndex(self._sort.findData(sort))
        self._direction.setChecked(is_descending)
        self._direction.setArrowType(Qt.ArrowType.DownArrow if is_descending else Qt.ArrowType.UpArrow)
        self._group.setCurrentIndex(self._group.findData(group))
        del blockers

    def set_size(self, width: int) -> None:
        """Makes the pictures so wide, as far as that is possible."""
        self._size.setValue(width)

    def change_size(self, steps: int) -> None:
        """Makes the pictures larger by some steps, or smaller by negative ones."""
        self.set_size(self._size.value() + steps * self._size.singleStep())

    @property
    def size_of_pictures(self) -> int:
        """The width of the pictures."""
        width: int = self._size.value()
        return width
