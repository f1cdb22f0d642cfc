"""Each of the architecture's rules is a check, and each check finds a planted violation."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THREAD_FILES = {"tasks.py", "engine/prefetch.py"}
THREAD_MODULES = {"threading", "_thread", "concurrent", "multiprocessing.pool", "multiprocessing.dummy"}
THREAD_NAMES = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent", "ThreadPoolExecutor", "ThreadPool", "Thread"}


def thread_makers(package: Path) -> Iterator[str]:
    """Places outside the two thread files that import what makes threads."""
    for file in sorted(package.rglob("*.py")):
        name = file.relative_to(package).as_posix()
        if name in THREAD_FILES:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                imported = [node.module or "", *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Attribute):
                imported = [node.attr] if node.attr in THREAD_NAMES else []
            else:
                continue
            for module in imported:
                if module in THREAD_NAMES or module in THREAD_MODULES or module.split(".")[0] in THREAD_MODULES:
                    yield f"{name}:{node.lineno} {module}"


def check_with(tool: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(tool)
    environment = {**os.environ, "PYTHONPATH": str(cwd), "PYTHONSAFEPATH": "1"}
    return subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, env=environment)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources in which violations can be planted."""
    shutil.copytree(ROOT / "effnet_desktop", tmp_path / "effnet_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, file: str, line: str) -> None:
    path = root / "effnet_desktop" / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")


def test_imports_point_in_the_right_direction() -> None:
    done = check_with("lint-imports", "--no-cache", cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("engine/classifier.py", "from effnet_desktop import paths"),
        ("engine/photos.py", "import PySide6.QtGui"),
        ("cli.py", "import PySide6.QtCore"),
        ("gui/classify_page.py", "from effnet_desktop.engine import devices"),
        ("tasks.py", "from effnet_desktop.gui import main_window"),
    ],
)
def test_a_wrong_direction_is_found(copy: Path, file: str, line: str) -> None:
    plant(copy, file, line)
    done = check_with("lint-imports", "--no-cache", cwd=copy)
    assert done.returncode != 0
    assert "broken" in done.stdout.lower()


@pytest.mark.parametrize("library", ["torch", "torchvision", "openvino"])
def test_a_heavy_import_at_module_level_is_found(copy: Path, library: str) -> None:
    assert check_with("ruff", "check", "--no-cache", "--select=TID253", cwd=copy).returncode == 0
    plant(copy, "engine/devices.py", f"import {library}  # noqa: E402")
    done = check_with("ruff", "check", "--no-cache", "--select=TID253", cwd=copy)
    assert done.returncode == 1
    assert library in done.stdout


def test_only_two_files_make_threads() -> None:
    assert list(thread_makers(ROOT / "effnet_desktop")) == []


@pytest.mark.parametrize(
    "line",
    [
        "import threading",
        "from threading import Thread",
        "from concurrent.futures import ThreadPoolExecutor",
        "from PySide6.QtCore import QThread",
        "from PySide6 import QtCore\nQtCore.QThreadPool.globalInstance()",
        "from multiprocessing.pool import ThreadPool",
    ],
)
def test_a_thread_elsewhere_is_found(copy: Path, line: str) -> None:
    plant(copy, "gui/classify_page.py", line)
    assert any("gui/classify_page.py" in place for place in thread_makers(copy / "effnet_desktop"))
