"""Photos whose category is in doubt, one by one, and what the user decides about each.

The same list serves the photos that are probably filed wrongly, the wrong answers, a cell of the confusion matrix, and
the photos that were decided about before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter, QPalette, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.training import Mistake, RightAnswer, Suspect
from effnet_desktop.gui.train.undo import Decisions
from effnet_desktop.gui.widgets.action_button import ActionButton
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser
from effnet_desktop.gui.widgets.photo_view import PhotoView
from effnet_desktop.gui.widgets.picture_row import AnyIndex, PictureRow
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.widgets.selected_rows import selected_rows
from effnet_desktop.gui.wording import percent_text

PICTURE = QSize(72, 54)
LETTERS = 24  # of a category on a button


@dataclass(frozen=True, slots=True)
class Finding:
    """A photo whose category is in doubt, was looked up, or was decided.

    Attributes:
        path: The photo.
        given: The category that it is filed in.
        suggested: The category that the model says.
        probability: Of the suggested one; None where no model was asked.
    """

    path: Path
    given: str
    suggested: str
    probability: float | None

    @property
    def is_right(self) -> bool:
        """Whether folder and model say the same."""
        return self.given == self.suggested


def from_suspect(suspect: Suspect) -> Finding:
    """A photo that is probably filed wrongly."""
    return Finding(suspect.path, suspect.given, suspect.suggested, suspect.probability)


def from_mistake(mistake: Mistake) -> Finding:
    """A wrong answer; of course the folder may be what is wrong."""
    return Finding(mistake.path, mistake.truth, mistake.predicted, mistake.probability)


def from_right_answer(answer: RightAnswer) -> Finding:
    """A right answer, which may be one by chance."""
    return Finding(answer.path, answer.category, answer.category, answer.probability)


def from_decision(photo: Path, label: str, folder: Path) -> Finding:
    """A photo that the user gave a category, or left out (an empty one)."""
    inside = photo.parent.relative_to(folder).parts if photo.is_relative_to(folder) else (str(photo.parent),)
    given = label if label in inside else "/".join(inside) or folder.name
    return Finding(photo, given, given, None)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user has decided so far: other categories, and photos left out."""

    labels: dict[Path, str]
    left_out: frozenset[Path]

    def decision(self, photo: Path) -> str | None:
        """What was decided: a category, maybe its folder's, an empty one for a photo left out, None for nothing."""
        return "" if photo in self.left_out else self.labels.get(photo)

    def after(self, decisions: Decisions) -> "Corrections":
        """What holds after some more decisions."""
        gone = {photo for photo, _ in decisions}
        labels = {photo: label for photo, label in self.labels.items() if photo not in gone}
        labels |= {photo: label for photo, label in decisions if label}
        return Corrections(labels, self.left_out - gone | {photo for photo, label in decisions if label == ""})


NO_CORRECTIONS = Corrections({}, frozenset())


class FindingModel(QAbstractListModel):
    """Findings in order, with the corrections of each."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[Finding, ...] = ()
        self._corrections = NO_CORRECTIONS

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many there are."""
        return 0 if parent.isValid() else len(self.findings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What screen readers and tooltips say; the delegate takes the `Finding` itself."""
        finding = self.findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(filter(None, (finding.path.name, self.text(finding), self.decision(finding))))
        return str(finding.path) if role == Qt.ItemDataRole.ToolTipRole else None

    def finding(self, row: int) -> Finding:
        """The finding in a row."""
        return self.findings[row]

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these."""
        self.beginResetModel()
        self.findings = tuple(findings)
        self.endResetModel()

    def set_corrections(self, corrections: Corrections) -> None:
        """Takes in what the user has decided."""
        self._corrections = corrections
        if self.findings:
            self.dataChanged.emit(self.index(0), self.index(len(self.findings) - 1))

    def correction(self, finding: Finding) -> str | None:
        """As `Corrections.decision`."""
        return self._corrections.decision(finding.path)

    def text(self, finding: Finding) -> str:
        """The doubt in a few words."""
        if finding.probability is None:
            return finding.given
        if finding.is_right:
            return self.tr("{probability} · {category}").format(
                category=finding.given, probability=percent_text(100 * finding.probability)
            )
        return self.tr("{probability} · {given} → {suggested}").format(
            given=finding.given,
            suggested=finding.suggested,
            probability=percent_text(100 * finding.probability),
        )

    def decision(self, finding: Finding) -> str:
        """The correction in a few words; empty if there is none."""
        label = self.correction(finding)
        if label is None:
            return ""
        if label == finding.given:
            return self.tr("the folder is right")
        return self.tr("now in {category}").format(category=label) if label else self.tr("left out")


class _Row(PictureRow):
    """The file's name, the doubt; a decision on a tinted patch."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(pictures, parent, size=PICTURE, lines=2, margin=8, gap=12)

    def _path(self, index: AnyIndex) -> Path:
        return _finding(index)[1].path

    def _opacity(self, index: AnyIndex) -> float:
        model, finding = _finding(index)
        return 0.35 if model.correction(finding) == "" else 1.0

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, line: QRect, text: QColor, dim: QColor
    ) -> None:
        model, finding = _finding(index)
        metrics, right = option.fontMetrics, line.right()
        if decision := model.decision(finding):
            self._paint_decision(painter, line, text, metrics.elidedText(decision, _RIGHT, line.width() // 2))
            line.setRight(right - min(metrics.horizontalAdvance(decision), line.width() // 2) - 24)
        painter.setPen(text)
        painter.drawText(line, _LEFT, metrics.elidedText(finding.path.name, Qt.TextElideMode.ElideMiddle, line.width()))
        line.setRight(right)
        line.translate(0, line.height())
        painter.setPen(dim)
        painter.drawText(line, _LEFT, metrics.elidedText(model.text(finding), _RIGHT, line.width()))

    def _paint_decision(self, painter: QPainter, line: QRect, text: QColor, decision: str) -> None:
        patch = QRectF(painter.boundingRect(line, Qt.AlignmentFlag.AlignRight, decision)).adjusted(-16, 0, 0, 0)
        patch.moveRight(line.right())
        ground = QColor(text)
        ground.setAlphaF(0.15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(patch, patch.height() / 2, patch.height() / 2)
        painter.setPen(text)
        painter.drawText(patch, Qt.AlignmentFlag.AlignCenter, decision)


def _short(category: str) -> str:
    """A name that fits on a button, whose ampersand is no key."""
    return (category if len(category) <= LETTERS else f"{category[: LETTERS - 1]}…").replace("&", "&&")


def _finding(index: AnyIndex) -> tuple[FindingModel, Finding]:
    """The finding in a row, with what is known about it."""
    model = index.model()
    assert isinstance(model, FindingModel)
    return model, model.finding(index.row())


_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.TextElideMode.ElideRight


class Findings(QWidget):
    """The list, the selected photo large, and what can be decided about it.

    Nothing is decided here: the signals say what the user wants, `set_corrections` says what came of it.

    Attributes:
        decided: Signal with what the user wants of photos, as `Decisions`.
        open_photo_wanted: Signal with a photo to show outside the app.

    Args:
        small: Where the list's pictures come from.
        large: Where the selected photo's picture comes from.
        orientation: Whether the selected photo is beside the list or below it.
    """

    decided = Signal(list)
    open_photo_wanted = Signal(Path)

    def __init__(
        self, small: Pictures, large: Pictures, orientation: Qt.Orientation = Qt.Orientation.Horizontal
    ) -> None:
        super().__init__()
        self._small, self._large = small, large
        self.model = FindingModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(small, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.setAccessibleName(self.tr("Photos in doubt"))
        self.list.setMinimumWidth(200)
        self._view = PhotoView()
        self._doubt = QLabel(wordWrap=True)
        self._doubt.setTextFormat(Qt.TextFormat.PlainText)
        self._doubt.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._empty = QLabel(wordWrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setMargin(16)

        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._categories: tuple[str, ...] = ()
        self._move = self._action(self.tr("Move label"), self._move_labels, "M", buttons)
        self._other = self._action(self.tr("Other category…"), self._ask_for_category, "O", buttons)
        self._keep = self._action(self.tr("The folder is right"), self._keep_labels, "R", buttons)
        self._leave = self._action(self.tr("Leave out"), self._leave_out, "Delete", buttons)
        self._take_back = self._action(self.tr("Take back"), self._forget, "T", buttons)
        self._open = self._action(self.tr("Show in folder"), self._show_in_folder, "Ctrl+Return")
        self._move.setWhatsThis(self._move.text())  # which the help shows: the text changes
        self.list.installEventFilter(self)
        self._leave.setToolTip(self.tr("Neither trains on this photo nor measures with it"))
        self._other.setToolTip(self.tr("Counts these photos as what you say; the files stay where they are"))
        self._keep.setToolTip(self.tr("Is remembered: these photos are never listed here again"))
        self._take_back.setToolTip(self.tr("Leaves the photo in its folder's category, as before"))
        buttons.addStretch()

        details = QWidget()
        detail_layout = QVBoxLayout(details)
        is_beside = orientation == Qt.Orientation.Horizontal
        detail_layout.setContentsMargins(8 if is_beside else 0, 0 if is_beside else 8, 0, 0)
        detail_layout.setSpacing(8)
        detail_layout.addWidget(self._view, stretch=1)
        detail_layout.addWidget(self._doubt)
        detail_layout.addLayout(buttons)
        self._keys = QLabel(wordWrap=True)
        self._keys.setTextFormat(Qt.TextFormat.RichText)
        self._keys.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._keys.setVisible(is_beside)  # below the list is no room
        detail_layout.addWidget(self._keys)
        splitter = QSplitter(orientation, childrenCollapsible=False)
        splitter.addWidget(self.list)
        splitter.addWidget(details)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

        self.list.selectionModel().currentChanged.connect(self._show_current)
        self.list.selectionModel().selectionChanged.connect(self._refresh_actions)
        self.list.doubleClicked.connect(lambda index: self.open_photo_wanted.emit(self.model.finding(index.row()).path))
        small.changed.connect(self.list.viewport().update)
        large.changed.connect(self._show_picture)
        self.show_findings(())

    def show_findings(self, findings: Sequence[Finding], if_none: str = "") -> None:
        """Shows these photos.

        Args:
            findings: The photos, the first of which is selected.
            if_none: What to say where there are none.
        """
        self._empty.setText(if_none)
        self.list.scrollToTop()
        self._show(findings, 0)

    def refresh(self, findings: Sequence[Finding]) -> None:
        """Shows what the photos are by now; the same place stays selected."""
        if tuple(findings) != self.model.findings:
            self._show(findings, min(max(0, self.list.currentIndex().row()), len(findings) - 1))

    def _show(self, findings: Sequence[Finding], place: int) -> None:
        self.model.set_findings(findings)
        self._stack.setCurrentIndex(1 if findings else 0)
        if findings:
            self.list.setCurrentIndex(self.model.index(place))
        self._show_current()

    def set_categories(self, categories: Sequence[str]) -> None:
        """Offers these to move photos to."""
        self._categories = tuple(categories)
        self._refresh_actions()

    def set_corrections(self, corrections: Corrections) -> None:
        """Shows what has been decided."""
        self.model.set_corrections(corrections)
        self._refresh_actions()

    def _action(
        self,
        text: str,
        slot: Callable[[], None],
        shortcut: str,
        buttons: QHBoxLayout | None = None,
    ) -> QAction:
        """An action of the list, with a button if there is a row of buttons to put it into."""
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)  # the key works beside the list, too
        self.list.addAction(action)
        if buttons is not None:
            buttons.addWidget(ActionButton(action))
        return action

    def _selected(self) -> list[Finding]:
        return [self.model.finding(row) for row in selected_rows(self.list)]

    def _move_labels(self) -> None:
        self._decide([(finding.path, finding.suggested) for finding in self._selected() if not finding.is_right])

    def _ask_for_category(self) -> None:
        likely = dict.fromkeys(finding.suggested for finding in self._selected())
        chooser = CategoryChooser(self._categories, tuple(likely), parent=self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.chosen.connect(self._move_to)
        chooser.open()

    def _move_to(self, category: str) -> None:
        self._decide([(finding.path, category) for finding in self._selected()])

    def _keep_labels(self) -> None:
        self._decide([(finding.path, finding.given) for finding in self._selected()])

    def _leave_out(self) -> None:
        self._decide([(finding.path, "") for finding in self._selected()])

    def _decide(self, decisions: Decisions) -> None:
        """Decides about the selected photos, and goes on from a single one to the next that is open."""
        selected, row = self._selected(), self.list.currentIndex().row()
        if decisions:
            self.decided.emit(decisions)
        if len(selected) == 1:
            rows = (*range(row + 1, self.model.rowCount()), *range(row))
            still_open = (other for other in rows if self.model.correction(self.model.finding(other)) is None)
            if (following := next(still_open, None)) is not None:
                self.list.setCurrentIndex(self.model.index(following))

    def _forget(self) -> None:
        decided = [finding for finding in self._selected() if self.model.correction(finding) is not None]
        self.decided.emit([(finding.path, None) for finding in decided])

    def _show_in_folder(self) -> None:
        self.open_photo_wanted.emit(self._selected()[0].path)

    def _show_current(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            finding = self.model.finding(index.row())
            if finding.probability is None:
                said = self.tr("It lies in {given}.")
            elif finding.is_right:
                said = self.tr("Filed as {given}, and recognised ({probability}).")
            else:
                said = self.tr("Filed as {given}. Looks like {suggested} ({probability}).")
            self._doubt.setText(
                said.format(
                    given=finding.given,
                    suggested=finding.suggested,
                    probability=percent_text(100 * (finding.probability or 0.0)),
                )
            )
            self._show_picture()
        self._refresh_actions()

    def _show_picture(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid() or not self._view.isVisible():
            return
        path = self.model.finding(index.row()).path
        large = self._large.get(path)
        if large is not None and large.isNull():
            self._view.set_text(self.tr("This photo cannot be read any more."))
        else:
            self._view.set_picture(large or self._small.get(path) or QPixmap())

    def _refresh_actions(self) -> None:
        selected = self._selected()
        undecided = [finding for finding in selected if self.model.correction(finding) is None]
        in_doubt = [finding for finding in selected if not finding.is_right]
        self._move.setEnabled(any(self.model.correction(finding) != finding.suggested for finding in in_doubt))
        self._move.setText(
            self.tr("Move to {category}").format(category=_short(in_doubt[0].suggested))
            if len({finding.suggested for finding in in_doubt}) == 1
            else self.tr("Move label")
        )
        self._other.setEnabled(bool(selected) and bool(self._categories))
        self._keep.setEnabled(any(self.model.correction(finding) != finding.given for finding in in_doubt))
        self._leave.setEnabled(any(self.model.correction(finding) != "" for finding in selected))
        self._take_back.setEnabled(len(undecided) < len(selected))
        self._open.setEnabled(len(selected) == 1)
        self._move.setToolTip(
            self.tr("Counts this photo as {category}; the file stays where it is").format(
                category=selected[0].suggested
            )
            if len(selected) == 1
            else self.tr("Counts each photo as what it looks like; the files stay where they are")
        )
        self._show_keys()

    def _show_keys(self) -> None:
        """Names the keys of what can be done now."""
        hints = [
            f"<b>{key or action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}</b> {text}"
            for action, key, text in (
                (self._move, self.tr("Enter"), self.tr("move")),
                (self._other, "", self.tr("other category")),
                (self._keep, "", self.tr("the folder is right")),
                (self._leave, "", self.tr("leave out")),
                (self._take_back, "", self.tr("take back")),
            )
            if action.isEnabled()
        ]
        hints.append(f"<b>↑ ↓</b> {self.tr('another photo')}")
        self._keys.setText(" &nbsp; ".join(hint.replace(" ", "&nbsp;") for hint in hints))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the list takes what the model says; held down, of one photo."""
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._move.trigger()
        return event.type() == QEvent.Type.KeyPress

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for the selected photo's picture only now."""
        super().showEvent(event)
        self._show_picture()
