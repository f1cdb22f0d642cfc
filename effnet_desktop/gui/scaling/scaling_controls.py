"""What the user chooses on the Scaling page: phi, alpha, beta, gamma, what is scaled, and in which family."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.scaling import ALPHA, BETA, GAMMA, MAX_PHI, MIN_PHI, Dimension, Scaling
from effnet_desktop.gui.widgets.message_bar import MessageBar
from effnet_desktop.gui.wording import explain, translate

STEPS = 100  # of the slider, in each phi
SNAP = 0.04  # that near to a whole phi, the mouse means the whole one
# The fields take more than makes sense, so that the reason why it does not can be said.
WIDEST_PHI = 99.0
WIDEST_COEFFICIENT = 9.99

CHOICES: tuple[Dimension | None, ...] = (None, "depth", "width", "resolution")


def choice_text(only: Dimension | None) -> str:
    """What is scaled."""
    return {
        None: translate("Dimension", "All three"),
        "depth": translate("Dimension", "Only the depth"),
        "width": translate("Dimension", "Only the width"),
        "resolution": translate("Dimension", "Only the resolution"),
    }[only]


class ScalingControls(QWidget):
    """The fields. While they hold what makes no sense, they say why, and the last scaling that did stays.

    Attributes:
        scaling_changed: Signal with the new `Scaling`.
        scaling: The last one that made sense.
    """

    scaling_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.scaling = Scaling(0.0)
        self.slider = PhiSlider()
        self.phi = self._field(-WIDEST_PHI, WIDEST_PHI, self.scaling.phi, 0.1, self.tr("phi"))
        self.alpha = self._field(0, WIDEST_COEFFICIENT, ALPHA, 0.01, self.tr("alpha, the base of the depth"))
        self.beta = self._field(0, WIDEST_COEFFICIENT, BETA, 0.01, self.tr("beta, the base of the width"))
        self.gamma = self._field(0, WIDEST_COEFFICIENT, GAMMA, 0.01, self.tr("gamma, the base of the resolution"))
        self.reset = QPushButton(self.tr("&Reset"))
        self.reset.setToolTip(self.tr("Sets alpha, beta and gamma to those of the paper: 1.2, 1.1 and 1.15"))
        self.only = QComboBox()
        for choice in CHOICES:
            self.only.addItem(choice_text(choice), choice)
        self.only.setAccessibleName(self.tr("What is scaled"))
        self.family = QComboBox()
        self.family.addItem(self.tr("Lite"), "lite")
        self.family.addItem(self.tr("Standard (B)"), "standard")
        self.family.setAccessibleName(self.tr("Family"))
        self.refusal = MessageBar()
        self._lay_out()

        self.slider.phi_chosen.connect(self.phi.setValue)
        self.slider.sliderReleased.connect(lambda: self.slider.show_phi(self.phi.value()))  # where it snapped to
        self.phi.valueChanged.connect(self.slider.show_phi)
        for field in self._fields:
            field.valueChanged.connect(self._take)
        for box in (self.only, self.family):
            box.currentIndexChanged.connect(self._take)
        self.reset.clicked.connect(self._reset)
        self.slider.show_phi(self.scaling.phi)

    def _field(self, least: float, greatest: float, value: float, step: float, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(least, greatest)
        field.setDecimals(2)
        field.setSingleStep(step)
        field.setValue(value)
        field.setAccessibleName(name)
        return field

    def _lay_out(self) -> None:
        caption = QLabel(self.tr("&phi"))
        caption.setBuddy(self.slider)
        phi = QGridLayout()
        phi.setHorizontalSpacing(12)
        phi.setVerticalSpacing(0)
        phi.addWidget(caption, 0, 0)
        phi.addWidget(self.slider, 0, 1)
        phi.addWidget(self.phi, 0, 2)
        phi.addWidget(PhiScale(self.slider), 1, 1)
        phi.setColumnStretch(1, 1)
        fields = QGridLayout()
        fields.setHorizontalSpacing(8)
        fields.setVerticalSpacing(2)
        captioned: tuple[tuple[str, QWidget], ...] = (
            (self.tr("&alpha (depth)"), self.alpha),
            (self.tr("&beta (width)"), self.beta),
            (self.tr("&gamma (resolution)"), self.gamma),
            ("", self.reset),
            (self.tr("&Scale"), self.only),
            (self.tr("Fa&mily"), self.family),
        )
        for column, (text, widget) in enumerate(captioned):
            above = QLabel(text)
            above.setBuddy(widget)
            above.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            fields.addWidget(above, 0, column)
            fields.addWidget(widget, 1, column)
        fields.setColumnStretch(len(captioned), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(phi)
        layout.addLayout(fields)
        layout.addWidget(self.refusal)

    @property
    def _fields(self) -> tuple[QDoubleSpinBox, ...]:
        return self.phi, self.alpha, self.beta, self.gamma

    def _reset(self) -> None:
        for field, value in zip(self._fields[1:], (ALPHA, BETA, GAMMA), strict=True):
            field.blockSignals(True)  # one change, not three, of which the first two might make no sense
            field.setValue(value)
            field.blockSignals(False)
        self._take()

    def _take(self) -> None:
        # Qt rounds the fields to their decimals, and leaves 1.1500000000000001 of 1.15.
        phi, alpha, beta, gamma = (round(field.value(), 2) for field in self._fields)
        try:
            scaling = Scaling(phi, alpha, beta, gamma, self.family.currentData(), self.only.currentData())
        except ModelError as error:
            self.refusal.show_message(
                " ".join(explain(error)), self.tr("Below stand the last values that make sense."), "warning"
            )
            return
        self.refusal.hide_message()
        if scaling != self.scaling:
            self.scaling = scaling
            self.scaling_changed.emit(scaling)


class PhiSlider(QSlider):
    """A slider for phi; the mouse snaps to whole numbers.

    Attributes:
        phi_chosen: Signal with the phi that the user chose.
    """

    phi_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(round(STEPS * MIN_PHI), round(STEPS * MAX_PHI))
        self.setSingleStep(STEPS // 10)
        self.setPageStep(STEPS)
        self.setAccessibleName(self.tr("phi"))
        self.setToolTip(
            self.tr("One step of phi computes about twice as much. B0 to B7 were published for phi 0 to 7.")
        )
        self.valueChanged.connect(self._choose)

    def show_phi(self, phi: float) -> None:
        """Moves the handle without a signal, as far as it goes; not while the mouse holds it."""
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(round(STEPS * phi))
            self.blockSignals(False)

    def _choose(self, value: int) -> None:
        phi = value / STEPS
        if self.isSliderDown() and abs(phi - round(phi)) <= SNAP:
            phi = float(round(phi))
        self.phi_chosen.emit(phi)


class PhiScale(QWidget):
    """The whole numbers below a slider, where its handle stands for them."""

    def __init__(self, slider: PhiSlider) -> None:
        super().__init__()
        self._slider = slider
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the numbers."""
        option = QStyleOptionSlider()
        self._slider.initStyleOption(option)
        length = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self._slider)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        low, high = self._slider.minimum(), self._slider.maximum()
        for phi in range(round(MIN_PHI), round(MAX_PHI) + 1):
            place = QStyle.sliderPositionFromValue(low, high, STEPS * phi, self.width() - length) + length / 2
            line = QRectF(place - 20, 0, 40, self.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, str(phi).replace("-", "\N{MINUS SIGN}"))
