"""The menu of the folders that were opened last."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from effnet_desktop.gui.settings import Settings, as_setting, folders_in

MOST = 10


class RecentFolders(QMenu):
    """The newest first; those that are gone or on a disk that is not there are greyed.

    Attributes:
        chosen: Signal with a folder to open again.

    Args:
        settings: Keep them.
        parent: Qt's owner.
    """

    chosen = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setTitle(self.tr("&Recent folders"))
        self.aboutToShow.connect(self._fill)
        self._refresh()

    @property
    def folders(self) -> list[Path]:
        """They, the newest first; none of a list that is damaged."""
        return folders_in(self._settings.recent_folders)[:MOST]

    def note(self, folder: Path) -> None:
        """A folder was opened just now."""
        self._keep([folder, *(other for other in self.folders if other != folder)][:MOST])

    def _keep(self, folders: list[Path]) -> None:
        self._settings.recent_folders = as_setting(folders)
        self._refresh()

    def _refresh(self) -> None:
        self.menuAction().setEnabled(bool(self.folders))

    def _fill(self) -> None:
        self.clear()
        for folder in self.folders:
            text = str(folder).encode(errors="replace").decode().replace("&", "&&")
            action = self.addAction(text, partial(self.chosen.emit, folder))
            action.setEnabled(folder.is_dir())
        self.addSeparator()
        self.addAction(self.tr("&Forget them"), lambda: self._keep([]))
