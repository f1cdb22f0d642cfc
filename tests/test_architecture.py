"""Each of the architecture's rules is a check, and each check finds a planted violation."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPECIAL = {"__init__", "__pycache__"}
THREAD_FILES = {"tasks.py", "engine/photos/prefetch.py", "engine/child_process.py"}
ENGINE_FRONT = {"engine", "records", "errors", "variants", "scaling", "published", "chance", "versions"}
THREAD_MODULES = {"threading", "_thread", "concurrent", "multiprocessing.pool", "multiprocessing.dummy"}
THREAD_NAMES = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent", "ThreadPoolExecutor", "ThreadPool", "Thread"}
EXTRAS = {"ray", "pyarrow", "fsspec"}  # of `effnet-desktop[cluster]`, in that room alone
IMPORTED_AS = {"PIL": "pillow", "PySide6": "PySide6_Essentials"}


def thread_makers(package: Path) -> Iterator[str]:
    """Places outside the thread files that import what makes threads."""
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


def imports(package: Path) -> dict[str, set[str]]:
    """For every module, the modules of ours that it imports: at the top, inside functions, for types alone."""
    files = {".".join(file.relative_to(package.parent).with_suffix("").parts): file for file in package.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): file for name, file in files.items()}
    graph: dict[str, set[str]] = {}
    for name, file in modules.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        # `from package import module` names the module; what the package itself holds besides is its own.
        graph[name] = {module for module in found & modules.keys() if modules[module].name != "__init__.py"}
    return graph


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; empty where there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for other in sorted(graph.get(module, ())):
            if found := visit(other, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in sorted(graph) if (found := visit(module, []))), [])


def reaching_out(graph: dict[str, set[str]]) -> list[str]:
    """Modules of the engine that import something of ours outside it."""
    engine = "effnet_desktop.engine"
    return [
        f"{module} -> {other}"
        for module, others in graph.items()
        if module.startswith(engine)
        for other in others
        if not other.startswith(engine)
    ]


def of_one_room(graph: dict[str, set[str]]) -> list[str]:
    """Modules of gui/widgets that fewer than two rooms of the window use, and which belong into theirs."""
    gui = "effnet_desktop.gui."
    users = {
        widget: {module.removeprefix(gui).partition(".")[0] for module, others in graph.items() if widget in others}
        for widget in graph
        if widget.startswith(f"{gui}widgets.")
    }
    return [f"{widget}: {sorted(rooms)}" for widget, rooms in users.items() if len(rooms) < 2]


def undeclared(root: Path) -> list[str]:
    """Packages that are imported, be it inside a function, though an installation may lack them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"]
    declared = {re.split(r"[^\w-]", line)[0].replace("-", "_") for line in lines} | sys.stdlib_module_names
    found: dict[str, None] = {}
    for file in sorted((root / "effnet_desktop").rglob("*.py")):
        extra = EXTRAS if file.parent == root / "effnet_desktop" / "engine" / "cluster" else set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {node.module.split(".")[0]}
            else:
                continue
            found |= dict.fromkeys(names - extra)
    return [name for name in found if IMPORTED_AS.get(name, name) not in declared | {"effnet_desktop"}]


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


def test_each_room_of_the_engine_is_front_or_protected() -> None:
    """A new room has to be put on a floor (the contract is exhaustive), and in or behind the front."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (protected,) = (contract["protected_modules"] for contract in contracts if contract["type"] == "protected")
    rooms = {path.stem for path in (ROOT / "effnet_desktop" / "engine").iterdir() if path.stem not in SPECIAL}
    assert {name.rpartition(".")[2] for name in protected} == rooms - ENGINE_FRONT


def test_there_is_no_circle_of_imports() -> None:
    graph = imports(ROOT / "effnet_desktop")
    assert len(graph) > 100
    assert circle(graph) == []


@pytest.mark.parametrize(
    "line",
    [
        "from effnet_desktop.engine.models.store import ModelStore",
        "import effnet_desktop.engine.models.store",
        "def late():\n    from effnet_desktop.engine.models import store",
        "if TYPE_CHECKING:\n    from effnet_desktop.engine.models.store import ModelStore",
    ],
)
def test_a_circle_is_found(copy: Path, line: str) -> None:
    plant(copy, "engine/models/trained_model.py", line)
    found = circle(imports(copy / "effnet_desktop"))
    assert set(found) == {"effnet_desktop.engine.models.store", "effnet_desktop.engine.models.trained_model"}


def test_the_engine_imports_nothing_of_ours_outside_it(copy: Path) -> None:
    assert reaching_out(imports(ROOT / "effnet_desktop")) == []
    plant(copy, "engine/classifying/classifier.py", "def late():\n    from effnet_desktop import paths")
    assert reaching_out(imports(copy / "effnet_desktop")) == [
        "effnet_desktop.engine.classifying.classifier -> effnet_desktop.paths"
    ]


def test_widgets_are_what_several_pages_share(copy: Path) -> None:
    assert of_one_room(imports(ROOT / "effnet_desktop")) == []
    (copy / "effnet_desktop/gui/widgets/lonely.py").touch()
    plant(copy, "gui/train/findings.py", "from effnet_desktop.gui.widgets import lonely")
    assert of_one_room(imports(copy / "effnet_desktop")) == ["effnet_desktop.gui.widgets.lonely: ['train']"]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("engine/photos/reading.py", "import PySide6.QtGui"),
        ("cli/verbs.py", "import PySide6.QtCore"),
        ("gui/classify/classify_page.py", "from effnet_desktop.engine.networks import devices"),
        ("cli/verbs.py", "from effnet_desktop.engine.networks import devices"),
        ("engine/photos/reading.py", "from effnet_desktop.engine.models import store"),
        ("tasks.py", "from effnet_desktop.gui import main_window"),
    ],
)
def test_a_wrong_direction_is_found(copy: Path, file: str, line: str) -> None:
    plant(copy, file, line)
    done = check_with("lint-imports", "--no-cache", cwd=copy)
    assert done.returncode != 0
    assert "broken" in done.stdout.lower()


def test_only_what_is_installed_with_the_app_is_imported(copy: Path) -> None:
    assert undeclared(ROOT) == []
    plant(copy, "engine/networks/devices.py", "def late():\n    import timm.data\n    import ray")
    assert sorted(undeclared(copy)) == ["ray", "timm"]


@pytest.mark.parametrize("library", ["torch", "torchvision", "openvino", "ray"])
def test_a_heavy_import_at_module_level_is_found(copy: Path, library: str) -> None:
    assert check_with("ruff", "check", "--no-cache", "--select=TID253", cwd=copy).returncode == 0
    plant(copy, "engine/networks/devices.py", f"import {library}  # noqa: E402")
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
    plant(copy, "gui/classify/classify_page.py", line)
    assert any("gui/classify/classify_page.py" in place for place in thread_makers(copy / "effnet_desktop"))
