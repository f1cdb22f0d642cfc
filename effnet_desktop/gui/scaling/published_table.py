"""The formula's network beside the published one that is nearest."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from effnet_desktop.engine.published import Published
from effnet_desktop.engine.scaling import Cost, Scaling
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.wording import billions_text, millions_text


class PublishedTable(QTableWidget):
    """Two rows; what differs in the second is bold, tinted and begins with a sign."""

    def __init__(self) -> None:
        titles = (
            self.tr("phi"),
            self.tr("Depth"),
            self.tr("Width"),
            self.tr("Resolution"),
            self.tr("Parameters"),
            self.tr("Multiply-adds"),
        )
        super().__init__(2, len(titles))
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(self.tr("Formula and published network"))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_both(self, scaling: Scaling, own: Cost, published: Published) -> None:
        """Shows a scaling and the published variant beside it."""
        number = QLocale().toString
        variant = published.variant
        resolution = self.tr("{pixels} px")
        formula = (
            f"{scaling.phi:g}",
            number(scaling.depth_mult, "f", 2),
            number(scaling.width_mult, "f", 2),
            resolution.format(pixels=number(scaling.resolution, "f", 1)),
            millions_text(own.params),
            billions_text(own.madds),
        )
        table = (
            f"{variant.phi:g}",
            number(variant.depth_mult, "f", 2),
            number(variant.width_mult, "f", 2),
            resolution.format(pixels=number(variant.preprocessing.resolution)),
            millions_text(published.cost.params),
            billions_text(published.cost.madds),
        )
        differs = (
            scaling.phi != variant.phi,
            *(dimension in published.differs for dimension in ("depth", "width", "resolution")),
            *(one != other for one, other in zip(formula[4:], table[4:], strict=True)),
        )
        self.setVerticalHeaderLabels([self.tr("Formula"), variant.title])
        for column, (ours, theirs, is_other) in enumerate(zip(formula, table, differs, strict=True)):
            self.setItem(0, column, self._item(ours))
            self.setItem(1, column, self._marked(theirs) if is_other else self._item(theirs))
        self._fit_height()

    def _fit_height(self) -> None:
        self.resizeRowsToContents()
        height = self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + 2 * self.frameWidth()
        self.setFixedHeight(height)

    def _item(self, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        return item

    def _marked(self, text: str) -> QTableWidgetItem:
        item = self._item(self.tr("≠ {value}").format(value=text))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("{value}, differs").format(value=text))
        item.setFont(bold(self.font()))
        tint = QColor.fromHsv(40, 200, 230)
        tint.setAlphaF(0.28)
        item.setBackground(tint)
        return item
