"""What to train: three presets with their times, a name, and what few people need."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.models import Preset
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.wording import duration_text, preset_text

PADDING = 12
MAX_EPOCHS = 1000
MAX_SEED = 2**31 - 1


class PresetCard(QAbstractButton):
    """One preset of several: its name, its time, what it does.

    Args:
        title: Its name.
        description: What it does, in a sentence.
    """

    def __init__(self, title: str, description: str) -> None:
        super().__init__()
        self._description = description
        self._time = ""
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_time("")

    @property
    def time_text(self) -> str:
        """What it says about its time."""
        return self._time

    def set_time(self, text: str) -> None:
        """Says how long it takes."""
        self._time = text
        self.setAccessibleDescription(" ".join(filter(None, (self._description, text))))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines of description."""
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        """Narrower, and higher for it."""
        return QSize(200, self.heightForWidth(280))

    def heightForWidth(self, width: int) -> int:
        """Room for the whole description."""
        flags = int(Qt.TextFlag.TextWordWrap)
        text = self.fontMetrics().boundingRect(QRect(0, 0, width - 2 * PADDING, 10_000), flags, self._description)
        return 2 * PADDING + self.fontMetrics().lineSpacing() + 4 + text.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card; the chosen one has a thick frame and a tint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, metrics = self.palette(), self.fontMetrics()
        text, dim = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.PlaceholderText)
        frame, ground = QColor(text), QColor(text)
        frame.setAlphaF(0.3)
        ground.setAlphaF(0.06 if self.underMouse() else 0)
        if self.isChecked():
            frame, ground = (
                QColor(palette.color(QPalette.ColorRole.Highlight)),
                palette.color(QPalette.ColorRole.Highlight),
            )
            ground.setAlphaF(0.15)
        painter.setPen(QPen(frame, 2 if self.isChecked() else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(text, 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), 4, 4)

        inner = self.rect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        painter.setPen(dim)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._time)
        inner.setTop(inner.top() + metrics.lineSpacing() + 4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._description)
        painter.setFont(bold(self.font()))
        painter.setPen(text)
        title = self.rect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.text())


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose; `epochs` is None for the preset's own number."""

    preset: Preset
    name: str
    epochs: int | None
    seed: int


class TrainingOptions(QWidget):
    """Preset, name, advanced options and the button that starts.

    Attributes:
        train_wanted: Signal with the `Options`.
        name_changed: Signal with the name as it is typed.
    """

    train_wanted = Signal(object)
    name_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.cards: dict[Preset, PresetCard] = {
            "quick": PresetCard(
                preset_text("quick"),
                self.tr("Fits a new classifier on what the network sees already. Good for a first look."),
            ),
            "balanced": PresetCard(
                preset_text("balanced"),
                self.tr("Goes on with the network's upper layers. The most accuracy for the time."),
            ),
            "best": PresetCard(
                preset_text("best"),
                self.tr("Trains more layers for longer. For the last few percent."),
            ),
        }
        self._assumption = QLabel(wordWrap=True)
        self._assumption.setTextFormat(Qt.TextFormat.PlainText)
        self._assumption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._assumption.hide()
        cards = QVBoxLayout()
        cards.setSpacing(8)
        for card in self.cards.values():
            self._group.addButton(card)
            cards.addWidget(card)
        cards.addWidget(self._assumption)
        self.cards["balanced"].setChecked(True)

        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self._note = QLabel(wordWrap=True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.epochs = QSpinBox()
        self.epochs.setRange(0, MAX_EPOCHS)
        self.epochs.setSpecialValueText(self.tr("as the preset"))
        self.epochs.setToolTip(self.tr("How often the deeper layers see every photo; Quick needs none"))
        self.seed = QSpinBox()
        self.seed.setRange(0, MAX_SEED)
        self.seed.setToolTip(self.tr("Another seed splits and shuffles the photos differently"))
        self._advanced = QToolButton(autoRaise=True)
        self._advanced.setCheckable(True)
        self._advanced.setText(self.tr("Advanced"))
        self._advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._advanced_form = QWidget()
        advanced = QFormLayout(self._advanced_form)
        advanced.setContentsMargins(24, 0, 0, 0)
        advanced.setVerticalSpacing(8)
        advanced.addRow(self.tr("&Epochs:"), self.epochs)
        advanced.addRow(self.tr("&Seed:"), self.seed)
        name = QFormLayout()
        name.addRow(self.tr("&Name of the model:"), self.name)
        name.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.train = QPushButton(self.tr("Train"))
        self.train.setDefault(True)
        self.train.setMinimumHeight(36)

        inner = QWidget()
        options = QVBoxLayout(inner)
        options.setContentsMargins(0, 0, 0, 0)
        options.setSpacing(12)
        options.addLayout(cards)
        options.addLayout(name)
        options.addWidget(self._advanced)
        options.addWidget(self._advanced_form)
        options.addStretch()
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(scroll, stretch=1)
        layout.addWidget(self._note)
        layout.addWidget(self.train)

        self.train.clicked.connect(lambda: self.train_wanted.emit(self.options))
        self.name.textChanged.connect(self.name_changed)
        self._advanced.toggled.connect(self._show_advanced)
        self._show_advanced(False)
        self.set_note("")

    @property
    def options(self) -> Options:
        """What is chosen."""
        preset = next(name for name, card in self.cards.items() if card.isChecked())
        return Options(preset, self.name.text().strip(), self.epochs.value() or None, self.seed.value())

    def set_seconds(self, seconds: dict[Preset, float], if_unknown: str, assumption: str = "") -> None:
        """Says how long each preset takes.

        Args:
            seconds: By preset, as far as known.
            if_unknown: What the others say.
            assumption: What the times rest on.
        """
        self._assumption.setText(assumption)
        self._assumption.setVisible(bool(assumption))
        for preset, card in self.cards.items():
            known = seconds.get(preset)
            card.set_time(if_unknown if known is None else self.tr("about {time}").format(time=duration_text(known)))

    def set_note(self, text: str) -> None:
        """Says something above the button, such as why it is disabled."""
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self.train.setAccessibleDescription(text)

    def _show_advanced(self, is_open: bool) -> None:
        self._advanced.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._advanced_form.setVisible(is_open)
