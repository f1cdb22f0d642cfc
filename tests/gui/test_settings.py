"""The settings survive a restart, and a damaged file gives the defaults."""

import pytest
from PySide6.QtCore import QByteArray

from effnet_desktop.gui.settings import Settings, is_web_address

DEFAULTS = {
    "model": "lite0",
    "device": "auto",
    "precision": "auto",
    "framing": "crop",
    "weights_url": "",
    "language": "system",
    "theme": "system",
    "geometry": QByteArray(),
}
OTHERS = {
    "model": "b4",
    "device": "cuda",
    "precision": "f32",
    "framing": "letterbox",
    "weights_url": "https://mirror.example/models,v1",
    "language": "ja",
    "theme": "dark",
    "geometry": QByteArray(b"\0\1\xff;=,"),
}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "folder of data" / "settings.ini"


def test_defaults(qapp, file):
    settings = Settings(file)
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS
    assert not file.exists()


@pytest.mark.parametrize("name", OTHERS)
def test_a_setting_is_announced_and_survives_a_restart(qtbot, file, name):
    settings = Settings(file)
    with qtbot.waitSignal(settings.changed) as changed:
        setattr(settings, name, OTHERS[name])
    assert changed.args == [name]
    assert getattr(settings, name) == OTHERS[name]
    del settings  # Qt writes the file.
    assert getattr(Settings(file), name) == OTHERS[name]


def test_an_unchanged_setting_is_not_announced(qtbot, file):
    settings = Settings(file)
    settings.theme = "dark"
    with qtbot.assertNotEmitted(settings.changed):
        settings.theme = "dark"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", ""),
        ("device", "abacus"),
        ("precision", ""),
        ("framing", "stretch"),
        ("weights_url", "mirror.example"),
        ("language", "tlh"),
        ("theme", "pink"),
    ],
)
def test_a_value_that_is_none_is_refused_when_set_and_ignored_when_read(qapp, file, name, value):
    settings = Settings(file)
    with pytest.raises(ValueError, match=name):
        setattr(settings, name, value)
    settings.file.setValue(name, value)
    assert getattr(settings, name) == DEFAULTS[name]


@pytest.mark.qt_log_ignore("QVariant::load: unknown user type")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe\x89PNG not a settings file at all [[[ = = \x80",
        b"[General]\nmodel=\ndevice=a, b, c\ntheme=@Invalid()\ngeometry=12\nfit=@ByteArray(crop)\n",
        b"[General]\nlanguage=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xfNoSuchType)\n",
    ],
)
def test_a_damaged_file_gives_the_defaults(qapp, file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    settings = Settings(file)
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS


def test_an_unwritable_place_is_no_error(qapp, tmp_path):
    (tmp_path / "taken").write_text("a file where a folder should be")
    settings = Settings(tmp_path / "taken" / "settings.ini")
    settings.theme = "dark"
    settings.file.sync()
    assert settings.theme == "dark"


@pytest.mark.parametrize("text", ["http://localhost:8000/w", "https://mirror.example", "https://[::1]:8080/models/"])
def test_web_addresses(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text", ["", "mirror.example/models", "ftp://host/", "http://", "https:///models", "http://a b/"]
)
def test_what_is_no_web_address(text):
    assert not is_web_address(text)


def test_nothing_but_the_file_is_written(qapp, file):
    settings = Settings(file)
    settings.model = "lite2"
    settings.file.sync()
    assert list(file.parent.iterdir()) == [file]
