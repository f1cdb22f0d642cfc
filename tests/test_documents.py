"""The documents say what is so: links lead somewhere, paths exist, the command line is told whole, and no more."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from effnet_desktop.__main__ import USAGE
from effnet_desktop.cli.arguments import make_parser, purposes

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    file.relative_to(ROOT).as_posix()
    for file in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").glob("*.md"))
)
README_WORDS = 900
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PATH = re.compile(
    r"(?<![\w./-])(?:tests|build|docs|scripts|effnet_desktop|resources|\.github|\.ci)/[\w./-]*\.(?:py|yml|txt|spec|ts|md|png)"
)


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a document that are written in a language; an empty one means no language at all."""
    return [
        body for name, body in re.findall(r"^```(\w*)\n(.*?)^```$", read(document), re.M | re.S) if name == language
    ]


def prose(text: str) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)


def anchors(text: str) -> set[str]:
    """What can follow a # in an address: the headings, as forges spell them."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(folder: Path, text: str) -> list[str]:
    """Relative links that lead to no file, or to no heading of one."""

    def leads_somewhere(target: str) -> bool:
        path, _, anchor = target.partition("#")
        file = folder / path
        if not path:
            return anchor in anchors(text)
        return file.exists() and (not anchor or anchor in anchors(file.read_text(encoding="utf-8")))

    targets = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", prose(text))
    return [
        target for target in targets if not target.startswith(("http://", "https://")) and not leads_somewhere(target)
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    assert broken_links((ROOT / document).parent, read(document)) == []


@pytest.mark.parametrize("target", ["gone.md", "README.md#gone", "#gone"])
def test_a_broken_link_is_found(target: str) -> None:
    assert broken_links(ROOT, f"# Here\n\nSee [that]({target}) and [this](#here) and [it](README.md#install).") == [
        target
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_named_exists(document: str) -> None:
    assert [path for path in PATH.findall(read(document)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("beginning", ["README.md", ".github/CONTRIBUTING.md"])
def test_each_document_is_linked_from_where_people_begin(beginning: str) -> None:
    """Or, what few people need, from a document that is."""
    linked = set(re.findall(r"docs/[\w-]+\.md", read(beginning)))
    linked |= {f"docs/{name}" for first in linked for name in re.findall(r"\]\(([\w-]+\.md)", read(first))}
    assert {document for document in DOCUMENTS if document.startswith("docs/")} - linked == set()


def test_the_readme_is_short() -> None:
    assert len(read("README.md").split()) <= README_WORDS


def test_the_readme_has_its_two_lines() -> None:
    lines = re.findall(r"^python3 -m venv .*$", read("README.md"), re.M)
    assert [line.rpartition("/")[2] for line in lines] == ["effnet-desktop", "python -m pytest"]


# The command line.


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of the words that may follow it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands(below)


def verb_parser(verb: str) -> argparse.ArgumentParser:
    [verbs] = [action for action in make_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    parser = verbs.choices[verb]
    assert isinstance(parser, argparse.ArgumentParser)
    return parser


def sections() -> dict[str, str]:
    """The parts of the document on the command line, by their headings."""
    _, *parts = re.split(r"^## ", read("docs/command-line.md"), flags=re.M)
    return {part.partition("\n")[0]: part for part in parts}


@pytest.mark.parametrize("verb", purposes())
def test_each_verb_is_told_with_its_options_and_no_others(verb: str) -> None:
    told = sections()[verb]
    known, words = set(), set()
    for parser in commands(verb_parser(verb)):
        for action in parser._actions:
            known |= {option for option in action.option_strings if option.startswith("--") and option != "--help"}
            if isinstance(action, argparse._SubParsersAction):
                words |= set(action.choices)
            elif action.choices and action.dest not in ("device", "precision"):  # these are told once, for all
                words |= {str(choice) for choice in action.choices}
    assert set(OPTION.findall(told)) == known
    assert {word for word in words if not re.search(rf"(?<!\w){word}(?!\w)", told)} == set()


def test_what_computes_is_told_once_for_all_verbs() -> None:
    choices = {
        str(choice)
        for verb in purposes()
        for action in verb_parser(verb)._actions
        if action.dest in ("device", "precision")
        for choice in action.choices or ()
    }
    assert {choice for choice in choices if f"`{choice}`" not in sections()["Which model"]} == set()


def test_what_may_stand_before_the_verb_is_told() -> None:
    options = set(OPTION.findall(USAGE))
    assert set(OPTION.findall(sections()["Before the verb"])) == options


def test_the_readme_names_each_verb() -> None:
    [block] = blocks("README.md", "console")
    assert set(purposes()) <= set(re.findall(r"^\$ effnet-desktop (\w+)", block, re.M))


@pytest.mark.parametrize("document", ["README.md", "docs/command-line.md"])
def test_the_examples_are_right_usage(document: str) -> None:
    lines = [line for block in blocks(document, "console") for line in block.splitlines()]
    assert lines
    for line in lines:
        prompt, program, *arguments = shlex.split(line.partition(" > ")[0], comments=True)
        assert (prompt, program) == ("$", "effnet-desktop")
        if arguments[0] in purposes():
            make_parser().parse_args(arguments)


# The tree of the house.


def tree() -> set[str]:
    """The paths in CONTRIBUTING's tree, folders with a slash at their end."""
    folders: list[str] = []
    paths = set()
    for line in blocks(".github/CONTRIBUTING.md", "")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.split(r"\s{2,}", line.strip())[0].split()
        paths |= {"".join([*folders[:depth], name]) for name in names}
        folders[depth:] = [names[-1]]
    return paths


def test_the_tree_shows_each_room_and_nothing_that_is_gone() -> None:
    shown = tree()
    rooms = {f"{file.parent.relative_to(ROOT)}/" for file in (ROOT / "effnet_desktop").rglob("__init__.py")}
    assert len(rooms) > 10
    assert rooms - shown == set()
    assert [path for path in shown if not (ROOT / path).exists()] == []
