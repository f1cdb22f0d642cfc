"""Pick phi for my budget: what a photo may cost, or how right the model has to be, and the model for it."""

import math
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from effnet_desktop.engine.records.comparing import Budget, Comparison, ModelMeasured, Pick
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.wording import say

Kind = Literal["milliseconds", "photos_per_minute", "memory_mb", "accuracy"]
_CASES: tuple[Kind, ...] = ("milliseconds", "photos_per_minute", "memory_mb", "accuracy")


@dataclass(frozen=True, slots=True)
class _Unit:
    """How a kind of budget is entered: text behind the number, its greatest value, decimals, step."""

    suffix: str
    most: float
    decimals: int
    step: float


class BudgetView(QWidget):
    """A kind of budget, a number, the pick and why.

    Attributes:
        pick_wanted: Signal with a `Budget`; answered by `show_pick`.
        picked: Name of the picked model; empty if there is none.
        pick_changed: Signal that there is another limit or another pick.
        model_wanted: Signal with the name of the picked model, which the user wants to use.
    """

    pick_wanted = Signal(object)
    pick_changed = Signal()
    model_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self._known: Container[str] = ()
        self._values: dict[Kind, float] = {}
        self.picked = ""  # name of the model that fits; empty if none does
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("What the budget is"))
        self.number = QDoubleSpinBox()
        self.number.setAccessibleName(self.tr("Limit"))
        self.number.setKeyboardTracking(True)
        self.number.setMinimumWidth(180)
        self._pick, self._why, self._note = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._pick.setFont(larger(self._pick.font(), 1.6))
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self._pick, self._why, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.use = QPushButton()

        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.kind)
        row.addWidget(self.number)
        row.addStretch()
        picked = QHBoxLayout()
        picked.setSpacing(16)
        picked.addWidget(self._pick)
        picked.addWidget(self.use)
        picked.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addLayout(picked)
        layout.addWidget(self._why)
        layout.addWidget(self._note)
        layout.addStretch()

        self.kind.currentIndexChanged.connect(self._show_kind)
        self.number.valueChanged.connect(self._ask)
        self.use.clicked.connect(lambda: self.model_wanted.emit(self.picked))
        self.set_comparison(None)

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Offers budgets around what was measured; None while it is."""
        self._comparison = comparison
        self._values = _typical(comparison) if comparison else {}
        texts: dict[Kind, str] = {
            "milliseconds": self.tr("At most this time a photo"),
            "photos_per_minute": self.tr("At least this many photos a minute"),
            "memory_mb": self.tr("At most this much memory"),
            "accuracy": self.tr("At least this accuracy")
            if comparison is None or comparison.has_truth
            else self.tr("At least this agreement"),
        }
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in _CASES:
            if comparison is None or kind in self._values:
                self.kind.addItem(texts[kind], kind)
        self.kind.blockSignals(False)
        for widget in (self.kind, self.number):
            widget.setEnabled(comparison is not None and bool(self._values))
        if comparison is None:
            self._show_nothing(self.tr("The pick shows when the comparison is done."))
        elif not self._values:
            self._show_nothing(self.tr("This needs a model whose weights are installed."))
        else:
            self._show_kind()

    def set_known(self, models: Container[str]) -> None:
        """Takes in the names of the models that there are now."""
        self._known = models
        self.use.setEnabled(self.picked in models)

    def show_pick(self, pick: Pick) -> None:
        """Shows the model for the budget, and why."""
        self.picked = pick.model or ""
        self._pick.setText(title_of(pick.model) if pick.model else self.tr("No model fits"))
        self._why.setText(say(pick.why))
        has_heads = self._comparison is not None and self._comparison.fit_head
        self.use.setText(self.tr("Train it…") if has_heads else self.tr("Use it"))
        self.use.setVisible(bool(pick.model))
        self.use.setEnabled(self.picked in self._known)
        note = self.tr("The quick heads are not kept; training makes a model of this network and your folder.")
        self._note.setText(note if has_heads and pick.model else "")
        self.pick_changed.emit()

    @property
    def limit(self) -> tuple[float | None, float | None]:
        """Milliseconds and accuracy at which the budget ends, each maybe None."""
        budget = self._budget()
        return budget.milliseconds, budget.accuracy

    def _show_nothing(self, why: str) -> None:
        self.picked = ""
        for label in (self._pick, self._note):
            label.clear()
        self._why.setText(why)
        self.use.hide()

    def _show_kind(self) -> None:
        """Sets the number up for the kind that is chosen."""
        units: dict[Kind, _Unit] = {
            "milliseconds": _Unit(self.tr(" ms"), 1e6, 1, 1),
            "photos_per_minute": _Unit(self.tr(" photos/min"), 1e7, 0, 100),
            "memory_mb": _Unit(self.tr(" MB"), 1e6, 0, 50),
            "accuracy": _Unit(self.tr(" %"), 100, 1, 0.5),
        }
        unit = units[self.kind.currentData()]
        self.number.blockSignals(True)
        self.number.setDecimals(unit.decimals)
        self.number.setRange(0, unit.most)
        self.number.setSingleStep(unit.step)
        self.number.setSuffix(unit.suffix)
        self.number.setLocale(QLocale())
        self.number.setValue(self._values[self.kind.currentData()])
        self.number.blockSignals(False)
        self._ask()

    def _budget(self) -> Budget:
        kind: Kind | None = self.kind.currentData() if self._values else None
        value = self.number.value()
        match kind:
            case "milliseconds":
                return Budget(milliseconds=value)
            case "photos_per_minute":
                return Budget(photos_per_minute=value)
            case "memory_mb":
                return Budget(memory_mb=value)
            case "accuracy":
                return Budget(accuracy=value / 100)
        return Budget()

    def _ask(self) -> None:
        self._values[self.kind.currentData()] = self.number.value()  # for when the user comes back to this kind
        self.pick_wanted.emit(self._budget())


def _typical(comparison: Comparison) -> dict[Kind, float]:
    """For each kind of budget that was measured, a number that about half of the models fit."""
    models = [model for model in comparison.models if model.score is not None]
    found: dict[Kind, list[float]] = {kind: [] for kind in _CASES}
    for model in models:
        for kind, value in _values_of(model).items():
            if value is not None:
                found[kind].append(value)
    middles = {kind: (min(values) + max(values)) / 2 for kind, values in found.items() if values}
    # Rounded to what the field shows, towards what is easier to keep: else a single model would miss its own figures.
    easier: dict[Kind, Callable[[float], float]] = {
        "milliseconds": lambda middle: math.ceil(10 * middle) / 10,
        "photos_per_minute": math.floor,
        "memory_mb": math.ceil,
        "accuracy": lambda middle: math.floor(10 * middle) / 10,
    }
    return {kind: easier[kind](middle) for kind, middle in middles.items()}


def _values_of(model: ModelMeasured) -> dict[Kind, float | None]:
    speed, score = model.photos_per_second, model.score
    return {
        "milliseconds": model.latency.p50,
        "photos_per_minute": None if speed is None else 60 * speed,
        "memory_mb": model.peak_memory_mb,
        "accuracy": None if score is None else 100 * score,
    }
