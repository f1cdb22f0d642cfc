"""Shows a network of the user's own scaling where the dropdown of published ones would be."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from effnet_desktop.engine.scaling import Scaling, scaled_variant


class ScalingBar(QFrame):
    """Names the network and offers the published ones again.

    Attributes:
        dismissed: Signal: the user wants a published network.
    """

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back = QPushButton(self.tr("Choose a published network"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 2, 2)
        layout.setSpacing(8)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self.back)
        self.back.clicked.connect(self.dismissed)
        self.setToolTip(
            self.tr(
                "All of its layers are trained. It begins with what fits of the weights of the nearest published "
                "network that is installed."
            )
        )

    def show_scaling(self, scaling: Scaling) -> None:
        """Names a network."""
        variant, number = scaled_variant(scaling), QLocale()
        self._text.setText(
            self.tr("{name} · {resolution} px · {params} M parameters · depth × {depth} · width × {width}").format(
                name=variant.title,
                resolution=variant.preprocessing.resolution,
                params=number.toString(variant.params / 1e6, "f", 1),
                depth=number.toString(scaling.depth_mult, "f", 2),
                width=number.toString(scaling.width_mult, "f", 2),
            )
        )
