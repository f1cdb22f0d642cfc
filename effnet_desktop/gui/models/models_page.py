"""The page of models: which there are, which are on this computer, and getting or removing them."""

import time
from collections import deque
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import EarlierModel, ModelInfo
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import (
    accuracy_text,
    cascade_text,
    duration_text,
    explain,
    family_text,
    params_text,
    progress_text,
    size_text,
    weights_size_text,
)

PACE_SECONDS = 5.0  # Speed is that of the last seconds: steady, but soon true again when the network changes.


class ModelsPage(QWidget):
    """A table of the models, what can be done with the selected one, and the progress of a download.

    Attributes:
        download_wanted: Signal with the name of the model to download.
        cancel_wanted: Signal: the running download is to stop.
        remove_wanted: Signal with the name of the model to remove; the user has confirmed.
        import_wanted: Signal with the path of a file of weights to import.
        show_wanted: Signal with a model's file to show outside the app.
        bring_back_wanted: Signal with the name of a model whose earlier version is to come back.
        forget_wanted: Signal with the name of a model whose earlier version is to be deleted for good.
    """

    download_wanted = Signal(str)
    cancel_wanted = Signal()
    remove_wanted = Signal(str)
    import_wanted = Signal(Path)
    show_wanted = Signal(Path)
    bring_back_wanted = Signal(str)
    forget_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: tuple[ModelInfo, ...] = ()
        self._downloading = ""
        self._pace = _Pace()

        intro = QLabel(
            self.tr(
                "A larger phi sees more and takes longer. Accuracy is the top-1 accuracy on ImageNet as published, "
                "which may differ on your photos; that of your own models was measured on yours."
            )
        )
        intro.setWordWrap(True)
        self._table = _ModelTable()
        self._bar = ProgressBar()
        self._progress = QLabel()
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.setWordWrap(True)
        self._download = QPushButton(self.tr("Download"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._remove = QPushButton(self.tr("Remove…"))
        self._show = QPushButton(self.tr("Show in folder"))
        self._import = QPushButton(self.tr("Import a file…"))
        self._import.setToolTip(self.tr("Takes weights from a .pth or .safetensors file, for example from a USB stick"))

        self._earlier_menu = QMenu(self)
        self._earlier = QToolButton()
        self._earlier.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._earlier.setToolTip(self.tr("What a training replaced, and models of yours that you removed"))
        self._earlier.setMenu(self._earlier_menu)
        self._earlier.hide()

        progress = QHBoxLayout()
        progress.addWidget(self._bar, stretch=1)
        progress.addWidget(self._cancel)
        buttons = QHBoxLayout()
        for button in (self._download, self._remove, self._show):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._earlier)
        buttons.addWidget(self._import)
        for row in (progress, buttons):
            row.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(intro)
        layout.addWidget(self._table, stretch=1)
        layout.addWidget(self._progress)
        layout.addLayout(progress)
        layout.addLayout(buttons)

        self._table.itemSelectionChanged.connect(self._refresh_buttons)
        self._download.clicked.connect(lambda: self.download_wanted.emit(self._selected.name))
        self._cancel.clicked.connect(self.cancel_wanted)
        self._remove.clicked.connect(self._ask_to_remove)
        self._show.clicked.connect(self._show_in_folder)
        self._import.clicked.connect(self._ask_for_file)
        self._refresh_buttons()

    def set_models(self, models: tuple[ModelInfo, ...]) -> None:
        """Shows these models and keeps the selected row."""
        self._models = models
        self._refresh()

    def set_earlier(self, models: tuple[EarlierModel, ...]) -> None:
        """Offers to bring these back, and says what they take on the disk."""
        self._earlier_menu.clear()
        for model in models:
            title = self.tr("{model} ({size})").format(model=model.name.replace("&", "&&"), size=size_text(model.size))
            choices = self._earlier_menu.addMenu(title)
            for text, signal in (
                (self.tr("Bring back"), self.bring_back_wanted),
                (self.tr("Delete for good"), self.forget_wanted),
            ):
                choices.addAction(text, partial(signal.emit, model.name))
        size = size_text(sum(model.size for model in models))
        self._earlier.setText(self.tr("Earlier versions ({size})").format(size=size))
        self._earlier.setVisible(bool(models))

    def start_download(self, name: str) -> None:
        """Shows that a model's download begins."""
        self._downloading = name
        self._pace = _Pace()
        self.show_progress(name, Progress(Text(self.tr("Starting"))))
        self._refresh()

    def show_progress(self, name: str, progress: Progress) -> None:
        """Shows how far the download of a model is, with its speed and the time left."""
        self._bar.setRange(0, 1000 if progress.total else 0)
        self._bar.setValue(round(1000 * progress.done / progress.total) if progress.total else 0)
        text = progress_text(progress)
        speed = self._pace.per_second(progress.done) if progress.unit == "bytes" else 0.0
        if speed and progress.total:
            text = self.tr("{progress} · {speed}/s · about {time} left").format(
                progress=text,
                speed=size_text(speed),
                time=duration_text((progress.total - progress.done) / speed),
            )
        self._progress.setText(text)

    def end_download(self, name: str) -> None:
        """Shows that the download of a model is over, however it ended."""
        self._downloading = ""
        self._refresh()

    @property
    def _selected(self) -> ModelInfo:
        return self._models[self._table.currentRow()]

    def _refresh(self) -> None:
        self._table.show_models(self._models, self._downloading)
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        busy = bool(self._downloading)
        model = self._selected if self._table.selectedItems() else None
        self._download.setEnabled(model is not None and model.state == "absent" and not busy)
        self._remove.setEnabled(model is not None and model.state not in ("packaged", "absent"))
        self._show.setEnabled(model is not None and model.path is not None)
        self._import.setEnabled(not busy)
        for widget in (self._progress, self._bar, self._cancel):
            widget.setVisible(busy)

    def _ask_to_remove(self) -> None:
        model = self._selected
        if model.problem:
            question = self.tr("Remove {model} from this computer? It is broken.")
        elif model.cascade:
            question = self.tr("Remove {model} from this computer? The two models that it consists of stay.")
        elif model.trained:
            question = self.tr("Remove {model} from this computer? It can be brought back.")
        else:
            question = self.tr("Remove {model} from this computer? It can be downloaded again ({size}).")
        question = question.format(model=title_of(model.name), size=weights_size_text(model))
        if pairs := self._pairs_with(model.name):
            question = self.tr("{question} These pairs need it: {pairs}.").format(
                question=question, pairs=", ".join(pairs)
            )
        answer = QMessageBox.question(
            self,
            self.tr("Remove a model"),
            question,
            defaultButton=QMessageBox.StandardButton.No,
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.remove_wanted.emit(model.name)

    def _pairs_with(self, name: str) -> list[str]:
        pairs = [(model.name, model.cascade) for model in self._models if model.cascade]
        return [pair for pair, cascade in pairs if name in (cascade.first, cascade.second)]

    def _show_in_folder(self) -> None:
        if path := self._selected.path:
            self.show_wanted.emit(path)

    def _ask_for_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import weights"), "", self.tr("Weights (*.pth *.safetensors)")
        )
        if file:
            self.import_wanted.emit(Path(file))


class _ModelTable(QTableWidget):
    """One row a model; words to the left, figures to the right."""

    STATE = 2
    WIDEST_STATE = 280  # a broken model says more; the rest is in the tooltip
    FIRST_FIGURE = 3
    GAP = 24

    def __init__(self) -> None:
        titles = (
            self.tr("Model"),
            self.tr("Family"),
            self.tr("State"),
            self.tr("phi"),
            self.tr("Resolution"),
            self.tr("Parameters"),
            self.tr("Accuracy"),
            self.tr("Size"),
        )
        super().__init__(0, len(titles))
        for column, title in enumerate(titles):
            self.setHorizontalHeaderItem(column, self._item(title, column))
        self.setAccessibleName(self.tr("Models"))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)

    def show_models(self, models: tuple[ModelInfo, ...], downloading: str) -> None:
        selected = max(0, self.currentRow())
        states = {
            "packaged": self.tr("Comes with the app"),
            "installed": self.tr("Installed"),
            "trained": self.tr("Trained here"),
            "cascade": "",
            "broken": self.tr("Broken"),
            "absent": self.tr("Not installed"),
        }
        self.setRowCount(len(models))
        for row, model in enumerate(models):
            variant = model.variant
            cells: tuple[str, ...] = (
                title_of(model.name),
                family_text(model),
                self.tr("Downloading") if model.name == downloading else states[model.state],
                f"{variant.phi:g}",
                self.tr("{pixels} px").format(pixels=variant.preprocessing.resolution),
                params_text(model),
                accuracy_text(model.acc1),
                weights_size_text(model),
            )
            if model.cascade:  # what it does says all: the other figures are those of its models
                cells = (model.name, self.tr("Cascade"), cascade_text(model.cascade), *[self.tr("–")] * 5)
            why = " ".join(explain(model.problem)) if model.problem else ""
            if why:
                cells = (model.name, self.tr("–"), f"{states[model.state]}: {why}", *[self.tr("–")] * 5)
            for column, text in enumerate(cells):
                item = self._item(text, column)
                item.setToolTip(why)
                self.setItem(row, column, item)
        self.selectRow(min(selected, len(models) - 1))
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Gives the names what room the other columns leave."""
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            width = self.columnWidth(column) + self.GAP
            self.setColumnWidth(column, min(width, self.WIDEST_STATE) if column == self.STATE else width)
        spare = self.viewport().width() - self.horizontalHeader().length()
        self.setColumnWidth(0, self.columnWidth(0) + max(0, spare))

    def _item(self, text: str, column: int) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignRight if column >= self.FIRST_FIGURE else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        return item


class _Pace:
    """How fast something goes, from how far it had come at which time."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def per_second(self, done: int) -> float:
        """Notes how far it has come now. Returns the recent speed, 0 as long as there is none."""
        now = time.monotonic()
        self._seen.append((now, done))
        while self._seen[0][0] < now - PACE_SECONDS and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        return max(0.0, (done - before) / (now - since)) if now - since > 0.5 else 0.0
