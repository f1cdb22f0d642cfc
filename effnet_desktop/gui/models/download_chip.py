"""How far the download of a model is, as a chip in the window's corner."""

from PySide6.QtWidgets import QToolButton

from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.wording import progress_text


class DownloadChip(QToolButton):
    """Hidden as long as no model is being got."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()

    def show_progress(self, title: str, progress: Progress | None) -> None:
        """Shows how far a model is.

        Args:
            title: What the user knows the model by.
            progress: How far it is; None while it has not begun.
        """
        if progress and progress.total:
            share = 100 * progress.done // progress.total
            self.setText(self.tr("{model}: {percent} %").format(model=title, percent=share))
        else:
            self.setText(self.tr("{model}…").format(model=title))
        self.setToolTip(progress_text(progress) if progress else "")
        self.show()
