"""What the same phi costs with all three dimensions scaled, and with one of them alone, as bars."""

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from effnet_desktop.engine.scaling import Cost, Dimension
from effnet_desktop.gui.scaling.network_drawing import LEFT, RIGHT
from effnet_desktop.gui.scaling.scaling_controls import CHOICES, choice_text
from effnet_desktop.gui.widgets.bars import paint_bar
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.wording import billions_text, millions_text

BAR_HEIGHT = 8
GAP = 16
ROW_GAP = 8


class CostBars(QWidget):
    """Parameters and multiply-adds of each choice; the longest bar of a column is the most of these."""

    def __init__(self) -> None:
        super().__init__()
        self._costs: dict[Dimension | None, Cost] = {}
        self._chosen: Dimension | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Three dimensions or one"))

    def set_costs(self, costs: dict[Dimension | None, Cost], chosen: Dimension | None) -> None:
        """Shows costs by what is scaled; the chosen one is in bold."""
        self._costs, self._chosen = costs, chosen
        texts = (
            self.tr("{choice}: {params} parameters, {madds} multiply-adds").format(
                choice=choice_text(only), params=millions_text(cost.params), madds=billions_text(cost.madds)
            )
            for only, cost in costs.items()
        )
        self.setAccessibleDescription("; ".join(texts))
        self.update()

    def sizeHint(self) -> QSize:
        """A line for the captions, and four."""
        return QSize(560, 5 * self._row_height())

    def minimumSizeHint(self) -> QSize:
        """The bars give way first."""
        return QSize(420, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints captions, names, bars and figures."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(bold(self.font()))
        names = GAP + max(metrics.horizontalAdvance(choice_text(only)) for only in CHOICES)
        column = (self.width() - names - GAP) / 2
        lefts = (names, names + column + GAP)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        for left, caption in zip(lefts, (self.tr("parameters"), self.tr("multiply-adds")), strict=True):
            painter.drawText(QRectF(left, 0, column, metrics.height()), LEFT, caption)
        most_params = max((cost.params for cost in self._costs.values()), default=1)
        most_madds = max((cost.madds for cost in self._costs.values()), default=1)
        for row, (only, cost) in enumerate(self._costs.items(), 1):
            line = QRectF(0, row * self._row_height(), names, metrics.height())
            painter.setFont(bold(self.font()) if only == self._chosen else self.font())
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(line, LEFT, choice_text(only))
            for left, share, text in (
                (lefts[0], cost.params / most_params, millions_text(cost.params)),
                (lefts[1], cost.madds / most_madds, billions_text(cost.madds)),
            ):
                self._paint_bar(painter, QRectF(left, line.top(), column, line.height()), share, text)

    def _paint_bar(self, painter: QPainter, line: QRectF, share: float, text: str) -> None:
        room = self._figure_width() + 8
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(line.left(), line.top(), room - 8, line.height()), RIGHT, text)
        width = max(0.0, line.width() - room)
        groove = QRectF(line.left() + room, line.center().y() - BAR_HEIGHT / 2, width, BAR_HEIGHT)
        bar = QRectF(groove.topLeft(), QSizeF(max(2.0, share * width), BAR_HEIGHT))
        paint_bar(painter, groove, bar, self.palette())

    def _figure_width(self) -> float:
        """Of the widest figure that there can be, so that the bars stay where they are."""
        return QFontMetricsF(bold(self.font())).horizontalAdvance(billions_text(888_888_000_000))

    def _row_height(self) -> int:
        return self.fontMetrics().height() + ROW_GAP
