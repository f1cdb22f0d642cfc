"""What to compare: photos, models, and whether each network gets a head for the user's own categories."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QMargins, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.comparing import CompareConfig
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.earlier_comparisons import EarlierComparisons
from effnet_desktop.gui.mime import SUFFIXES
from effnet_desktop.gui.widgets.dashed_frame import DashedFrame
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.wording import accuracy_text, family_text, params_text

DEFAULT_MODELS = ("lite0", "lite1", "lite2")
FEW_PHOTOS = 20  # below this, times and shares say little
NAME = Qt.ItemDataRole.UserRole
MARGIN = "\u2003"  # an em space to the right of figures
FIGURES = (1, 3, 4)  # columns of the list of models
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
IS_INSTALLED = Qt.ItemDataRole.UserRole + 1


class CompareSetup(QWidget):
    """Lets the user choose what to compare.

    Attributes:
        absent: Names of the models that are not installed: the list says what becomes of them.
        paths_chosen: Signal with photos and folders to look for photos in; answered by `show_found`.
        compare_wanted: Signal with a `CompareConfig` whose device and precision are not set.
    """

    paths_chosen = Signal(list)
    compare_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._paths: tuple[Path, ...] = ()
        self._found = 0
        self._is_all_found = False
        self._checked = set(DEFAULT_MODELS)
        self.absent: frozenset[str] = frozenset()

        title = QLabel(self.tr("What does a bigger phi buy on your photos?"))
        title.setFont(larger(title.font()))
        intro = QLabel(
            self.tr(
                "Models classify the same photos in turn, and you see how right, how fast and how large each one is on "
                "this computer. Folders named like categories say what is true; without them, models are judged by how "
                "often they agree with the largest one. Photos never leave this computer."
            )
        )
        intro.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.photos = _PhotosRow()
        self.models = _ModelList()
        self.earlier = EarlierComparisons()
        self.fit_head = _CheckBox(self.tr("&Fit a quick head to my folder"))
        self._fit_hint = QLabel(
            self.tr(
                "For categories of your own: each network learns them from a part of the photos, which takes seconds, "
                "and is judged on the rest. The heads are not kept."
            )
        )
        self._fit_hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (title, intro, self._fit_hint, self._note):
            label.setWordWrap(True)
        self.compare = QPushButton(self.tr("Compare"))
        self.compare.setDefault(True)
        self.compare.setMinimumHeight(36)
        self.compare.setMinimumWidth(140)

        hint = QHBoxLayout()
        hint.setContentsMargins(24, 0, 0, 0)
        hint.addWidget(self._fit_hint)
        bottom = QHBoxLayout()
        bottom.setSpacing(16)
        bottom.addWidget(self._note, stretch=1)
        bottom.addWidget(self.compare)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(intro)
        layout.addSpacing(4)
        layout.addWidget(self.photos)
        layout.addSpacing(4)
        layout.addWidget(self.models, stretch=1)
        layout.addWidget(self.fit_head)
        layout.addLayout(hint)
        layout.addLayout(bottom)
        layout.addWidget(self.earlier)

        self.photos.paths_chosen.connect(self.choose)
        self.models.itemChanged.connect(self._take_check)
        self.fit_head.toggled.connect(self._refresh)
        self.compare.clicked.connect(self._compare)
        self._refresh()

    def choose(self, paths: Sequence[Path]) -> None:
        """Begins with these photos and folders, as if the user had dropped them."""
        self._paths, self._found, self._is_all_found = tuple(paths), 0, False
        self._refresh()
        self.paths_chosen.emit(list(paths))

    def show_found(self, count: int, is_all: bool) -> None:
        """Shows how many photos there are; more may come unless that is all."""
        self._found, self._is_all_found = count, is_all
        self._refresh()

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Shows which models there are, and keeps which are checked."""
        self.absent = frozenset(model.name for model in models if not model.is_installed)
        self.models.set_models([model for model in models if model.cascade is None], self._checked)
        self._refresh()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The photos and folders."""
        return self._paths

    def _take_check(self) -> None:
        self._checked = set(self.models.checked())
        self._refresh()

    def _refresh(self) -> None:
        """Says why a comparison cannot begin, or what about it may not be expected."""
        self.photos.show_paths(self._paths, self._found, self._is_all_found)
        reason = self._reason_against()
        self.compare.setEnabled(not reason)
        self._note.setText(reason or self._doubt())
        self.compare.setAccessibleDescription(self._note.text())

    def _reason_against(self) -> str:
        if not self._paths:
            return self.tr("Choose a folder or photos, or drop them here.")
        if self._is_all_found and not self._found:
            return self.tr("There are no photos in it. Choose another folder.")
        if not self.models.checked():
            return self.tr("Check at least one model.")
        if self.fit_head.isChecked() and not (len(self._paths) == 1 and self._paths[0].is_dir()):
            return self.tr("A quick head needs one folder with a folder for each category.")
        if self.fit_head.isChecked() and not self.models.installed_among_checked():
            return self.tr("A quick head needs a model whose weights are installed.")
        return ""

    def _doubt(self) -> str:
        if not self.models.installed_among_checked():
            return self.tr("None of these is installed, so only their latency is measured.")
        if self._is_all_found and self._found < FEW_PHOTOS:
            return self.tr("So few photos say little about accuracy and times.")
        return ""

    def _compare(self) -> None:
        models = tuple(self.models.checked())
        self.compare_wanted.emit(CompareConfig(self._paths, models, fit_head=self.fit_head.isChecked()))


class _PhotosRow(DashedFrame):
    """Where photos are dropped or chosen, and what was chosen."""

    paths_chosen = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel(self.tr("Drop a folder or photos here"))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._detail = QLabel()
        self._detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.folder = QPushButton(self.tr("Choose a folder…"))
        self.files = QPushButton(self.tr("Choose photos…"))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        layout.addLayout(texts, stretch=1)
        layout.addWidget(self.folder)
        layout.addWidget(self.files)
        self._start = ""
        self.folder.clicked.connect(self._ask_for_folder)
        self.files.clicked.connect(self._ask_for_files)

    def show_paths(self, paths: Sequence[Path], count: int, is_all: bool) -> None:
        """Shows what was chosen and how many photos that is."""
        if not paths:
            self._detail.setText(self.tr("A folder for each category gives accuracy"))
            return
        name = paths[0].name or str(paths[0])
        others = len(paths) - 1
        shown = self.tr("{name} and %Ln more", "", others).format(name=name) if others else name
        self._text.setText(self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, 600))
        self.setToolTip("\n".join(map(str, paths[:20])))
        self._start = str(paths[0].parent)
        if is_all:
            self._detail.setText(self.tr("%Ln photo(s)", "", count))
        else:
            self._detail.setText(self.tr("Looking for photos: {count}").format(count=QLocale().toString(count)))

    def _ask_for_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of photos"), self._start):
            self.paths_chosen.emit([Path(folder)])

    def _ask_for_files(self) -> None:
        filters = (self.tr("Photos ({suffixes})").format(suffixes=SUFFIXES), self.tr("All files (*)"))
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose photos"), self._start, ";;".join(filters))
        if files:
            self.paths_chosen.emit([Path(file) for file in files])


class _CheckBox(QCheckBox):
    """One whose box is seen in dark themes, too."""

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        _outline_box(option.palette)


def _outline_box(palette: QPalette) -> None:
    """Qt's own style outlines boxes in a darker shade of the window, which is not seen where that is dark."""
    palette.setColor(QPalette.ColorRole.Window, palette.placeholderText().color())


class _Row(QStyledItemDelegate):
    """Greys the models that are not installed."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        _outline_box(option.palette)
        if not index.model().index(index.row(), 0).data(IS_INSTALLED):
            option.palette.setColor(QPalette.ColorRole.Text, option.palette.placeholderText().color())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).grownBy(QMargins(0, 3, 0, 3))


class _ModelList(QTreeWidget):
    """Every model with a box to check, and what is known of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels(
            [
                self.tr("Model"),
                self.tr("phi") + MARGIN,
                self.tr("Family"),
                self.tr("Resolution") + MARGIN,
                self.tr("Parameters") + MARGIN,
                self.tr("State"),
            ]
        )
        for column in FIGURES:
            self.headerItem().setTextAlignment(column, RIGHT)
        self.setAccessibleName(self.tr("Models to compare"))
        self.setItemDelegate(_Row(self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAllColumnsShowFocus(True)
        self.setMinimumHeight(180)
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(600, 320)

    def set_models(self, models: Sequence[ModelInfo], checked: set[str]) -> None:
        self.blockSignals(True)
        row = max(0, self.currentIndex().row())
        self.clear()
        for model in models:
            item = QTreeWidgetItem(self._texts(model))
            item.setData(0, NAME, model.name)
            item.setData(0, IS_INSTALLED, model.is_installed)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if model.name in checked else Qt.CheckState.Unchecked)
            for column in FIGURES:
                item.setTextAlignment(column, RIGHT)
            self.addTopLevelItem(item)
        for column in range(self.columnCount() - 1):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, self.columnWidth(column) + 16)
        if models:
            self.setCurrentIndex(self.model().index(min(row, len(models) - 1), 0))
        self.blockSignals(False)

    def checked(self) -> list[str]:
        """Names of the checked models."""
        return [item.data(0, NAME) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]

    def installed_among_checked(self) -> list[str]:
        """Names of those of them that have weights."""
        return [
            item.data(0, NAME)
            for item in self._items()
            if item.checkState(0) == Qt.CheckState.Checked and item.data(0, IS_INSTALLED)
        ]

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _texts(self, model: ModelInfo) -> list[str]:
        if model.trained:
            state = self.tr("trained here, {accuracy}").format(accuracy=accuracy_text(model.acc1))
        else:
            state = {
                "packaged": self.tr("comes with the app"),
                "installed": self.tr("installed"),
                "absent": self.tr("not installed: latency only, untrained"),
            }.get(model.state, "")
        return [
            title_of(model.name),
            QLocale().toString(float(model.variant.phi), "g", 4) + MARGIN,
            family_text(model),
            self.tr("{pixels} px").format(pixels=model.variant.preprocessing.resolution) + MARGIN,
            params_text(model) + MARGIN,
            state,
        ]
