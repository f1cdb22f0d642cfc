"""The page that compares models on the user's own photos.

It shows one of two views: what to compare, or a comparison (while it runs, and when it is done). What the user wants
goes out as signals, what came of it comes in by the methods.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.engine.records.comparing import (
    CascadeCurve,
    CompareConfig,
    Comparison,
    Difference,
    EarlierComparison,
    KeptComparison,
    ModelMeasured,
    PairedComparison,
    Pick,
)
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.gui.compare.compare_setup import CompareSetup
from effnet_desktop.gui.drop_page import DropPage
from effnet_desktop.gui.widgets.file_to_save import ask_for_file
from effnet_desktop.gui.widgets.message_bar import MessageBar, MessageKind
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.wording import explain, say

if TYPE_CHECKING:
    from effnet_desktop.gui.compare.comparison_view import ComparisonView


SIDE, MAX_MB, AT_A_TIME = 192, 64, 8

What = Literal["picture", "table", "card"]


class ComparePage(DropPage):
    """Photos and models, and how right, how fast and how large the models are.

    Attributes:
        paths_chosen: Signal with photos and folders to look for photos in; answered by `show_found`.
        compare_wanted: Signal with a `CompareConfig`; answered by `begin`, or `show_message`.
        stop_wanted: Signal: the comparison is to stop; answered by `stopped`.
        earlier_wanted: Signal: the page shows for the first time; answered by `set_earlier`.
        open_earlier_wanted: Signal with the name of an earlier comparison; answered by `show_earlier`.
        remove_earlier_wanted: Signal with the name of an earlier comparison to forget.
        meaning_wanted: Signal with a `Comparison`; answered by `show_meaning`.
        difference_wanted: Signal with a `Comparison`, a smaller and a bigger model; answered by `show_difference`.
        pick_wanted: Signal with a `Comparison` and a `Budget`; answered by `show_pick`.
        cascade_wanted: Signal with a `Comparison` and two models; answered by `show_cascade`.
        save_cascade_wanted: Signal with the `Cascade` to save.
        export_wanted: Signal with ``picture``, ``table`` or ``card``, the file, and the `Comparison`.
        use_model_wanted: Signal with the name of a model to classify with.
        train_model_wanted: Signal with a folder and the name of a model to train on it.
        download_wanted: Signal with the name of an absent model that the user wants.
        open_photo_wanted: Signal with a photo to show outside the app.
        pictures_wanted: Signal with photos and a side in pixels; each photo is answered by `set_picture`.
    """

    paths_chosen = Signal(list)
    compare_wanted = Signal(object)
    stop_wanted = Signal()
    earlier_wanted = Signal()
    open_earlier_wanted = Signal(str)
    remove_earlier_wanted = Signal(str)
    meaning_wanted = Signal(object)
    difference_wanted = Signal(object, str, str)
    pick_wanted = Signal(object, object)
    cascade_wanted = Signal(object, str, str)
    save_cascade_wanted = Signal(object)
    export_wanted = Signal(str, Path, object)
    use_model_wanted = Signal(str)
    train_model_wanted = Signal(Path, str)
    download_wanted = Signal(str)
    open_photo_wanted = Signal(Path)
    pictures_wanted = Signal(list, int)

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self._config: CompareConfig | None = None
        self._is_comparing = False
        self._was_shown = False
        self._models: tuple[ModelInfo, ...] = ()
        self._pictures = Pictures(SIDE, MAX_MB, AT_A_TIME, self)
        self.message = MessageBar(self, floats=True)
        self.setup = CompareSetup()
        self._stack = QStackedWidget()
        self._stack.addWidget(_scrolling(self.setup))

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, stretch=1)
        self._accept_drops(self.tr("Drop to compare"))

        self.setup.paths_chosen.connect(self.paths_chosen)
        self.setup.compare_wanted.connect(self.compare_wanted)
        self.setup.earlier.open_wanted.connect(self.open_earlier_wanted)
        self.setup.earlier.remove_wanted.connect(self.remove_earlier_wanted)
        self._pictures.wanted.connect(self.pictures_wanted)

    @cached_property
    def view(self) -> "ComparisonView":
        """What shows a comparison; made when it is first needed, so that the window starts sooner."""
        from effnet_desktop.gui.compare.comparison_view import ComparisonView

        view = ComparisonView(self._pictures)
        view.set_models(self._models)
        self._stack.addWidget(_scrolling(view))
        view.stop_wanted.connect(self.stop_wanted)
        view.back_wanted.connect(self._go_back)
        view.use_wanted.connect(self._use)
        view.unreadable_wanted.connect(self._show_unreadable)
        view.export_wanted.connect(self._ask_for_file)
        view.difference.difference_wanted.connect(
            lambda smaller, bigger: self.difference_wanted.emit(self._comparison, smaller, bigger)
        )
        view.difference.open_photo_wanted.connect(self.open_photo_wanted)
        view.budget.pick_wanted.connect(lambda budget: self.pick_wanted.emit(self._comparison, budget))
        view.cascade.cascade_wanted.connect(
            lambda first, second: self.cascade_wanted.emit(self._comparison, first, second)
        )
        view.cascade.save_wanted.connect(self.save_cascade_wanted)
        return view

    # What to compare.

    def choose(self, paths: Sequence[Path]) -> None:
        """Begins with photos and folders, as if the user had dropped them."""
        self.message.hide_message()
        self._show(self.setup)
        self.setup.choose(paths)

    def show_found(self, count: int, is_all: bool) -> None:
        """Shows how many photos there are; more may come unless that is all."""
        self.setup.show_found(count, is_all)

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Shows which models there are."""
        self._models = tuple(models)
        self.setup.set_models(models)
        if "view" in vars(self):
            self.view.set_models(models)

    def set_earlier(self, comparisons: Sequence[EarlierComparison]) -> None:
        """Lists the comparisons that were kept."""
        self.setup.earlier.set_comparisons(comparisons)

    # The comparison.

    def begin(self, config: CompareConfig) -> None:
        """Shows that a comparison begins."""
        self.message.hide_message()
        self._config, self._comparison, self._is_comparing = config, None, True
        self._pictures.clear()
        self.view.begin(config)
        self._show(self.view)
        self._focus(self.view.stop)

    def show_event(self, event: object) -> None:
        """Shows something that the comparison yielded."""
        if isinstance(event, ModelMeasured):
            self.view.show_measured(event)
        elif isinstance(event, Progress):
            self.view.show_progress(event)
        elif isinstance(event, Notice) and event.values.get("model") not in self.setup.absent:
            self.show_message(say(event), kind="warning")

    def show_comparison(self, comparison: Comparison) -> None:
        """Shows what came of it."""
        self._comparison, self._is_comparing = comparison, False
        self.view.show_comparison(comparison)
        self.meaning_wanted.emit(comparison)
        self._focus(self.view.table)

    def show_earlier(self, kept: KeptComparison) -> None:
        """Shows a comparison that was kept, as it was; not while another one runs."""
        if self._is_comparing:
            return
        self.begin(kept.config)
        self.show_comparison(kept.comparison)
        self.view.tell_date(kept.finished)

    def stopped(self) -> None:
        """Shows that it was stopped."""
        self._is_comparing = False
        self.view.show_stopped()
        self._focus(self.view.back)

    def failed(self, error: EngineError) -> None:
        """Shows that the comparison failed, and what to do; the choice is still there."""
        self._is_comparing = False
        self._show(self.setup)
        self.show_message(*explain(error), kind="error")
        self._focus(self.setup.compare)

    def show_message(self, text: str, hint: str = "", kind: MessageKind = "info") -> None:
        """Says something above the page."""
        self.message.show_message(text, hint, kind)

    def show_meaning(self, comparison: Comparison, pairs: tuple[PairedComparison, ...]) -> None:
        """Shows what the figures of a comparison mean, unless another one shows meanwhile."""
        if comparison is self._comparison:
            self.view.show_meaning(pairs)

    def show_difference(self, smaller: str, bigger: str, difference: Difference) -> None:
        """Shows on which photos two models differ."""
        self.view.difference.show_difference(smaller, bigger, difference)

    def show_pick(self, pick: Pick) -> None:
        """Shows the model for the budget."""
        self.view.budget.show_pick(pick)

    def show_cascade(self, first: str, second: str, curve: CascadeCurve) -> None:
        """Shows what two models in a row give."""
        self.view.cascade.show_curve(first, second, curve)

    def set_picture(self, picture: Thumbnail | PhotoFailed, side: int) -> None:
        """Takes in a picture that was asked for."""
        self._pictures.put(picture)

    def _go_back(self) -> None:
        self.message.hide_message()
        self._show(self.setup)
        self._focus(self.setup.compare)

    def _use(self, name: str) -> None:
        """Does with a model what can be done with it, as the button says."""
        comparison = self._comparison
        assert comparison is not None
        assert self._config is not None
        if name in self.setup.absent:
            self.download_wanted.emit(name)
        elif comparison.fit_head:
            self.train_model_wanted.emit(self._config.paths[0], name)
        else:
            self.use_model_wanted.emit(name)

    def _show_unreadable(self) -> None:
        skipped = self.view.unreadable()
        lines = [f"{path}: {reason}" for path, reason in skipped]
        dialog = PathsDialog(self.tr("These photos could not be read."), [path for path, _ in skipped], lines, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_photo_wanted.connect(self.open_photo_wanted)
        dialog.open()

    def _ask_for_file(self, what: What) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        title, name, kind = {
            "card": (self.tr("Save the machine card"), "machine-card.html", self.tr("Machine card (*.html)")),
            "table": (self.tr("Save the table"), "comparison.csv", self.tr("Table (*.csv)")),
            "picture": (self.tr("Save the chart"), "comparison.png", self.tr("Picture (*.png)")),
        }[what]
        if file := ask_for_file(self, title, name, {kind: Path(name).suffix}):
            self.export_wanted.emit(what, file, comparison)

    # The page itself.

    def showEvent(self, event: QShowEvent) -> None:
        """Makes ready what the first comparison will need, in two steps that are too short to be noticed."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.earlier_wanted.emit()
        if "view" not in vars(self):
            QTimer.singleShot(0, self, self._load_view)

    def _load_view(self) -> None:
        import effnet_desktop.gui.compare.comparison_view  # noqa: F401

        QTimer.singleShot(0, self, lambda: self.view)

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentIndex(0 if widget is self.setup else 1)

    # Drops.

    def _is_busy(self) -> bool:
        return self._is_comparing

    def _take(self, paths: list[Path]) -> None:
        self.choose(paths)


def _scrolling(widget: QWidget) -> QScrollArea:
    """The view with scroll bars where the window is smaller than it needs."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.addWidget(widget)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(frame)
    return area
