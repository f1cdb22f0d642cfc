"""What a model learnt: accuracy, the unsure threshold, its categories, its mistakes, photos that are filed wrongly."""

from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.evaluation import Evaluation, NoveltyEvaluation
from effnet_desktop.engine.records.models import SplitBy
from effnet_desktop.engine.records.training import FineTuned
from effnet_desktop.gui.train.category_table import CategoryTable
from effnet_desktop.gui.train.confusion_view import ConfusionView
from effnet_desktop.gui.train.findings import (
    NO_CORRECTIONS,
    Corrections,
    Finding,
    Findings,
    from_decision,
    from_mistake,
    from_right_answer,
    from_suspect,
)
from effnet_desktop.gui.train.more_photos_view import MorePhotosView
from effnet_desktop.gui.train.thresholds_view import ThresholdsView
from effnet_desktop.gui.train.training_progress import interval_text
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.number_tile import NumberTile
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.wording import duration_text, inheritance_text, measured_text, percent_text, preset_text

WIDE_INTERVAL = 0.2  # from here on the accuracy says little
TABS_HEIGHT = 240


class _Tabs(QTabWidget):
    """Tabs that may be lower than the highest page asks for: on a small screen, the report fits without scroll bars."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), TABS_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), TABS_HEIGHT)


class ReportView(QWidget):
    """Shows a trained model's report.

    Attributes:
        threshold_changed: Signal with the model's name and the confidence below which it is unsure.
        kept_changed: Signal with the model's name and the share of its own photos that are to keep a category.
        use_model_wanted: Signal with the name of the model to classify with.
        forget_model_wanted: Signal with the name of the model to delete; the user has confirmed.
        back_wanted: Signal: the user wants to train again.
        retrain_wanted: Signal: the user wants the corrections to be learnt.
        unreadable_wanted: Signal: the user wants to see which photos were skipped.
        decided: As of `Findings`.
        open_photo_wanted: As of `Findings`.

    Args:
        small: Where the lists' pictures come from.
        large: Where the selected photo's picture comes from.
    """

    threshold_changed = Signal(str, float)
    kept_changed = Signal(str, float)
    use_model_wanted = Signal(str)
    forget_model_wanted = Signal(str)
    back_wanted = Signal()
    retrain_wanted = Signal()
    unreadable_wanted = Signal()
    decided = Signal(list)
    open_photo_wanted = Signal(Path)

    def __init__(self, small: Pictures, large: Pictures) -> None:
        super().__init__()
        self._name = ""
        self._folder = Path()
        self._corrections = NO_CORRECTIONS
        self._cells: dict[tuple[str, str], list[Finding]] = {}  # photos by truth and answer
        self._evaluation: Evaluation | None = None

        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setFont(larger(self._title.font()))
        self.delete = QPushButton(self.tr("Delete…"))
        self.delete.setToolTip(self.tr("Deletes the model; the photos stay where they are"))
        self.back = QPushButton(self.tr("Back to the folder"))
        self.use = QPushButton(self.tr("Use in Classify"))
        self.use.setDefault(True)
        self._accuracy = NumberTile(
            self.tr("accuracy"), self.tr("Share of right answers on photos that it did not learn from"), "accuracy"
        )
        self._measured = NumberTile(self.tr("measured on"), term="validation")
        self._learnt = NumberTile(self.tr("learnt in"))
        self._calibration = NumberTile(
            self.tr("calibration error"),
            self.tr(
                "How far the confidence is from the share of right answers, on average. The temperature divides the "
                "network's outputs, so that a confidence of 90 % is right nine times out of ten."
            ),
            "calibration",
        )
        self._skipped = QLabel()
        self._skipped.setTextFormat(Qt.TextFormat.RichText)
        self._skipped.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._inherited = QLabel(wordWrap=True)
        self._inherited.setTextFormat(Qt.TextFormat.PlainText)
        self._doubt = QLabel(wordWrap=True)
        self._elsewhere = QLabel(wordWrap=True)  # in new places, and of photos of something else
        self._elsewhere.setTextFormat(Qt.TextFormat.RichText)
        self._elsewhere.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.thresholds = ThresholdsView()
        self.categories = CategoryTable()
        self.confusion = ConfusionView()
        self._cell = QLabel(wordWrap=True)
        self._cell.setTextFormat(Qt.TextFormat.PlainText)
        self.confused = Findings(small, large, Qt.Orientation.Vertical)
        self.mistakes = Findings(small, large)
        self.suspects = Findings(small, large)
        self.decisions = Findings(small, large)
        self._retrain_bar = QFrame()
        self._retrain_bar.setFrameShape(QFrame.Shape.StyledPanel)
        self._pending = QLabel(wordWrap=True)
        self.retrain = QPushButton(self.tr("Retrain"))
        self.retrain.setToolTip(
            self.tr("Fits the classifier anew; that takes seconds, as the photos are known already")
        )

        self.tabs = _Tabs(documentMode=True)
        self.tabs.addTab(_with_note(self._categories_note(), self.categories), "")
        self.tabs.addTab(self._confusion_page(), "")
        self.tabs.addTab(_with_note(self._mistakes_note(), self.mistakes), "")
        self.tabs.addTab(_with_note(self._suspects_note(), self.suspects), "")
        self._decisions_tab = self.tabs.addTab(_with_note(self._decisions_note(), self.decisions), "")
        self.more_photos = MorePhotosView()
        self.tabs.addTab(_with_note(self._more_photos_note(), self.more_photos), self.tr("More photos?"))
        self._lay_out()

        self.delete.clicked.connect(self._ask_to_delete)
        self.back.clicked.connect(self.back_wanted)
        self.use.clicked.connect(lambda: self.use_model_wanted.emit(self._name))
        self.retrain.clicked.connect(self.retrain_wanted)
        self._skipped.linkActivated.connect(lambda _: self.unreadable_wanted.emit())
        self._elsewhere.linkActivated.connect(lambda _: self.retrain_wanted.emit())
        self.thresholds.confidence_chosen.connect(lambda value: self.threshold_changed.emit(self._name, value))
        self.thresholds.kept_chosen.connect(lambda value: self.kept_changed.emit(self._name, value))
        self.confusion.cell_chosen.connect(self._show_cell)
        for findings in self._all_findings:
            findings.decided.connect(self.decided)
            findings.open_photo_wanted.connect(self.open_photo_wanted)
        self.set_corrections(NO_CORRECTIONS, 0)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, stretch=1)
        for button in (self.delete, self.back, self.use):
            top.addWidget(button)
        tiles = QHBoxLayout()
        tiles.setSpacing(16)
        for tile in (self._accuracy, self._measured, self._learnt, self._calibration):
            tiles.addWidget(tile, stretch=1)
        retrain = QHBoxLayout(self._retrain_bar)
        retrain.setContentsMargins(12, 8, 8, 8)
        retrain.addWidget(self._pending, stretch=1)
        retrain.addWidget(self.retrain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(tiles)
        layout.addWidget(self._inherited)
        layout.addWidget(self._doubt)
        layout.addWidget(self._elsewhere)
        layout.addWidget(self._skipped)
        layout.addWidget(self.thresholds)
        layout.addWidget(self.tabs, stretch=1)
        layout.addWidget(self._retrain_bar)

    def _confusion_page(self) -> QWidget:
        note = self.tr("Rows are true categories, columns what the model says. A cell shows its photos.")
        beside = QWidget()
        layout = QVBoxLayout(beside)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._cell)
        layout.addWidget(self.confused, stretch=1)
        splitter = QSplitter(childrenCollapsible=False)
        splitter.addWidget(self.confusion)
        splitter.addWidget(beside)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([540, 360])
        return _with_note(note, splitter)

    def _categories_note(self) -> str:
        return self.tr("The weakest categories first. They gain most from more photos.")

    def _mistakes_note(self) -> str:
        return self.tr("Every photo that was measured on and answered wrongly, the surest answers first.")

    def _suspects_note(self) -> str:
        return self.tr(
            "Models that have not seen these photos say another category than their folder, the surest first. What you "
            "decide is kept in a list of this app; your files stay where they are."
        )

    def _decisions_note(self) -> str:
        return self.tr(
            "All that you have decided about photos of this folder, the last first. It can be taken back at any time."
        )

    def _more_photos_note(self) -> str:
        return self.tr(
            "Heads were fitted on parts of the photos and measured on the same others; how it goes on is estimated."
        )

    @property
    def _all_findings(self) -> tuple[Findings, ...]:
        return self.confused, self.mistakes, self.suspects, self.decisions

    def show_report(self, fine_tuned: FineTuned, was_stopped: bool) -> None:
        """Shows a training's end.

        Args:
            fine_tuned: The model and its report.
            was_stopped: Whether the user ended it early.
        """
        model, report = fine_tuned.model, fine_tuned.report
        evaluation = self._evaluation = report.evaluation
        self._name, self._folder = model.name, model.folder
        self._title.setText(
            (self.tr("{name} is ready (stopped early)") if was_stopped else self.tr("{name} is ready")).format(
                name=model.name
            )
        )
        number = QLocale()
        self._accuracy.set_text(
            measured_text(evaluation.acc1, evaluation.acc1_ci95), interval_text(evaluation.acc1_ci95)
        )
        self._measured.set_text(self.tr("%Ln photo(s)", "", evaluation.photos), self.tr("that it did not learn from"))
        self._learnt.set_text(
            duration_text(report.seconds),
            self.tr("{preset}, {photos} photos in all").format(
                preset=preset_text(model.preset), photos=number.toString(report.photos)
            ),
        )
        self._calibration.set_text(
            percent_text(100 * evaluation.ece),
            self.tr("temperature {value}").format(value=number.toString(model.temperature, "f", 2)),
        )
        low, high = evaluation.acc1_ci95
        doubts = []
        if not evaluation.photos:
            doubts.append(self.tr("No photo was left to measure on: how often it is right is not known."))
        elif high - low > WIDE_INTERVAL:
            doubts.append(self.tr("Few photos were measured on, so the true accuracy may be anywhere in the interval."))
        if evaluation.photos and not report.tells_unsure and not model.threshold:
            doubts.append(
                self.tr(
                    "The measured photos do not tell below which confidence a photo should be Unsure; none is, unless "
                    "you choose one."
                )
            )
        self._doubt.setText(" ".join(doubts))
        self._doubt.setVisible(bool(doubts))
        elsewhere = []
        if known := report.known_sites:
            elsewhere.append(
                self._known_text(model.split_by).format(
                    known=measured_text(known.acc1, known.acc1_ci95), new=measured_text(model.acc1, model.acc1_ci95)
                )
            )
        elsewhere.append(self._novelty_text(report.novelty, model.novelty is not None))
        self._elsewhere.setText(" ".join(elsewhere))
        self._inherited.setText(inheritance_text(model.inherited) if model.inherited else "")
        self._inherited.setVisible(model.inherited is not None)
        skipped = self.tr("%Ln photo(s) could not be read and were skipped", "", len(report.unreadable))
        self._skipped.setText(f'<a href="#">{skipped}</a>')
        self._skipped.setVisible(bool(report.unreadable))
        self.thresholds.show_report(fine_tuned)
        self.more_photos.show_curve(report.learning_curve)

        for findings in self._all_findings:
            findings.set_categories(model.categories)
        self.categories.set_metrics(evaluation.categories)
        self._cells = {}
        for finding in (*map(from_mistake, report.mistakes), *map(from_right_answer, report.right)):
            self._cells.setdefault((finding.given, finding.suggested), []).append(finding)
        self.confusion.set_counts([metrics.category for metrics in evaluation.categories], evaluation.confusion)
        self._show_cell(*self.confusion.current)
        self.mistakes.show_findings(
            [from_mistake(mistake) for mistake in report.mistakes], self.tr("Every answer was right.")
        )
        self.suspects.show_findings(
            [from_suspect(suspect) for suspect in report.suspects], self.tr("No photo seems to be filed wrongly.")
        )
        titles = (
            self.tr("Categories"),
            self.tr("Confusion"),
            self.tr("Mistakes ({count})").format(count=number.toString(len(report.mistakes))),
            self.tr("Filed wrongly? ({count})").format(count=number.toString(len(report.suspects))),
        )
        for place, title in enumerate(titles):
            self.tabs.setTabText(place, title)
        self._show_decisions()

    def _known_text(self, by: SplitBy) -> str:
        """How right it is where it has learnt, and where it has not been."""
        if by == "camera":
            return self.tr("On new photos of known cameras {known}, of new cameras {new}.")
        if by == "day":
            return self.tr("On new photos of known days {known}, of new days {new}.")
        return self.tr("On new photos of known folders {known}, of new folders {new}.")

    def _novelty_text(self, novelty: NoveltyEvaluation | None, tells: bool) -> str:
        """How well photos of none of the categories are told."""
        if novelty is None:
            return self.tr(
                "It does not say of photos that they are None of these. <a href='#'>Learning again</a> adds it."
            )
        if not tells:
            return self.tr("There are too few photos to tell which ones are None of these: no photo will be.")
        nearly = self.tr("Photos nearly like the categories are told apart less surely.")
        if novelty.auroc is None or novelty.others_accepted is None:
            return nearly
        found = self.tr(
            "Of %Ln photo(s) of other folders, {share} are given a category all the same (AUROC {auroc}).",
            "",
            novelty.others,
        ).format(share=percent_text(100 * novelty.others_accepted), auroc=QLocale().toString(novelty.auroc, "f", 3))
        return f"{found} {nearly}"

    def set_corrections(self, corrections: Corrections, pending: int) -> None:
        """Shows the user's corrections.

        Args:
            corrections: All of them.
            pending: How many of them the model does not know yet.
        """
        self._corrections = corrections
        for findings in self._all_findings:
            findings.set_corrections(corrections)
        self._show_decisions()
        self._pending.setText(self.tr("%Ln correction(s) that the model has not learnt yet", "", pending))
        self._retrain_bar.setVisible(pending > 0)

    def _show_decisions(self) -> None:
        """Lists all decisions about the folder: those that were learnt are in no other list any more."""
        decided = [
            *reversed(self._corrections.labels.items()),
            *((one, "") for one in sorted(self._corrections.left_out)),
        ]
        self.decisions.refresh([from_decision(photo, label, self._folder) for photo, label in decided])
        self.tabs.setTabText(
            self._decisions_tab, self.tr("Decided ({count})").format(count=QLocale().toString(len(decided)))
        )
        self.tabs.setTabVisible(self._decisions_tab, bool(decided))

    def _show_cell(self, row: int, column: int) -> None:
        assert self._evaluation is not None
        names = [metrics.category for metrics in self._evaluation.categories]
        if not names:
            return
        self._cell.setText(self.confusion.describe(row, column))
        findings = self._cells.get((names[row], names[column]), [])
        if row != column:
            none = self.tr("No photo of {category} was taken for {other}.").format(
                category=names[row], other=names[column]
            )
        elif self._evaluation.confusion[row][column]:
            none = self.tr("This model's report, of an earlier version, does not name them. Train again to see them.")
        else:
            none = self.tr("No photo of {category} was recognised.").format(category=names[row])
        self.confused.show_findings(findings, none)

    def _ask_to_delete(self) -> None:
        answer = QMessageBox.question(
            self,
            self.tr("Delete a model"),
            self.tr("Delete the model {name}? It can only be had back by training again. Your photos stay.").format(
                name=self._name
            ),
            defaultButton=QMessageBox.StandardButton.No,
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.forget_model_wanted.emit(self._name)


def _with_note(note: str, widget: QWidget) -> QWidget:
    """A page of the tabs: a sentence above what it is about."""
    label = QLabel(note, wordWrap=True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(label)
    layout.addWidget(widget, stretch=1)
    return page
