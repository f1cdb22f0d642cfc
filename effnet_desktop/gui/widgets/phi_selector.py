"""The dropdown of models, ordered by phi."""

from PySide6.QtCore import QMargins, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.wording import accuracy_text, cascade_text, family_text, params_text, weights_size_text

_NAME = Qt.ItemDataRole.UserRole
_INSTALLED = Qt.ItemDataRole.UserRole + 1

# Keys that step through a closed dropdown by default. Here they open it.
_STEP_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Space,
    Qt.Key.Key_F4,
)


class _Row(QStyledItemDelegate):
    """Makes the families' names bold, and greys the models that are not installed, which stay selectable."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        palette = option.palette
        if not index.data(_NAME):
            option.font = bold(option.font)
            text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
            palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, text)
        elif not index.data(_INSTALLED):
            palette.setColor(QPalette.ColorRole.Text, palette.placeholderText().color())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).grownBy(QMargins(4, 4, 4, 4))


class PhiSelector(QComboBox):
    """Lets the user choose a model; the families are groups.

    It does not step through the models with the wheel or the arrow keys while it is closed, since each step would
    classify all photos again or offer a download.

    Attributes:
        model_chosen: Signal with the name of the installed model that the user chose.
        download_wanted: Signal with the name of an absent model that the user chose; the selection stays as it was.
    """

    model_chosen = Signal(str)
    download_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self._current = ""
        self.setModel(self._rows)
        self.setItemDelegate(_Row(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(28)
        self.setMaxVisibleItems(20)
        self.setAccessibleName(self.tr("Model"))
        self.setToolTip(
            self.tr(
                "phi scales the network's depth, width and resolution together: one step up computes about twice as "
                "much, and is slower and more accurate. The percentage is the top-1 accuracy on ImageNet as published; "
                "that of your own models was measured on your photos."
            )
        )
        self.activated.connect(self._choose)

    @property
    def model_name(self) -> str:
        """Name of the selected model; empty while there is none."""
        return self._current

    def set_models(self, models: tuple[ModelInfo, ...]) -> None:
        """Shows these models and keeps the selection."""
        self._rows.clear()
        published = [model for model in models if not model.trained and not model.cascade]
        groups = {
            self.tr("Your models"): [model for model in models if model.trained or model.cascade],
            self.tr("Lite family"): [model for model in published if model.variant.family == "lite"],
            self.tr("Standard family"): [model for model in published if model.variant.family == "standard"],
        }
        for title, members in groups.items():
            if members:
                header = QStandardItem(title)
                header.setFlags(Qt.ItemFlag.NoItemFlags)
                self._rows.appendRow(header)
            for model in members:
                self._rows.appendRow(self._row(model))
        self.set_model(self._current)
        # The closed dropdown may be narrow, the open one shows whole rows.
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width())

    def set_model(self, name: str) -> None:
        """Selects a model without a signal."""
        self._current = name
        self.setCurrentIndex(self.findData(name, _NAME) if name else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to whatever scrolls around the dropdown."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Opens the list where other dropdowns would step to the next entry or search by letter."""
        if event.key() in _STEP_KEYS:
            self.showPopup()
        else:
            event.ignore()

    def _row(self, model: ModelInfo) -> QStandardItem:
        figures = {
            "name": title_of(model.name),
            "phi": f"{model.variant.phi:g}",
            "family": family_text(model),
            "resolution": model.variant.preprocessing.resolution,
            "params": params_text(model),
            "acc1": accuracy_text(model.acc1),
        }
        if model.cascade:
            text = self.tr("{name} · {pair}").format(name=model.name, pair=cascade_text(model.cascade))
        elif model.trained:
            text = self.tr("{name} · {acc1} · phi {phi} · {family} · {resolution} px").format(**figures)
        elif model.is_installed:
            text = self.tr("{name} · phi {phi} · {resolution} px · {params} · {acc1}").format(**figures)
        else:
            figures["size"] = weights_size_text(model)
            text = self.tr("{name} · phi {phi} · {resolution} px · {params} · {acc1} · not installed ({size})")
            text = text.format(**figures)
        item = QStandardItem(text)
        item.setData(model.name, _NAME)
        item.setData(model.is_installed, _INSTALLED)
        return item

    def _choose(self, row: int) -> None:
        name, installed = self.itemData(row, _NAME), self.itemData(row, _INSTALLED)
        if not installed:
            self.set_model(self._current)
            self.download_wanted.emit(name)
        elif name != self._current:
            self._current = name
            self.model_chosen.emit(name)
