"""Photos to file, and an engine to file them with."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.filing import AnsweredPhoto, FilingConfig, FilingPlan


@pytest.fixture
def engine(data_dir: Path) -> Engine:
    return Engine(data_dir)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "sorted"


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., AnsweredPhoto]:
    """Makes a file, below ``photos``, with what is known of it."""

    def make(name: str, category: str = "cat", content: str | None = None, **known: object) -> AnsweredPhoto:
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(name if content is None else content))
        return AnsweredPhoto(path, category, **{"confidence": 0.9, **known})

    return make


@pytest.fixture
def planned(engine: Engine, target: Path) -> Callable[..., FilingPlan]:
    def plan(*photos: AnsweredPhoto, **settings: object) -> FilingPlan:
        return run(engine.plan_filing(photos, FilingConfig(**{"target": target, **settings})))[1]

    return plan


@pytest.fixture
def names(target: Path) -> Callable[[], list[str]]:
    """The files at the target, by their paths inside."""
    return lambda: sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
