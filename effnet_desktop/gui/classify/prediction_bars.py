"""The most probable categories of one photo, as bars."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from effnet_desktop.engine.records.classifying import Prediction
from effnet_desktop.gui.widgets.bars import paint_bar
from effnet_desktop.gui.widgets.right_wrong import draw_right_wrong
from effnet_desktop.gui.wording import language, percent_text

ROWS = 5
BAR_HEIGHT = 6
GAP = 8


class PredictionBars(QWidget):
    """Name, percentage and bar of each category, best first; a tick stands at the true one."""

    def __init__(self) -> None:
        super().__init__()
        self._predictions: Sequence[Prediction] = ()
        self._truth: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Categories"))

    def set_predictions(self, predictions: Sequence[Prediction], truth: str | None, is_outdated: bool = False) -> None:
        """Shows an answer, greyed if it is outdated."""
        self._predictions, self._truth = predictions[:ROWS], truth
        self.setEnabled(not is_outdated)
        self.setAccessibleDescription(
            ", ".join(f"{p.name_in(language())} {percent_text(100 * p.probability)}" for p in self._predictions)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all bars, so that nothing moves from photo to photo."""
        return QSize(240, ROWS * self._row_height() - GAP)

    def minimumSizeHint(self) -> QSize:
        """Names give way first."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rank, prediction in enumerate(self._predictions):
            self._paint_row(painter, rank * self._row_height(), prediction)

    def _paint_row(self, painter: QPainter, top: int, prediction: Prediction) -> None:
        metrics, palette, width = self.fontMetrics(), self.palette(), self.width()
        text = palette.color(QPalette.ColorRole.WindowText)
        percent = percent_text(100 * prediction.probability)
        line = QRectF(0, top, width, metrics.height())
        painter.setPen(text)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, percent)
        line.setRight(width - metrics.horizontalAdvance(percent) - GAP)
        if prediction.category == self._truth:
            side = metrics.height() - 2
            draw_right_wrong(painter, QRectF(0, top + 1, side, side), is_right=True)
            line.setLeft(side + GAP / 2)
        name = metrics.elidedText(prediction.name_in(language()), Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)

        groove = QRectF(0, top + metrics.height() + 2, width, BAR_HEIGHT)
        length = max(BAR_HEIGHT, width * prediction.probability)
        paint_bar(painter, groove, QRectF(groove.topLeft(), QSizeF(length, BAR_HEIGHT)), palette)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 2 + BAR_HEIGHT + GAP
