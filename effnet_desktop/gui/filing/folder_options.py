"""How photos are filed into folders: the left side of the filing dialog."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from effnet_desktop.engine.records.filing import FilingConfig
from effnet_desktop.gui.wording import language


class FolderOptions(QWidget):
    """The target, what happens to the originals, and what to do with photos that are unsure or in the way.

    Attributes:
        changed: Signal that comes after each change.
        target: The field with the folder that gets the categories' folders.

    Args:
        target: The folder that is proposed.
    """

    changed = Signal()

    def __init__(self, target: str) -> None:
        super().__init__()
        self.target = QLineEdit(target)
        self.target.setMinimumWidth(160)
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)  # Enter begins
        self._way = QComboBox()
        self._way.addItem(self.tr("Copy: the originals stay"), "copy")
        self._way.addItem(self.tr("Move: the originals go there"), "move")
        self._way.addItem(self.tr("Link: a second name, no second file"), "link")
        self._by = QComboBox()
        self._by.addItem(self.tr("A folder for each category"), "category")
        self._by.addItem(self.tr("A folder for each group of categories"), "group")
        self._unsure = _FolderOrNot(self.tr("unsure"), self.tr("Name of the folder for unsure photos"))
        self._none = _FolderOrNot(self.tr("none of these"), self.tr("Name of the folder for photos of none of these"))
        self._confidence = QSpinBox(maximum=100, suffix=" %")
        self._confidence.setSpecialValueText(self.tr("only as the model says"))
        self._structure = QCheckBox(self.tr("Keep the folders that photos are in"))
        self._conflicts = QComboBox()
        self._conflicts.addItem(self.tr("Give the photo a number"), True)
        self._conflicts.addItem(self.tr("Leave the photo where it is"), False)

        form = QFormLayout(self)
        form.setContentsMargins(0, 8, 0, 0)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(_label(self.tr("&Into:"), self.target), _row(self.target, choose))
        form.addRow(self.tr("&How:"), self._way)
        form.addRow(self.tr("&By:"), self._by)
        form.addRow(_label(self.tr("&Unsure photos:"), self._unsure), self._unsure)
        form.addRow(self.tr("Unsure b&elow:"), self._confidence)
        self._none_label = _label("", self._none)
        form.addRow(self._none_label, self._none)
        form.addRow(self.tr("A name is &taken:"), self._conflicts)
        form.addRow(self._structure)
        self.target.setAccessibleName(self.tr("Folder that photos are filed into"))

        choose.clicked.connect(self._choose)
        self.target.textChanged.connect(self.changed)
        for dropdown in (self._way, self._by, self._conflicts):
            dropdown.currentIndexChanged.connect(self.changed)
        for choice in (self._unsure, self._none):
            choice.changed.connect(self.changed)
        self._confidence.valueChanged.connect(self.changed)
        self._structure.toggled.connect(self.changed)

    def set_has_groups(self, has_groups: bool) -> None:
        """Offers groups of categories where the model has them."""
        self._by.setEnabled(has_groups)
        if not has_groups:
            with QSignalBlocker(self._by):
                self._by.setCurrentIndex(0)

    def set_none(self, count: int) -> None:
        """Asks what happens to photos of none of the categories, where there are any."""
        self._none_label.setText(self.tr("&None of these, %Ln photo(s):", "", count))
        for widget in (self._none_label, self._none):
            widget.setVisible(count > 0)

    def config(self, roots: tuple[Path, ...]) -> FilingConfig | None:
        """What was chosen; None while no folder is.

        Args:
            roots: The folders that the photos were found in.
        """
        target = self.target.text().strip()
        if not target:
            return None
        return FilingConfig(
            target=Path(target).expanduser().absolute(),
            way=self._way.currentData(),
            by=self._by.currentData(),
            min_confidence=self._confidence.value() / 100,
            unsure=self._unsure.folder,
            none=self._none.folder,
            roots=roots,
            keep_structure=self._structure.isChecked(),
            rename_conflicts=self._conflicts.currentData(),
            language=language(),
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the filed photos"), self.target.text())
        if folder:
            self.target.setText(folder)


class _FolderOrNot(QWidget):
    """Whether some photos get a folder, and what it is called.

    Attributes:
        changed: Signal that comes after each change.

    Args:
        usual: What it is called where the user says nothing else.
        name: What screen readers call the field.
    """

    changed = Signal()

    def __init__(self, usual: str, name: str) -> None:
        super().__init__()
        self._usual = usual
        self.choice = QComboBox()
        self.choice.addItem(self.tr("Into a folder called"), True)
        self.choice.addItem(self.tr("Leave them where they are"), False)
        self.field = QLineEdit(usual)
        self.field.setMinimumWidth(60)
        self.field.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice, stretch=1)
        layout.addWidget(self.field)
        self.setFocusProxy(self.choice)
        self.choice.currentIndexChanged.connect(lambda: self.field.setEnabled(self.choice.currentData()))
        self.choice.currentIndexChanged.connect(self.changed)
        self.field.textChanged.connect(self.changed)

    @property
    def folder(self) -> str | None:
        """The folder's name; None where the photos stay where they are."""
        return self.field.text().strip() or self._usual if self.choice.currentData() else None


def _label(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(field)
    return label


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, stretch=place == 0)
    row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return row
