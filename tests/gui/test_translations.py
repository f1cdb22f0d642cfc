"""Every text of the window has its translation, and the compiled files are up to date.

After a change of texts, run this file as a program: ``python tests/gui/test_translations.py``. It adds the new texts
to the .ts files, where they wait as "unfinished", and compiles what is there. Translate them in Qt Linguist or an
editor, and run it again. (pyside6-lupdate alone does not find the engine's texts, and would drop them.)
"""

import ast
import json
import re
import shutil
import string
import subprocess
import sysconfig
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QTranslator

import effnet_desktop
from effnet_desktop.paths import resource_path

PACKAGE = Path(effnet_desktop.__file__).parent
TRANSLATIONS = resource_path("translations")
LANGUAGES = {"en": ["-pluralonly"], "ja": []}  # English is in the sources, all but its singulars and plurals

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Text(NamedTuple):
    """A text to translate, in its context."""

    context: str
    source: str
    is_plural: bool = False


def parse(folder: Path, but: Path | None = None) -> list[ast.Module]:
    files = sorted(file for file in folder.rglob("*.py") if but is None or but not in file.parents)
    return [ast.parse(file.read_text(encoding="utf-8")) for file in files]


# The window's texts: the literals that are given to tr() and translate()


def window_texts(modules: Iterable[ast.Module]) -> set[Text]:
    return {text for module in modules for text in _texts_in(module, "", {})}


def _texts_in(node: ast.AST, class_name: str, variables: dict[str, str]) -> Iterator[Text]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _texts_in(child, child.name, {"self": child.name})
            continue
        match child:
            case ast.Assign([ast.Name(variable)], ast.Call(ast.Name(kind))):
                variables = variables | {variable: kind}  # box = _Box(...): then box.tr() looks in the context _Box
            case ast.Call(ast.Attribute(ast.Name(variable), "tr"), [source, *more]):
                yield _text(variables[variable], source, more)
            case ast.Call(
                ast.Name("translate") | ast.Attribute(ast.Name("QCoreApplication"), "translate"),
                [ast.Constant(str(context)), source, *more],
            ) if context != "Engine":
                yield _text(context, source, more)
        yield from _texts_in(child, class_name, variables)


def _text(context: str, source: ast.expr, more: list[ast.expr]) -> Text:
    assert isinstance(source, ast.Constant), f"{ast.unparse(source)} cannot be found: translate a literal"
    return Text(context, source.value, is_plural=len(more) == 2)


# The engine's texts: the literals that reach the messages of an error, a notice or a progress, directly or through
# variables, parameters and attributes


class _Call(NamedTuple):
    name: str
    call: ast.Call
    function: Function | None


def engine_texts(modules: Iterable[ast.Module]) -> set[str]:
    return _Engine(modules).find()


_NO_ARGUMENTS = partial(ast.arguments, posonlyargs=[], kwonlyargs=[], kw_defaults=[], defaults=[])


class _Engine:
    def __init__(self, modules: Iterable[ast.Module]) -> None:
        self._calls: list[_Call] = []
        self._definitions: dict[str, list[ast.arguments]] = {}  # of functions and classes, by name
        self._constants: dict[str, ast.expr] = {}
        self._owner: dict[Function, str] = {}  # the name by which it is called
        self._todo: list[tuple[str, str]] = []  # (callable, parameter): its arguments are texts
        self._known: set[tuple[str, str]] = set()
        for module in modules:
            for statement in module.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    self._constants[statement.targets[0].id] = statement.value
            self._look_at(module, "", None)

    def _look_at(self, node: ast.AST, class_name: str, function: Function | None) -> None:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.ClassDef(name, [ast.Name(base)]) if base in self._definitions:
                    self._definitions.setdefault(name, self._definitions[base])
                case ast.ClassDef(name):
                    fields = [part for part in child.body if isinstance(part, ast.AnnAssign)]
                    args = [ast.arg(ast.unparse(field.target), field.annotation) for field in fields]
                    self._definitions.setdefault(name, []).append(_NO_ARGUMENTS(args=args))
                case ast.FunctionDef(name, arguments) | ast.AsyncFunctionDef(name, arguments):
                    arguments.args[:0] = arguments.posonlyargs
                    arguments.posonlyargs.clear()
                    if arguments.args and arguments.args[0].arg in ("self", "cls"):
                        del arguments.args[0]
                    self._owner[child] = class_name if name == "__init__" else name
                    self._definitions.setdefault(self._owner[child], []).append(arguments)
                case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
                    self._calls.append(_Call(name, child, function))
            inner_class = child.name if isinstance(child, ast.ClassDef) else class_name
            self._look_at(child, inner_class, child if isinstance(child, Function) else function)

    def find(self) -> set[str]:
        """The texts, found by going back from the messages to where they come from."""
        for name in self._definitions:
            if name in ("Text", "Notice") or {"message", "hint"} <= self._parameters(name):
                self._need(name, self._parameters(name) & {"message", "hint", "template"})
        found: set[str] = set()
        while self._todo:
            name, parameter = self._todo.pop()
            for each in self._calls:
                if each.name == name:
                    found |= {text for value in self._given(each, parameter) for text in self._trace(value, each)}
            found |= {default.value for default in self._defaults(name, parameter)}
        return found - {""}

    def _parameters(self, name: str) -> set[str]:
        """Names of the parameters that are texts."""
        parts = [part for definition in self._definitions[name] for part in (*definition.args, *definition.kwonlyargs)]
        return {part.arg for part in parts if part.annotation and ast.unparse(part.annotation) == "str"}

    def _need(self, name: str, parameters: Iterable[str]) -> None:
        new = {(name, parameter) for parameter in parameters} - self._known
        self._known |= new
        self._todo += new

    def _given(self, each: _Call, parameter: str) -> list[ast.expr]:
        given = [keyword.value for keyword in each.call.keywords if keyword.arg == parameter]
        for definition in self._definitions[each.name]:
            names = [arg.arg for arg in definition.args]
            if parameter in names[: len(each.call.args)]:
                given.append(each.call.args[names.index(parameter)])
        return given

    def _defaults(self, name: str, parameter: str) -> Iterator[ast.Constant]:
        for definition in self._definitions[name]:
            pairs = zip(definition.args[::-1], definition.defaults[::-1], strict=False)
            for arg, default in (*pairs, *zip(definition.kwonlyargs, definition.kw_defaults, strict=True)):
                if arg.arg == parameter and isinstance(default, ast.Constant):
                    yield default

    def _trace(self, value: ast.expr, each: _Call) -> Iterator[str]:
        match value:
            case ast.Constant(str(text)):
                yield text
            case ast.IfExp(_, one, other):
                yield from self._trace(one, each)
                yield from self._trace(other, each)
            case ast.Attribute(_, name):
                for owner in self._definitions:
                    if owner.lstrip("_")[:1].isupper():  # a class, whose attributes are named like its parameters
                        self._need(owner, self._parameters(owner) & {name})
            case ast.Name(name) if assigned := _assigned(name, each.function):
                for one in assigned:
                    yield from self._trace(one, each)
            case ast.Name(name) if each.function and name in self._parameters(self._owner[each.function]):
                self._need(self._owner[each.function], [name])
            case ast.Name(name) if name in self._constants:
                yield from self._trace(self._constants[name], each)
            case _:
                raise AssertionError(f"Not followed to a literal: {ast.unparse(value)} in {ast.unparse(each.call)}")


def _assigned(name: str, function: Function | None) -> list[ast.expr]:
    parts = ast.walk(function) if function else ()
    return [part.value for part in parts if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == name]


def all_texts() -> set[Text]:
    package = parse(PACKAGE)
    others = [ast.parse((PACKAGE / name).read_text(encoding="utf-8")) for name in ("tasks.py", "saving.py")]
    spoken = engine_texts([*parse(PACKAGE / "engine", but=PACKAGE / "engine/cluster"), *others])  # no window says these
    return window_texts(package) | {Text("Engine", source) for source in spoken}


# The files


def read(language: str) -> dict[Text, list[str]]:
    """The finished translations of a .ts file, one for each number of the grammar."""
    translated = {}
    for context in ElementTree.parse(TRANSLATIONS / f"effnet_desktop_{language}.ts").iter("context"):
        for message in context.iter("message"):
            text = Text(
                context.findtext("name", ""), message.findtext("source", ""), message.get("numerus", "no") == "yes"
            )
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation] if text.is_plural else [translation.text or ""]
            translated[text] = [] if translation.get("type") or not all(forms) else forms
    return translated


def places(text: str) -> list[str]:
    """What is filled in: ``{name}``, with its format, and the number."""
    fields = string.Formatter().parse(text)
    named = [f"{{{name}:{form}}}" for _, name, form, _ in fields if name is not None]
    return sorted(named + [number for number in ("%n", "%Ln") if number in text])


def shortcut(text: str) -> str:
    """The letter after ``&``, where there is one."""
    _, _, after = text.replace("&&", "").partition("&")
    return after[:1].upper()


@pytest.fixture(scope="module")
def texts() -> set[Text]:
    return all_texts()


def test_each_text_is_in_japanese(texts):
    japanese = read("ja")
    assert {text for text in texts if not japanese.get(text)} == set()
    assert japanese.keys() - texts == set(), "no longer in the sources"


def test_the_window_speaks_of_no_commands(texts):
    """What can be typed stands in `Text.command`; there is one thing that the window cannot do by itself."""
    (start,) = (text for text in texts if "another folder: effnet-desktop --data-dir DIR" in text.source)
    typed = re.compile(r"(?<!\w)--?[a-z]|effnet-desktop|\bpip\b")
    assert {text.source for text in texts - {start} if typed.search(text.source)} == set()


def test_each_number_is_in_english(texts):
    english = read("en")
    assert {text for text in texts if text.is_plural and len(english.get(text, [])) != 2} == set()
    assert {text for text in english if text not in texts} == set(), "no longer in the sources"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_of_a_text_are_those_of_its_translations(language):
    pairs = [(text.source, form) for text, forms in read(language).items() for form in forms]
    assert [pair for pair in pairs if places(pair[0]) != places(pair[1])] == []
    assert [pair for pair in pairs if shortcut(pair[0]) != shortcut(pair[1])] == []


def test_english_has_no_brackets_for_numbers():
    assert [form for forms in read("en").values() for form in forms if "(s)" in form or "(ies)" in form] == []


@pytest.mark.parametrize(("language", "numbers"), [("en", [1, 2]), ("ja", [1])])
def test_the_compiled_file_is_up_to_date(qapp, language, numbers):
    translator = QTranslator()
    assert translator.load(str(TRANSLATIONS / f"effnet_desktop_{language}.qm"))
    for text, forms in read(language).items():
        for number, form in zip(numbers if text.is_plural else [-1], forms, strict=True):
            assert translator.translate(text.context, text.source, None, number) == form


# The search itself


def test_texts_of_the_window_are_found_with_their_contexts():
    module = ast.parse(
        "class Page:\n"
        "    def show(self):\n"
        "        self.tr('One')\n"
        "        self.tr('%n photo(s)', '', 3)\n"
        "def warn():\n"
        "    box = Box(None)\n"
        "    box.tr('Two')\n"
        "    return translate('Words', 'Three') + QCoreApplication.translate('App', 'Four')\n"
    )
    assert window_texts([module]) == {
        Text("Page", "One"),
        Text("Page", "%n photo(s)", is_plural=True),
        Text("Box", "Two"),
        Text("Words", "Three"),
        Text("App", "Four"),
    }


ENGINE = """
HINT = "Constant."
class Error(Exception):
    def __init__(self, message: str, hint: str = "", command: str = "", /, **values): ...
class OtherError(Error):
    '''Takes the same.'''
class Text:
    template: str
class Progress:
    step: Text
    done: int = 0
class Retry(Exception):
    def __init__(self, waiting: str, seconds: float): ...
def explain(message: str, **values):
    return OtherError(message, HINT, **values)
def fetch(url: str, *, step: str = "Default"):
    yield Progress(Text(step))
    raise explain("Through a parameter." if url else "Or this.", reason="no text")
def wait(fault):
    text = "From a variable"
    yield Progress(Text(text), 3)
    yield Progress(Text(fault.waiting))
def run():
    raise Retry("Through an attribute", 3)
def refuse():
    raise Error("With all three.", "A hint.", "--what to type")
"""


def test_texts_of_the_engine_are_followed_to_their_literals():
    assert engine_texts([ast.parse(ENGINE)]) == {
        "Constant.",
        "Default",
        "Through a parameter.",
        "Or this.",
        "From a variable",
        "Through an attribute",
        "With all three.",
        "A hint.",
    }


def test_a_text_that_is_not_a_literal_is_refused():
    with pytest.raises(AssertionError, match="translate a literal"):
        window_texts([ast.parse("class Page:\n    def show(self, text):\n        self.tr(text)")])
    with pytest.raises(AssertionError, match="Not followed"):
        engine_texts([ast.parse(ENGINE + "def f(x):\n    raise Error(f'{x} is wrong.')")])


# The program


def renew() -> None:
    """Adds the new texts to the .ts files, drops the old ones, and compiles."""

    def run(tool: str, *arguments: object) -> None:
        program = shutil.which(f"pyside6-{tool}", path=sysconfig.get_path("scripts"))
        assert program, f"pyside6-{tool} comes with PySide6-Essentials"
        subprocess.run([program, *map(str, arguments)], check=True)

    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder, "texts.py")
        lines = []
        for text in sorted(all_texts()):
            context, source = (json.dumps(part, ensure_ascii=False) for part in text[:2])
            lines.append(f"QCoreApplication.translate({context}, {source}{', None, 1' if text.is_plural else ''})\n")
        listing.write_text("".join(lines), encoding="utf-8")
        for language, options in LANGUAGES.items():
            file = TRANSLATIONS / f"effnet_desktop_{language}.ts"
            languages = ["-source-language", "en", "-target-language", language]
            run("lupdate", listing, *options, *languages, "-no-obsolete", "-locations", "none", "-ts", file)
            run("lrelease", file)


if __name__ == "__main__":
    renew()
