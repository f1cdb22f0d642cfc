"""What the user chose, kept in an INI file. A damaged or older file gives the defaults, never an error."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, Literal, TypeVar, get_args

from PySide6.QtCore import QByteArray, QObject, QSettings, QUrl, Signal

from effnet_desktop.engine.records.classifying import Framing
from effnet_desktop.engine.records.devices import DeviceChoice, Precision
from effnet_desktop.engine.variants import DEFAULT_VARIANT

Language = Literal["system", "en", "ja"]
Theme = Literal["system", "light", "dark"]

T = TypeVar("T")


def is_web_address(text: str) -> bool:
    """Whether the text is an http or https address with a host."""
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    return url.isValid() and url.scheme() in ("http", "https") and bool(url.host())


def _one_of(words: object) -> Callable[[object], bool]:
    return lambda value: value in get_args(words)


def folders_in(text: str) -> list[Path]:
    """The folders of a setting that holds a JSON list; none of one that is damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [Path(path) for path in found if isinstance(path, str)] if isinstance(found, list) else []


def as_setting(folders: Iterable[Path]) -> str:
    """Folders as a setting holds them."""
    return json.dumps([str(folder) for folder in folders])


class _Setting(Generic[T]):
    """One entry of the file, under the name of the attribute that holds it, or under a key of its own."""

    def __init__(self, default: T, is_valid: Callable[[T], bool], key: str = "") -> None:
        self._default = default
        self._is_valid = is_valid
        self._key = key

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name
        self._key = self._key or name

    def __get__(self, settings: "Settings", owner: type) -> T:
        value = settings.file.value(self._key)
        return value if isinstance(value, type(self._default)) and self._is_valid(value) else self._default

    def __set__(self, settings: "Settings", value: T) -> None:
        if not self._is_valid(value):
            raise ValueError(f"{self._name} cannot be {value!r}")
        if value != self.__get__(settings, type(settings)):
            settings.file.setValue(self._key, value)
            settings.changed.emit(self._name)


class Settings(QObject):
    """The settings, each checked when it is read and when it is set.

    Attributes:
        model: Name of the model that classifies.
        device: What to compute on.
        precision: ``f32`` where exact results matter more than speed, ``fast`` for the opposite.
        framing: What happens to a photo that is not square.
        weights_url: Mirror to download weights from; empty for the usual host.
        language: Language of the window, from the next start on.
        theme: Light or dark.
        keeps_list: Whether the photos of the last session are listed at the next start, and the last comparisons kept.
        filing_folder: The folder that photos were filed into last; empty before.
        all_categories: The training folders in which one called ``other`` is a category all the same, as a JSON list.
        recent_folders: The folders that were opened last, the newest first, as a JSON list.
        has_started: Whether the window was shown before, so that no hint for newcomers is.
        geometry: Place and size of the window, as Qt saves them.
        changed: Signal with the name of the setting that has a new value.

    Args:
        path: The file; made when a setting is first changed.
        parent: Qt's owner.
    """

    changed = Signal(str)

    model = _Setting(DEFAULT_VARIANT, bool)  # any name: whether there is such a model, the engine knows
    device = _Setting[DeviceChoice]("auto", _one_of(DeviceChoice))
    precision = _Setting[Precision]("auto", _one_of(Precision))
    framing = _Setting[Framing]("crop", _one_of(Framing), key="fit")
    weights_url = _Setting("", lambda text: not text or is_web_address(text))
    language = _Setting[Language]("system", _one_of(Language))
    theme = _Setting[Theme]("system", _one_of(Theme))
    keeps_list = _Setting("yes", lambda value: value in ("yes", "no"))
    filing_folder = _Setting("", lambda text: True)
    all_categories = _Setting("[]", bool)
    recent_folders = _Setting("[]", bool)
    has_started = _Setting("no", lambda value: value in ("yes", "no"))
    geometry = _Setting(QByteArray(), lambda value: True)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = QSettings(str(path), QSettings.Format.IniFormat, self)
