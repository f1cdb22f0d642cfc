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
        self._unsure = QComboBox()
        self._unsure.addItem(self.tr("Into a folder called"), True)
        self._unsure.addItem(self.tr("Leave them where they are"), False)
        self._unsure_name = QLineEdit(self.tr("unsure"))
        self._unsure_name.setMinimumWidth(60)
        self._none = QComboBox()
        self._none.addItem(self.tr("Into a folder called"), True)
        self._none.addItem(self.tr("Leave them where they are"), False)
        self._none_name = QLineEdit(self.tr("none of these"))
        self._none_name.setMinimumWidth(60)
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
        form.addRow(_label(self.tr("&Unsure photos:"), self._unsure), _row(self._unsure, self._unsure_name))
        form.addRow(self.tr("Unsure b&elow:"), self._confidence)
        self._none_label, self._none_row = _label("", self._none), _row(self._none, self._none_name)
        form.addRow(self._none_label, self._none_row)
        form.addRow(self.tr("A name is &taken:"), self._conflicts)
        form.addRow(self._structure)
        for widget, name in (
            (self.target, self.tr("Folder that photos are filed into")),
            (self._unsure_name, self.tr("Name of the folder for unsure photos")),
            (self._none_name, self.tr("Name of the folder for photos of none of these")),
        ):
            widget.setAccessibleName(name)

        choose.clicked.connect(self._choose)
        for field in (self.target, self._unsure_name, self._none_name):
            field.textChanged.connect(self.changed)
        for dropdown in (self._way, self._by, self._unsure, self._none, self._conflicts):
            dropdown.currentIndexChanged.connect(self.changed)
        self._unsure.currentIndexChanged.connect(lambda: self._unsure_name.setEnabled(self._unsure.currentData()))
        self._none.currentIndexChanged.connect(lambda: self._none_name.setEnabled(self._none.currentData()))
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
        for widget in (self._none_label, self._none_row):
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
            unsure=self._unsure_name.text().strip() or self.tr("unsure") if self._unsure.currentData() else None,
            none=self._none_name.text().strip() or self.tr("none of these") if self._none.currentData() else None,
            roots=roots,
            keep_structure=self._structure.isChecked(),
            rename_conflicts=self._conflicts.currentData(),
            language=language(),
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the filed photos"), self.target.text())
        if folder:
            self.target.setText(folder)


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
