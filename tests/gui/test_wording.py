"""What the engine says, in the user's words."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from effnet_desktop.engine.errors import DownloadError, Text
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui import wording
from effnet_desktop.paths import resource_path


@pytest.fixture(autouse=True)
def english_numbers(qapp):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


# Stands in for a language with another order of words.
TRANSLATED = {
    ("Engine", "{name} is not at {host}."): "{host}: no {name}!",
    ("Engine", "Try {host} later."): "Later: {host}.",
}


class _Translator(QTranslator):
    def translate(self, context, source, disambiguation=None, n=-1):
        return TRANSLATED.get((context, source))


@pytest.fixture
def translator(qapp):
    translator = _Translator()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


ERROR = DownloadError("{name} is not at {host}.", "Try {host} later.", name="b4 {x}", host="h")


def test_an_error_in_english():
    assert wording.explain(ERROR) == ("b4 {x} is not at h.", "Try h later.")


def test_an_error_translated_with_its_places_in_another_order(translator):
    assert wording.explain(ERROR) == ("h: no b4 {x}!", "Later: h.")


def test_an_error_without_a_hint(translator):
    assert wording.explain(DownloadError("Cut.")) == ("Cut.", "")


def test_a_notice(translator):
    assert wording.say(Notice("{name} is not at {host}.", name="b0", host="h")) == "h: no EfficientNet-B0!"


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(Text("Loading {name}", name="B0")), "Loading B0"),
        (Progress(Text("Reading"), 3), "Reading: 3"),
        (Progress(Text("Reading"), 0, 1200, "photos"), "Reading: 0 of 1,200"),
        (Progress(Text("Fetching"), 3_145_728, 21_444_401, "bytes"), "Fetching: 3.0 MB of 20.5 MB"),
        (Progress(Text("Fetching"), 2048, None, "bytes"), "Fetching: 2.0 kB"),
    ],
)
def test_progress(progress, text):
    assert wording.progress_text(progress) == text


def test_figures_of_a_model():
    model = ModelInfo("b0", VARIANTS["b0"], "absent", None)
    assert wording.weights_size_text(model) == "20 MB"
    assert wording.params_text(model) == "5.3 M"
    assert wording.percent_text(model.variant.acc1) == "77.7 %"
    assert wording.family_text(model) == "Standard"


def test_whole_numbers_and_texts_inside_a_text_are_the_users_too(qapp):
    QLocale.setDefault(QLocale("de_DE"))
    inner = Text("{count} parameters", count=15_198_728)
    assert wording.say(Text("{what}, {size:.1f} MB.", what=inner, size=2.25)) == "15.198.728 parameters, 2.2 MB."
    assert wording.say(Text("seed {seed}", seed=10**30)) == f"seed {10**30}"


def test_digits_are_grouped_where_the_system_has_no_language():
    program = (
        "from effnet_desktop import app; from PySide6.QtCore import QLocale; "
        "application = app.create_application(); app.install_translators(application, 'system'); "
        "print(QLocale().toString(15198728))"
    )
    environment = {"LC_ALL": "C", "QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, timeout=60)
    assert done.stdout.strip() == "15,198,728", done.stderr


def test_figures_follow_the_language():
    QLocale.setDefault(QLocale("de_DE"))
    assert wording.percent_text(77.692) == "77,7 %"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1 s"), (42.4, "42 s"), (59.7, "1 min"), (150, "2 min"), (3599, "1 h 0 min"), (7800, "2 h 10 min")],
)
def test_durations(seconds, text):
    assert wording.duration_text(seconds) == text


def texts_with_numbers() -> list[tuple[str, str]]:
    """Each (class, text) in the sources that counts something."""
    found = []
    for file in Path(wording.__file__).parents[1].rglob("*.py"):
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(part, ast.ClassDef):
                texts = (node.value for node in ast.walk(part) if isinstance(node, ast.Constant))
                found += [(part.name, text) for text in texts if isinstance(text, str) and "%Ln" in text]
    return found


@pytest.mark.parametrize(("context", "text"), texts_with_numbers())
def test_english_counts_properly(qapp, context, text):
    """The plurals are a "translation". After a change of texts: `pyside6-lupdate -pluralonly`, `pyside6-lrelease`."""
    translator = QTranslator()
    assert translator.load(str(resource_path("translations/effnet_desktop_en.qm")))
    one, many = (translator.translate(context, text, None, number) for number in (1, 2))
    for translated in (one, many):  # verbs may change with the number, too: "1 file is", "2 files are"
        assert "%Ln" in translated
        assert "s)" not in translated
    assert (one != many) == ("s)" in text)
