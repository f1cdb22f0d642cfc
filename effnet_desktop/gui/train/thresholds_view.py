"""Below which confidence a photo is unsure, from which novelty it is none of the categories, and what both do."""

import math

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from effnet_desktop.engine.records.evaluation import Threshold
from effnet_desktop.engine.records.models import NoveltyScale
from effnet_desktop.engine.records.training import FineTuned, TrainingReport
from effnet_desktop.gui.wording import percent_text

STEPS = 1000  # of a share from 0 to 1
LEAST_KEPT = 500


class ThresholdsView(QWidget):
    """Two sliders, and what they mean for the photos that were measured on.

    Attributes:
        confidence_chosen: Signal with the confidence below which a photo is unsure.
        kept_chosen: Signal with the share of photos of the model's categories that are to keep one.
    """

    confidence_chosen = Signal(float)
    kept_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._curve: tuple[Threshold, ...] = ()
        self._scale: NoveltyScale | None = None
        self._report: TrainingReport | None = None
        unsure_tip = self.tr(
            "In Classify, photos with less confidence than this show as Unsure. The shares are those of the photos "
            "that were measured on."
        )
        kept_tip = self.tr(
            "Photos that are unlike all that the model has learnt show as None of these. So many of the photos that do "
            "belong to a category keep it: with fewer, more photos of something else are found out. Photos nearly like "
            "the categories are told apart less surely."
        )
        self.unsure = _Slider(self.tr("&Unsure below"), unsure_tip, 0)
        self.kept = _Slider(self.tr("&Own photos kept"), kept_tip, LEAST_KEPT)
        self._meaning = QLabel(wordWrap=True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        for row, slider in enumerate((self.unsure, self.kept)):
            layout.addWidget(slider.caption, row, 0)
            layout.addWidget(slider, row, 1)
            layout.addWidget(slider.value_text, row, 2)
            slider.valueChanged.connect(self._show)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._meaning, 2, 0, 1, 3)
        self.unsure.chosen.connect(self.confidence_chosen)
        self.kept.chosen.connect(self.kept_chosen)

    def show_report(self, fine_tuned: FineTuned) -> None:
        """Shows a model's thresholds, without a signal."""
        model, self._report = fine_tuned.model, fine_tuned.report
        self._curve, self._scale = self._report.evaluation.thresholds, model.novelty
        self.unsure.set_share(model.threshold)
        self.kept.set_share(self._scale.kept if self._scale else 1.0)
        for widget in (self.kept, self.kept.caption, self.kept.value_text):
            widget.setVisible(self._scale is not None)
        self._show()

    def _show(self) -> None:
        for slider in (self.unsure, self.kept):
            slider.value_text.setText(percent_text(100 * slider.share))
        text = self._counted() or self._shares()
        self._meaning.setText(text)
        for slider in (self.unsure, self.kept):
            slider.setAccessibleDescription(text)

    def _counted(self) -> str:
        """What both do together, counted on the photos that were measured on; empty where the report lists none."""
        report = self._report
        if report is None or len(report.right) + len(report.mistakes) != report.evaluation.photos:  # as in old ones
            return ""
        most_novel = self._scale.threshold(self.kept.share) if self._scale else math.inf
        counts = report.count_at(self.unsure.share, most_novel)
        number = QLocale().toString
        text = self.tr("Of %Ln photo(s): {right} right, {wrong} wrong, {unsure} Unsure", "", report.evaluation.photos)
        if self._scale:
            text = self.tr("{text}, {novel} None of these").format(text=text, novel=number(counts.novel))
        text = text.format(
            right=number(counts.right), wrong=number(counts.sure - counts.right), unsure=number(counts.unsure)
        )
        if counts.others:
            others = self.tr("Of %Ln photo(s) of no category, {accepted} would be given one.", "", counts.others)
            text = f"{text}. {others.format(accepted=number(counts.others_accepted))}"
        return text

    def _shares(self) -> str:
        point = next((point for point in self._curve if point.confidence >= self.unsure.share), None)
        if point is None:
            return self.tr("every photo is Unsure") if self._curve else ""
        return self.tr("{right} right, {unsure} sent to Unsure").format(
            right=percent_text(100 * point.accuracy), unsure=percent_text(100 * (1 - point.coverage))
        )


class _Slider(QSlider):
    """A share from `least` to 1; one that is dragged is chosen when it is let go."""

    chosen = Signal(float)

    def __init__(self, caption: str, tip: str, least: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(least, STEPS)
        self.setSingleStep(STEPS // 200 if least else STEPS // 100)
        self.setPageStep(STEPS // 20)
        self.caption = QLabel(caption)
        self.caption.setBuddy(self)
        self.value_text = QLabel()
        self.value_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value_text.setMinimumWidth(self.fontMetrics().horizontalAdvance(percent_text(100.0)))
        self.setAccessibleName(caption.replace("&", ""))
        for widget in (self, self.caption):
            widget.setToolTip(tip)
        self._chosen = self.value()
        self.valueChanged.connect(self._follow)
        self.sliderReleased.connect(self._choose)

    @property
    def share(self) -> float:
        """What it stands at."""
        return self.value() / STEPS

    def set_share(self, share: float) -> None:
        """Moves it without a word."""
        self.blockSignals(True)
        self.setValue(round(STEPS * share))
        self.blockSignals(False)
        self._chosen = self.value()

    def _follow(self) -> None:
        if not self.isSliderDown():
            self._choose()

    def _choose(self) -> None:
        if self.value() != self._chosen:
            self._chosen = self.value()
            self.chosen.emit(self.share)
