"""The pages of the window, each with scroll bars where the window is smaller than it needs."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

SMALLEST = QSize(600, 360)  # with menus and tabs around, it fits a window of 640 x 480


class PageTabs(QTabWidget):
    """Tabs that are asked for their pages and answer with these, not with what scrolls them."""

    def __init__(self) -> None:
        super().__init__()
        self._to_come: dict[int, Callable[[], QWidget]] = {}
        self.setDocumentMode(True)

    def addTab(self, page: QWidget, title: str) -> int:  # type: ignore[override]
        """Adds a page behind the others; returns its place."""
        place = self.add_later(lambda: page, title)
        self.widget(place)
        return place

    def add_later(self, make: Callable[[], QWidget], title: str) -> int:
        """Adds a page that is made when it is first asked for; returns its place."""
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumSize(SMALLEST)
        place = super().addTab(area, title)
        self._to_come[place] = make
        return place

    def is_made(self, index: int) -> bool:
        """Whether the page at a place was asked for."""
        return index not in self._to_come

    def widget(self, index: int) -> QWidget:
        """The page at a place."""
        area = super().widget(index)
        assert isinstance(area, QScrollArea)
        if make := self._to_come.pop(index, None):
            area.setWidget(make())
        page = area.widget()
        assert page is not None
        return page

    def currentWidget(self) -> QWidget:
        """The page that is shown."""
        return self.widget(self.currentIndex())

    def setCurrentWidget(self, widget: QWidget) -> None:
        """Shows a page."""
        self.setCurrentIndex(self.indexOf(widget))

    def indexOf(self, widget: QWidget) -> int:
        """The place of a page; -1 for any other widget."""
        made = (place for place in range(self.count()) if place not in self._to_come)
        return next((place for place in made if self.widget(place) is widget), -1)
