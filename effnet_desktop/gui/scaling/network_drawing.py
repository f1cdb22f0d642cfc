"""A network drawn to scale: taller is deeper, wider is wider, a larger picture is a higher resolution.

As in figure 2 of the paper, the blocks lie on top of each other from the stem up to the head, as wide as they have
channels, and the picture that the network gets stands beside them. The scale is one that all phi fit into: it follows
alpha, beta and gamma but not phi, so that the drawing grows as the slider moves.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.scaling import (
    BASE_RESOLUTION,
    MAX_PHI,
    Dimension,
    Scaling,
    channels_of,
    cost,
    layers_of,
    scaled_variant,
)

HEAD_SHARE = 4  # the head is so wide that it is drawn at a quarter
CELL = 32  # pixels of the picture that become one of the last stage's output

MARGIN = 8
GUTTER = 36  # where lines lead from the stages to their labels
ARROW = 34  # from the picture to the stem
PICTURE_SHARE = 0.27  # of the width, at most
# The greatest scales: with alpha, beta and gamma of 1 nothing grows, and would fill the area.
MAX_BLOCK_HEIGHT = 12.0
MAX_CHANNEL_WIDTH = 0.9
MAX_PIXEL_WIDTH = 0.4

# Some fonts are higher than the window's own; their letters then keep to the same middle, whole.
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


@dataclass(frozen=True, slots=True)
class Part:
    """Stem, one stage, or head, as it is drawn.

    Attributes:
        blocks: How many lie on top of each other.
        width: Of each, in channels as they are drawn.
    """

    blocks: int
    width: float


def parts_of(scaling: Scaling) -> tuple[Part, ...]:
    """Stem, seven stages and head, from below."""
    variant = scaled_variant(scaling)
    stem, *stages, head = channels_of(variant)
    blocks = layers_of(variant)
    middle = [Part(count, channels) for count, channels in zip(blocks, stages, strict=True)]
    return (Part(1, stem), *middle, Part(1, head / HEAD_SHARE))


def farthest(scaling: Scaling, only: Dimension) -> Scaling:
    """One dimension alone, scaled as far as alpha, beta and gamma allow; all three together never get that far."""
    allowed, refused = replace(scaling, phi=0.0, only=only), MAX_PHI
    try:
        return replace(allowed, phi=MAX_PHI)
    except ModelError:
        pass
    while refused - allowed.phi > 0.01:
        middle = (allowed.phi + refused) / 2
        try:
            allowed = replace(allowed, phi=middle)
        except ModelError:
            refused = middle
    return allowed


@dataclass(frozen=True, slots=True)
class Reach:
    """The largest drawing that alpha, beta and gamma allow: blocks, channels as drawn, pixels."""

    blocks: int
    channels: float
    pixels: int

    @classmethod
    def of(cls, scaling: Scaling) -> "Reach":
        """Looks as far as each dimension goes."""
        return cls(
            sum(part.blocks for part in parts_of(farthest(scaling, "depth"))),
            max(part.width for part in parts_of(farthest(scaling, "width"))),
            farthest(scaling, "resolution").side,
        )


class NetworkDrawing(QWidget):
    """Draws a scaling, with that of phi 0 as a dashed outline.

    Args:
        scaling: What to draw at first.
    """

    def __init__(self, scaling: Scaling) -> None:
        super().__init__()
        self._scaling = scaling
        self._reach = Reach.of(scaling)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Drawing of the network"))
        self.set_scaling(scaling)

    def set_scaling(self, scaling: Scaling) -> None:
        """Draws another one; the scale stays, as long as only phi or what is scaled changes."""
        if replace(scaling, phi=0.0, only=None) != replace(self._scaling, phi=0.0, only=None):
            self._reach = Reach.of(scaling)
        self._scaling = scaling
        self._parts = parts_of(scaling)
        self._ghost = parts_of(replace(scaling, phi=0.0))
        self._labels = self._texts()
        self.setAccessibleDescription(", ".join((self._picture_text(), *(" ".join(row) for row in self._labels))))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for phi 8."""
        return QSize(680, self.heightForWidth(680))

    def heightForWidth(self, width: int) -> int:
        """Half as high; a small window shows all of it without scrolling."""
        return min(max(self.minimumSizeHint().height(), width // 2), 440)

    def minimumSizeHint(self) -> QSize:
        """Each block of phi 8 can still be told from the next."""
        return QSize(520, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints ground, picture, blocks, outline and labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_picture(painter)
        self._paint_ghost(painter, is_filled=True)
        self._paint_blocks(painter)
        self._paint_ghost(painter, is_filled=False)
        self._paint_labels(painter)

    # Geometry. Everything stands on the ground, the picture at its right edge, the blocks around their middle.

    @property
    def _ground(self) -> float:
        return self.height() - MARGIN - self.fontMetrics().height() - 6

    @property
    def _pixel_width(self) -> float:
        return min(PICTURE_SHARE * self.width() / self._reach.pixels, MAX_PIXEL_WIDTH)

    @property
    def _block_height(self) -> float:
        return min((self._ground - MARGIN) / self._reach.blocks, MAX_BLOCK_HEIGHT)

    @property
    def _picture_right(self) -> float:
        return MARGIN + PICTURE_SHARE * self.width()

    def _columns(self) -> tuple[float, ...]:
        """Widths of the labels' columns: name, blocks and channels, pixels."""
        metrics = self.fontMetrics()
        # The widest that there can be, so that nothing moves while the numbers grow.
        widest = self.tr("{blocks} × {channels}").format(blocks=888, channels="8,888")
        names = max(metrics.horizontalAdvance(row[0]) for row in self._labels)
        pixels = metrics.horizontalAdvance(self.tr("{pixels} px").format(pixels=8888))
        return names + 12, metrics.horizontalAdvance(widest) + 12, pixels

    @property
    def _tower(self) -> tuple[float, float]:
        """Left and right end of the room for the blocks."""
        left = self._picture_right + ARROW
        return left, max(left + 40, self.width() - MARGIN - sum(self._columns()) - 16 - GUTTER)

    @property
    def _channel_width(self) -> float:
        left, right = self._tower
        return min((right - left) / self._reach.channels, MAX_CHANNEL_WIDTH)

    def picture_rect(self, side: int) -> QRectF:
        """Where a picture of that many pixels is."""
        size = side * self._pixel_width
        return QRectF(self._picture_right - size, self._ground - size, size, size)

    def part_rects(self, parts: tuple[Part, ...]) -> list[QRectF]:
        """Where stem, stages and head are."""
        left, right = self._tower
        middle, bottom = (left + right) / 2, self._ground
        rects = []
        for part in parts:
            width, height = part.width * self._channel_width, part.blocks * self._block_height
            rects.append(QRectF(middle - width / 2, bottom - height, width, height))
            bottom -= height
        return rects

    @property
    def block_rects(self) -> list[QRectF]:
        """Stem, stages and head, as they are drawn."""
        return self.part_rects(self._parts)

    # Texts.

    def _texts(self) -> list[tuple[str, str, str]]:
        """Name, blocks and channels, and pixels of each part."""
        variant = scaled_variant(self._scaling)
        stem, *_, head = channels_of(variant)
        number, pixels = QLocale().toString, self.tr("{pixels} px")
        stages = cost(variant).stages
        return [
            (self.tr("stem"), number(stem), pixels.format(pixels=stages[0].side)),
            *(
                (
                    self.tr("stage {number}").format(number=place),
                    self.tr("{blocks} × {channels}").format(blocks=stage.layers, channels=number(stage.channels)),
                    pixels.format(pixels=stage.side),
                )
                for place, stage in enumerate(stages, 1)
            ),
            (self.tr("head"), number(head), ""),
        ]

    def _picture_text(self) -> str:
        return self.tr("photo: {side} × {side} px").format(side=self._scaling.side)

    # Painting.

    def _colour(self, alpha: float) -> QColor:
        colour = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        colour.setAlphaF(alpha)
        return colour

    def _part_colour(self, place: int) -> QColor:
        """Grey for stem and head, which have no blocks; the stages go from blue to magenta."""
        is_dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        if not 0 < place < len(self._parts) - 1:
            return QColor.fromHsv(220, 20, 150)
        return QColor.fromHsv(192 + 18 * (place - 1), 150 if is_dark else 165, 225 if is_dark else 215)

    def _paint_ground(self, painter: QPainter) -> None:
        left, right = self._tower
        metrics = self.fontMetrics()
        painter.setPen(QPen(self._colour(0.25), 1))
        painter.drawLine(QPointF(MARGIN, self._ground + 0.5), QPointF(right, self._ground + 0.5))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        line = QRectF(MARGIN, self._ground + 6, self._picture_right - MARGIN + ARROW / 2, metrics.height())
        painter.drawText(line, RIGHT, self._picture_text())
        total = self.tr("{blocks} blocks in 7 stages").format(blocks=sum(part.blocks for part in self._parts[1:-1]))
        line = QRectF(left, self._ground + 6, right - left, metrics.height())
        painter.drawText(line, CENTRE, total)

        # The arrow from the photo to the stem.
        stem = self.block_rects[0]
        start, y = self._picture_right + 6, stem.center().y()
        end = max(start + 8, stem.left() - 6)
        painter.setPen(QPen(self._colour(0.5), 1.5))
        painter.drawLine(QPointF(start, y), QPointF(end, y))
        painter.drawPolyline([QPointF(end - 5, y - 4), QPointF(end, y), QPointF(end - 5, y + 4)])

    def _paint_picture(self, painter: QPainter) -> None:
        """A landscape, divided into what becomes one pixel of the last stage's output."""
        rect = self.picture_rect(self._scaling.side)

        def at(x: float, y: float) -> QPointF:
            return rect.topLeft() + QPointF(x * rect.width(), y * rect.height())

        painter.save()
        painter.setClipRect(rect)
        sky = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        sky.setColorAt(0, QColor("#5b9fd6"))
        sky.setColorAt(0.7, QColor("#f4dcb8"))
        painter.fillRect(rect, sky)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#fff3c4"))
        painter.drawEllipse(at(0.7, 0.3), 0.09 * rect.width(), 0.09 * rect.width())
        for colour, points in (
            ("#7d8fb3", ((0, 0.66), (0.28, 0.36), (0.5, 0.62), (0.66, 0.48), (1, 0.7), (1, 1), (0, 1))),
            ("#56856a", ((0, 0.78), (0.35, 0.68), (0.7, 0.8), (1, 0.72), (1, 1), (0, 1))),
        ):
            painter.setBrush(QColor(colour))
            painter.drawPolygon(QPolygonF([at(*point) for point in points]))
        painter.setPen(QPen(QColor(255, 255, 255, 70), 1))
        step = CELL * self._pixel_width
        for cell in range(1, self._scaling.side // CELL + 1):
            x, y = rect.left() + cell * step, rect.top() + cell * step
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        painter.restore()

    def _paint_blocks(self, painter: QPainter) -> None:
        height, is_fine = self._block_height, self._block_height < 3
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (part, rect) in enumerate(zip(self._parts, self.block_rects, strict=True)):
            painter.setBrush(self._part_colour(place))
            if is_fine:  # hundreds of blocks cannot be told apart
                painter.drawRect(rect)
                continue
            for block in range(part.blocks):
                bar = QRectF(rect.left(), rect.bottom() - (block + 1) * height, rect.width(), height - 1)
                painter.drawRoundedRect(bar, min(2.0, height / 3), min(2.0, height / 3))

    def _paint_ghost(self, painter: QPainter, is_filled: bool) -> None:
        """The outline of phi 0; filled behind the network, and again in front, where the network would hide it."""
        outline = QPainterPath()
        for rect in self.part_rects(self._ghost):
            whole = QPainterPath()
            whole.addRect(rect.adjusted(0, -0.01, 0, 0.01))  # so that they touch, and unite
            outline = outline.united(whole)
        if is_filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(0.07))
            painter.drawPath(outline)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colour(0.7), 1, Qt.PenStyle.DashLine))
        painter.drawPath(outline)
        painter.drawRect(self.picture_rect(BASE_RESOLUTION))

    def _paint_labels(self, painter: QPainter) -> None:
        """One row a part, in places that stay; lines lead there."""
        metrics, (_, right) = self.fontMetrics(), self._tower
        names, counts, pixels = self._columns()
        text_left = right + GUTTER
        pitch = min((self._ground - MARGIN) / len(self._labels), metrics.height() + 14)
        for place, (rect, texts) in enumerate(zip(self.block_rects, self._labels, strict=True)):
            middle = self._ground - (place + 0.5) * pitch
            line = QRectF(text_left + 16, middle - metrics.height() / 2, names, metrics.height())
            painter.setPen(QPen(self._colour(0.25), 1))
            start, bend = QPointF(rect.right() + 2, rect.center().y()), QPointF(right + 4, rect.center().y())
            painter.drawPolyline([start, bend, QPointF(text_left - 4, middle)])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._part_colour(place))
            painter.drawRoundedRect(QRectF(text_left, middle - 5, 10, 10), 2, 2)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(line, LEFT, texts[0])
            line.setRect(line.right(), line.top(), counts - 12, line.height())
            painter.drawText(line, RIGHT, texts[1])
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            line.setRect(line.right() + 12, line.top(), pixels, line.height())
            painter.drawText(line, RIGHT, texts[2])
