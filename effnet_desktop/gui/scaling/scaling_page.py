"""The page of scaling: what phi, alpha, beta and gamma make of the network."""

from PySide6.QtCore import QLocale, QMetaMethod, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.published import alternatives, beside_published, compute_ratio
from effnet_desktop.engine.scaling import Cost, Scaling, cost, scaled_variant
from effnet_desktop.gui.scaling.cost_bars import CostBars
from effnet_desktop.gui.scaling.network_drawing import NetworkDrawing
from effnet_desktop.gui.scaling.published_table import PublishedTable
from effnet_desktop.gui.scaling.scaling_controls import ScalingControls
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.widgets.number_tile import NumberTile
from effnet_desktop.gui.wording import billions_text, explain, millions_text, say

CLOSE_TO_TWO = 0.1  # the paper's own coefficients give 1.92
WIDE = 960  # from here on the tiles stand beside the drawing
TILES_WIDTH = 320


class ScalingPage(QWidget):
    """The choice, the network drawn to scale, and what it costs; everything follows at once.

    Attributes:
        train_requested: Signal with the `Scaling` to train; as long as nothing takes it, there is no button.
        count_wanted: Signal with the `Scaling` whose real network is to be counted; `show_count` or `count_failed`
            answers.
    """

    train_requested = Signal(object)
    count_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.controls = ScalingControls()
        self.drawing = NetworkDrawing(self.controls.scaling)
        self.depth_tile = NumberTile(
            self.tr("depth"), self.tr("How many times the blocks: alpha to the power of phi"), "levers"
        )
        self.width_tile = NumberTile(
            self.tr("width"), self.tr("How many times the channels: beta to the power of phi"), "levers"
        )
        self.resolution_tile = NumberTile(
            self.tr("resolution"), self.tr("How many times the pixels of a side: gamma to the power of phi"), "levers"
        )
        self.compute_tile = NumberTile(
            self.tr("compute"), self.tr("Multiply-adds, as a multiple of those of phi 0"), "phi"
        )
        self.params_tile = NumberTile(self.tr("parameters"), term="parameters")
        self.madds_tile = NumberTile(
            self.tr("multiply-adds"),
            self.tr("Of convolutions and linear layers, for one photo and 1,000 categories"),
            "madds",
        )
        self.memory_tile = NumberTile(
            self.tr("memory"),
            self.tr(
                "What the weights and the activations take in 32-bit numbers for one photo, where most of them are "
                "needed at once. Programs and training take more."
            ),
        )
        self.constraint_tile = NumberTile(
            self.tr("alpha · beta² · gamma²"), self.tr("How many times the compute of each step of phi")
        )
        self.table = PublishedTable()
        self.why = QLabel(wordWrap=True)
        self.bars = CostBars()
        self.one_lever = QLabel(wordWrap=True)
        self.check = QPushButton(self.tr("&Check with the real network"))
        self.check.setToolTip(
            self.tr("Builds the network in PyTorch, without memory for its weights, and counts; takes a few seconds")
        )
        self.checked = QLabel(wordWrap=True)
        self.train = QPushButton(self.tr("&Train this phi…"))
        self.train.hide()
        for label in (self.why, self.one_lever, self.checked):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()

        self.controls.scaling_changed.connect(self._show)
        self.check.clicked.connect(self._ask_to_count)
        self.train.clicked.connect(lambda: self.train_requested.emit(self.scaling))
        self._show(self.scaling)

    def _lay_out(self) -> None:
        intro = QLabel(
            self.tr(
                "phi makes the network deeper, wider and sharper-sighted together: depth grows by alpha, width by "
                "beta and resolution by gamma with each step, so that compute about doubles."
            ),
            wordWrap=True,
        )
        legend = QLabel(
            self.tr(
                "Taller is deeper: each bar is a block. Wider is wider: more channels (the head is drawn at a "
                "quarter). A larger photo is a higher resolution: each of its cells has 32 × 32 pixels. Dashed is "
                "phi 0."
            ),
            wordWrap=True,
        )
        legend.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        picture = QVBoxLayout()
        picture.setSpacing(4)
        picture.addWidget(self.drawing, stretch=1)
        picture.addWidget(legend)
        self._tiles = QWidget()
        self._tiles.setMinimumWidth(TILES_WIDTH)
        self._tile_grid = QGridLayout(self._tiles)
        self._tile_grid.setContentsMargins(0, 0, 0, 0)
        self._tile_grid.setSpacing(16)
        self._top = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._top.setSpacing(24)
        self._top.addLayout(picture, stretch=1)
        self._top.addWidget(self._tiles)

        inner = QWidget()
        content = QVBoxLayout(inner)
        content.setContentsMargins(16, 8, 16, 16)
        content.setSpacing(8)
        content.addLayout(self._top, stretch=1)
        for title, widgets in (
            (self.tr("Beside the published network"), (self.table, self.why)),
            (self.tr("Three dimensions or one, at this phi"), (self.bars, self.one_lever)),
        ):
            content.addSpacing(12)
            content.addWidget(_heading(title))
            for widget in widgets:
                content.addWidget(widget)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("The network"))
        scroll.setWidget(inner)

        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.setSpacing(8)
        top.addWidget(intro)
        top.addWidget(self.controls)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(16, 8, 16, 12)
        bottom.setSpacing(12)
        bottom.addWidget(self.check)
        bottom.addWidget(self.checked, stretch=1)
        bottom.addWidget(self.train)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, stretch=1)
        layout.addLayout(bottom)
        self._arrange(is_wide=False)

    def _arrange(self, is_wide: bool) -> None:
        """Puts the tiles beside the drawing, or below it."""
        self._is_wide = is_wide
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        tiles = (
            (self.depth_tile, self.width_tile, self.resolution_tile, self.compute_tile),
            (self.params_tile, self.madds_tile, self.memory_tile, self.constraint_tile),
        )
        for row, widgets in enumerate(tiles):
            for column, tile in enumerate(widgets):
                if is_wide:
                    self._tile_grid.addWidget(tile, column, row)
                else:
                    self._tile_grid.addWidget(tile, row, column)
        for line in range(4):
            self._tile_grid.setColumnStretch(line, 1 if line < 2 or not is_wide else 0)
            self._tile_grid.setRowStretch(line, 1 if is_wide else 0)
        vertical = QSizePolicy.Policy.Preferred if is_wide else QSizePolicy.Policy.Fixed
        self._tiles.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    def showEvent(self, event: QShowEvent) -> None:
        """Offers to train if somebody listens."""
        self.train.setVisible(self.isSignalConnected(QMetaMethod.fromSignal(self.train_requested)))
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arranges the page for its width."""
        if (is_wide := self.width() >= WIDE) != self._is_wide:
            self._arrange(is_wide)
        super().resizeEvent(event)

    @property
    def scaling(self) -> Scaling:
        """What is shown."""
        return self.controls.scaling

    def show_count(self, scaling: Scaling, params: int, madds: int, memory: int) -> None:
        """Sets the counts of the real network beside those of the page; of an earlier choice, they are dropped."""
        if scaling != self.scaling:
            return
        self.check.setEnabled(True)
        own = cost(scaled_variant(scaling))
        figures = {"params": QLocale().toString(params), "madds": QLocale().toString(madds)}
        if (params, madds, memory) == (own.params, own.madds, own.memory):
            text = self.tr("✓ Counted on the real network: equal ({params} parameters, {madds} multiply-adds).")
        else:
            text = self.tr("✗ Counted on the real network: {params} parameters, {madds} multiply-adds.")
        self._say(text.format(**figures))

    def count_failed(self, scaling: Scaling, error: EngineError) -> None:
        """Says why the real network could not be counted."""
        if scaling == self.scaling:
            self.check.setEnabled(True)
            self._say(" ".join(explain(error)))

    def count_cancelled(self, scaling: Scaling) -> None:
        """Offers to count again."""
        if scaling == self.scaling:
            self.check.setEnabled(True)
            self._say("")

    def _ask_to_count(self) -> None:
        self.check.setEnabled(False)
        self._say(self.tr("Counting the real network…"))
        self.count_wanted.emit(self.scaling)

    def _say(self, text: str) -> None:
        self.checked.setText(text)
        self.check.setAccessibleDescription(text)

    def _show(self, scaling: Scaling) -> None:
        own = cost(scaled_variant(scaling))
        published = beside_published(scaling)
        self.drawing.set_scaling(scaling)
        self._show_cost(scaling, own)
        self.table.show_both(scaling, own, published)
        self.why.setText(say(published.why))
        self.bars.set_costs(alternatives(scaling), scaling.only)
        number = QLocale().toString
        levers = {name: number(scaling.one_lever(name), "f", 2) for name in ("depth", "width", "resolution")}
        self.one_lever.setText(
            self.tr(
                "One long lever for the compute of all three: depth × {depth}, or width × {width}, or resolution × "
                "{resolution}."
            ).format(**levers)
        )
        self.check.setEnabled(True)
        self._say("")

    def _show_cost(self, scaling: Scaling, own: Cost) -> None:
        number = QLocale().toString
        times = self.tr("× {factor}")
        self.depth_tile.set_text(
            times.format(factor=number(scaling.depth_mult, "f", 3)),
            self.tr("{blocks} blocks").format(blocks=number(sum(stage.layers for stage in own.stages))),
        )
        self.width_tile.set_text(
            times.format(factor=number(scaling.width_mult, "f", 3)),
            self.tr("up to {channels} channels").format(channels=number(own.stages[-1].channels)),
        )
        self.resolution_tile.set_text(
            times.format(factor=number(scaling.resolution_mult, "f", 3)),
            self.tr("{raw} px, rounded {side}").format(raw=number(scaling.resolution, "f", 1), side=scaling.side),
        )
        self.compute_tile.set_text(
            times.format(factor=number(compute_ratio(scaling), "f", 2)),
            self.tr("of phi 0; 2^phi is {power}").format(power=number(2**scaling.phi, "f", 2)),
        )
        self.params_tile.set_text(millions_text(own.params))
        self.madds_tile.set_text(billions_text(own.madds), self.tr("for one photo"))
        self.memory_tile.set_text(
            self.tr("{number} MB").format(number=number(own.memory / 1e6, "f", 0)),
            self.tr("weights and the largest layer, 32-bit"),
        )
        if abs(scaling.constraint - 2) <= CLOSE_TO_TWO:
            word = self.tr("close to 2, as the paper keeps it")
        elif scaling.constraint < 2:
            word = self.tr("less than 2: each step less than doubles compute")
        else:
            word = self.tr("more than 2: each step more than doubles compute")
        self.constraint_tile.set_text(number(scaling.constraint, "f", 3), word)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(bold(label.font()))
    return label
