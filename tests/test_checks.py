"""The checks themselves: scripts/check, what CI and the forge run of it, and what guards a commit."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEST_LINE = re.compile(r"^python3 -m venv .*pytest$", re.M)
ON_WINDOWS = {"python3 -m venv": "py -m venv", ".venv/bin/": ".venv\\Scripts\\"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="bash runs scripts/check and .ci/run")


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A venv whose tools only write down that they were called."""
    tools = tmp_path / "a venv" / "bin"
    tools.mkdir(parents=True)
    for name in ("ruff", "mypy", "lint-imports", "python"):
        tool = tools / name
        tool.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\ntest "{name}" != "$FAILING"\n')
        tool.chmod(0o755)
    return tools.parent


def check(venv: Path, *arguments: str, failing: str = "none") -> tuple[int, list[str]]:
    """The exit status of scripts/check, and the tools that it called."""
    environment = {**os.environ, "VENV": str(venv), "FAILING": failing}
    done = subprocess.run(
        [ROOT / "scripts/check", *arguments], cwd=venv.parent, env=environment, capture_output=True, text=True
    )
    calls = venv.parent / "calls"
    return done.returncode, calls.read_text().splitlines() if calls.exists() else []


ALL = ["ruff check", "ruff format --check", "mypy ", "lint-imports ", "python -m pytest"]


def test_everything_is_checked_from_wherever_it_is_called(venv: Path) -> None:
    assert check(venv) == (0, ALL)


def test_the_fast_check_leaves_out_the_tests_alone(venv: Path) -> None:
    assert check(venv, "--fast") == (0, ALL[:-1])


@pytest.mark.parametrize(("failing", "calls"), [("ruff", 1), ("mypy", 3), ("lint-imports", 4), ("python", 5)])
def test_the_first_failure_ends_the_check(venv: Path, failing: str, calls: int) -> None:
    status, called = check(venv, failing=failing)
    assert status != 0
    assert called == ALL[:calls]


@pytest.mark.parametrize("arguments", [["--slow"], [""], ["--fast", "--fast"]])
def test_other_arguments_are_wrong_usage(venv: Path, arguments: list[str]) -> None:
    assert check(venv, *arguments) == (2, [])


def test_an_absent_venv_is_wrong_usage(tmp_path: Path) -> None:
    assert check(tmp_path / "nothing") == (2, [])


def test_ci_runs_the_readmes_line_and_then_the_rest() -> None:
    script = (ROOT / ".ci/run").read_text()
    expression = re.search(r"sed -n '(.+)' README\.md", script)[1]
    line = subprocess.run(["sed", "-n", expression, ROOT / "README.md"], capture_output=True, text=True).stdout.strip()
    assert TEST_LINE.fullmatch(line)
    assert subprocess.run(["bash", "-n", ROOT / ".ci/run"]).returncode == 0
    assert "set -euo pipefail" in script
    steps = ["bash -euo pipefail -c", "scripts/check --fast", "build/package.py"]
    assert [step for _, step in sorted((script.index(step), step) for step in steps)] == steps
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", "workflows/test.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/bug.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/feature.yml"),
        ("vendor.github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_what_the_forge_reads_is_valid(schema: str, file: str) -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    check = subprocess.run([tool, "--builtin-schema", schema, ROOT / ".github" / file], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


def test_the_forge_tests_with_the_readmes_line_on_all_three_systems() -> None:
    workflow = (ROOT / ".github/workflows/test.yml").read_text()
    [line] = TEST_LINE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    runs = [run.strip() for run in workflow.splitlines()]
    assert line in runs
    for here, there in ON_WINDOWS.items():
        line = line.replace(here, there)
    assert line in runs
    assert "system: [ubuntu-24.04, windows-2022, macos-15]" in workflow
    assert "run: scripts/check --fast" in runs


def test_the_forge_installs_what_ci_does_for_qt() -> None:
    theirs, ours = (
        set(re.search(r"libegl1 [^>]*?fonts-\S+", (ROOT / file).read_text())[0].replace("\\", " ").split())
        for file in (".github/workflows/test.yml", ".ci/run")
    )
    assert theirs == ours


def test_a_commit_is_checked_by_the_ruff_that_ci_uses() -> None:
    [revision] = re.findall(r"ruff-pre-commit\n *rev: v(\S+)", (ROOT / ".pre-commit-config.yaml").read_text())
    assert f"\nruff=={revision}\n" in (ROOT / "build/constraints.txt").read_text()
