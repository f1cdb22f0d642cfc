"""A comparison while it runs, and what came of it: chart, table, what bigger buys, the pick for a budget, a cascade."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.comparing import CompareConfig, Comparison, ModelMeasured, PairedComparison
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.budget_view import BudgetView
from effnet_desktop.gui.compare.cascade_view import CascadeView
from effnet_desktop.gui.compare.compare_setup import FEW_PHOTOS
from effnet_desktop.gui.compare.comparison_table import ComparisonTable
from effnet_desktop.gui.compare.difference_view import DifferenceView
from effnet_desktop.gui.compare.earlier_comparisons import date_text
from effnet_desktop.gui.compare.tradeoff_chart import TradeoffChart
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.pace import Pace
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import duration_text, explain, progress_text, say

REFRESH_MS = 200  # how often running figures are shown anew


class ComparisonView(QWidget):
    """Shows the figures as they come, and everything else when the comparison is done.

    Attributes:
        stop_wanted: Signal: the user wants it to stop.
        back_wanted: Signal: the user wants to compare something else.
        use_wanted: Signal with the name of the model that the user wants to use.
        unreadable_wanted: Signal: the user wants to see which photos were skipped.
        export_wanted: Signal with what to export: ``picture``, ``table`` or ``card``.

    Args:
        pictures: Where the photos' pictures come from.
    """

    stop_wanted = Signal()
    back_wanted = Signal()
    use_wanted = Signal(str)
    unreadable_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._config: CompareConfig | None = None
        self._models: dict[str, ModelMeasured] = {}
        self._comparison: Comparison | None = None
        self._known: dict[str, ModelInfo] = {}
        self._pace = Pace()

        self._title, self._about, self._meaning, self._truth, self._doubt, self._skipped = (QLabel() for _ in range(6))
        self._title.setFont(larger(self._title.font()))
        for label in (self._title, self._about, self._meaning, self._truth, self._doubt):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._about, self._truth):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self._title, self._about):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._meaning, self._truth, self._doubt):
            label.setWordWrap(True)
        self._skipped.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._progress = QLabel()
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        self.stop = QPushButton(self.tr("Stop"))
        self.back = QPushButton(self.tr("Compare anew"))
        self.back.setToolTip(self.tr("Back to the choice of photos and models"))
        self.export = QToolButton()
        self.export.setText(self.tr("Export"))
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export_menu = QMenu(self)
        for text, what in (
            (self.tr("&Machine card (HTML and JSON)…"), "card"),
            (self.tr("&Table (CSV)…"), "table"),
            (self.tr("&Chart as a picture (PNG)…"), "picture"),
        ):
            self._export_menu.addAction(text, partial(self.export_wanted.emit, what))
        self.export.setMenu(self._export_menu)

        self.chart = TradeoffChart()
        self.chart.set_placeholder(self.tr("The points show as the photos go by"))
        self.table = ComparisonTable()
        self._use_note = QLabel(wordWrap=True)
        self._use_note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.use = QPushButton()
        self.difference = DifferenceView(pictures)
        self.budget = BudgetView()
        self.cascade = CascadeView()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self._table_page(), self.tr("Figures"))
        self.tabs.addTab(self.difference, self.tr("What does bigger buy me?"))
        self.tabs.addTab(self.budget, self.tr("Pick phi for my budget"))
        self.tabs.addTab(self.cascade, self.tr("Cascade"))
        self._lay_out()

        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._show_models)
        self.stop.clicked.connect(self._stop)
        self.back.clicked.connect(self.back_wanted)
        self.use.clicked.connect(lambda: self.use_wanted.emit(self.table.current))
        self.table.model_activated.connect(self._use)
        self.table.model_chosen.connect(self._follow_table)
        self.chart.model_chosen.connect(self.table.set_current)
        self.budget.model_wanted.connect(self.use_wanted)
        self.budget.pick_changed.connect(self._show_budget)
        self.tabs.currentChanged.connect(self._show_budget)
        self._skipped.linkActivated.connect(lambda _: self.unreadable_wanted.emit())

    def _table_page(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._use_note, stretch=1)
        row.addWidget(self.use)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.table, stretch=1)
        layout.addLayout(row)
        return page

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, stretch=1)
        for button in (self.export, self.back, self.stop):
            top.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(2)
        for label in (self._about, self._meaning, self._truth, self._doubt, self._skipped, self._progress):
            head.addWidget(label)
        head.addWidget(self._bar)
        parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        parts.addWidget(self.chart)
        parts.addWidget(self.tabs)
        self.tabs.setMinimumHeight(240)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(head)
        layout.addWidget(parts, stretch=1)

    # While it runs.

    def begin(self, config: CompareConfig) -> None:
        """Shows that a comparison begins."""
        self._config, self._comparison, self._models = config, None, {}
        self._pace = Pace()
        self._title.setText(self.tr("Comparing %Ln model(s)", "", len(config.models)))
        self._about.setText(self._place())
        self._about.setToolTip("\n".join(map(str, config.paths[:20])))
        for label in (self._meaning, self._truth, self._doubt, self._skipped):
            label.hide()
        self.stop.setEnabled(True)
        self.stop.setText(self.tr("Stop"))
        self._show_buttons(is_running=True)
        self.tabs.setCurrentIndex(0)
        self.difference.set_comparison(None)
        self.budget.set_comparison(None)
        self.cascade.set_comparison(None)
        self._show_models()
        self.show_progress(Progress(Text(self.tr("Starting"))))

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it is, and how long it will take."""
        text = progress_text(progress)
        speed = self._pace.per_second(progress)
        if speed and progress.total:
            left = duration_text((progress.total - progress.done) / speed)
            text = self.tr("{progress} · about {time} left").format(progress=text, time=left)
        self._progress.setText(text)
        self._bar.setRange(0, progress.total or 0)  # 0: the bar shows that it is unknown
        self._bar.setValue(progress.done)

    def show_measured(self, model: ModelMeasured) -> None:
        """Takes in the latest figures of a model; they show a moment later, with what else has come."""
        self._models[model.model] = model
        if not self._refresh.isActive():
            self._refresh.start()

    def show_stopped(self) -> None:
        """Shows that it was stopped; what was measured stays in sight."""
        photos = max((model.photos for model in self._models.values()), default=0)
        self._show_models()
        self._title.setText(self.tr("Stopped"))
        self._doubt.setText(
            self.tr("Stopped after %Ln photo(s): compare anew for the rest.", "", photos)
            if photos
            else self.tr("Stopped before anything was measured.")
        )
        self._doubt.show()
        self._show_buttons(is_running=False)

    # The end.

    def show_comparison(self, comparison: Comparison) -> None:
        """Shows what came of it."""
        self._comparison = comparison
        self._models = {model.model: model for model in comparison.models}
        assert self._config is not None
        self._show_models()
        self.table.fit_columns()
        self._title.setText(self.tr("%Ln model(s) compared", "", len(comparison.models)))
        self._about.setText(
            self.tr("{place} · {photos} · {device} · took {time}").format(
                place=self._place(),
                photos=self.tr("%Ln photo(s)", "", len(comparison.photos)),
                device=comparison.device.label,
                time=duration_text(comparison.seconds),
            )
        )
        self._truth.setText(self._say_truth(comparison))
        self._truth.setVisible(bool(self._truth.text()))
        self._doubt.setText(self._say_doubt(comparison))
        self._doubt.setVisible(bool(self._doubt.text()))
        skipped = self.tr("%Ln photo(s) could not be read and were skipped", "", len(comparison.unreadable))
        self._skipped.setText(f'<a href="#">{skipped}</a>')
        self._skipped.setVisible(bool(comparison.unreadable))
        self._show_buttons(is_running=False)
        self.difference.set_comparison(comparison)
        self.budget.set_comparison(comparison)
        self.cascade.set_comparison(comparison)
        self._follow_table(self.table.current)

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Takes in which models there are now; others that an earlier comparison measured cannot be used."""
        self._known = {model.name: model for model in models}
        self.budget.set_known(self._known)
        self.cascade.set_known(self._known)
        self._follow_table(self.table.current)

    def tell_date(self, finished: float) -> None:
        """Says when the comparison was, which was kept since, in seconds since 1970."""
        self._about.setText(self.tr("{date} · {about}").format(date=date_text(finished), about=self._about.text()))

    def show_meaning(self, pairs: Sequence[PairedComparison]) -> None:
        """Shows what the figures mean, a sentence for each model beside the next smaller one."""
        self._meaning.setText("\n".join(say(pair.sentence) for pair in pairs))
        self._meaning.setVisible(bool(pairs))

    def picture(self) -> QImage:
        """The chart as a picture to share; it names no folder."""
        comparison = self._comparison
        assert comparison is not None
        return self.chart.picture(
            self.tr("EffNet Desktop · {photos} · {device} · {machine}").format(
                photos=self.tr("%Ln photo(s)", "", len(comparison.photos)),
                device=comparison.device.label,
                machine=comparison.device.name,
            )
        )

    def _reason_against_use(self, name: str) -> str:
        """Why a model cannot be used as it was measured; empty if it can."""
        if self._comparison is None:
            return self.tr("A model can be chosen when the comparison is done.") if name else ""
        model = self._models.get(name)
        if name and name not in self._known:
            return self.tr("{model} is not among your models any more.").format(model=title_of(name))
        if name and not self._known[name].is_installed and model and not model.untrained:
            return self.tr("{model} is not installed any more.").format(model=title_of(name))
        if model and model.untrained and not self._known[name].is_installed:
            return self.tr("{model} is not installed. Only its latency was measured.").format(model=title_of(name))
        if self._comparison.fit_head:
            return self.tr("The quick heads are not kept; training makes a model of this network and your folder.")
        return ""

    def _say_truth(self, comparison: Comparison) -> str:
        with_truth = max((model.with_truth for model in comparison.models), default=0)
        without = len(comparison.photos) - with_truth
        if comparison.fit_head:
            return self.tr("Each network has learnt your categories; these photos were kept from it.")
        if not comparison.has_truth and comparison.reference:
            return self.tr(
                "No folder is named like a category, so nobody knows what is right: this is how often each model "
                "agrees with {model}, the largest one."
            ).format(model=title_of(comparison.reference))
        if comparison.has_truth and without:
            return self.tr(
                "%Ln photo(s) lie in folders that are not named like a category and count for times only.", "", without
            )
        return ""

    def _say_doubt(self, comparison: Comparison) -> str:
        if len(comparison.photos) == 1:
            return self.tr("One photo says nothing about accuracy, and little about times.")
        if len(comparison.photos) < FEW_PHOTOS:
            return self.tr("So few photos say little about accuracy and times.")
        return ""

    def _place(self) -> str:
        assert self._config is not None
        paths = self._config.paths
        name = paths[0].name or str(paths[0])
        if len(paths) == 1:
            return name
        return self.tr("{name} and {count} more").format(name=name, count=QLocale().toString(len(paths) - 1))

    # Both.

    def _show_models(self) -> None:
        self._refresh.stop()
        models: Sequence[ModelMeasured] = sorted(self._models.values(), key=lambda model: model.madds)
        self.chart.set_models(models)
        self.table.set_models(models)
        self._follow_table(self.table.current)

    def _follow_table(self, name: str) -> None:
        self.chart.set_current(name)
        reason = self._reason_against_use(name)
        comparison = self._comparison
        if name in self._known and not self._known[name].is_installed:
            self.use.setText(self.tr("Download…"))
        elif comparison and comparison.fit_head:
            self.use.setText(self.tr("Train this model…"))
        else:
            self.use.setText(self.tr("Use this model"))
        self.use.setEnabled(comparison is not None and name in self._known)
        self._use_note.setText(reason)

    def _use(self, name: str) -> None:
        if self._comparison and name in self._known:
            self.use_wanted.emit(name)

    def _show_budget(self, *_: object) -> None:
        """The chart shows budget and pick as long as their page shows."""
        is_shown = self.tabs.currentWidget() is self.budget and self._comparison is not None
        self.chart.set_limit(*(self.budget.limit if is_shown else (None, None)))
        self.chart.set_current(self.budget.picked if is_shown else self.table.current)

    def _show_buttons(self, is_running: bool) -> None:
        for widget in (self._progress, self._bar, self.stop):
            widget.setVisible(is_running)
        self.back.setVisible(not is_running)
        self.export.setVisible(self._comparison is not None)
        for place in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(place, self._comparison is not None)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(self.tr("Stopping…"))
        self.stop_wanted.emit()

    def unreadable(self) -> list[tuple[Path, str]]:
        """Photos that were skipped, each with the reason."""
        failures = self._comparison.unreadable if self._comparison else ()
        return [(failed.path, " ".join(filter(None, explain(failed.error)))) for failed in failures]
