"""Every path comes from one folder, and resources are found wherever the app runs from."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from effnet_desktop import paths


def test_everything_lies_below_the_data_dir(tmp_path):
    for place in (paths.settings_file, paths.log_file, paths.pasted_dir):
        assert place(tmp_path).is_relative_to(tmp_path)


def test_the_default_is_the_users_own_folder(monkeypatch, tmp_path):
    for variable in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    folder = paths.default_data_dir()
    assert folder.name == "effnet-desktop"
    if sys.platform == "linux":
        assert folder == tmp_path / "effnet-desktop"


def test_a_writable_folder_is_made(tmp_path):
    folder = tmp_path / "new" / "folder"
    assert paths.unwritable_reason(folder) == ""
    assert list(folder.iterdir()) == []


def test_an_unwritable_folder_has_a_reason(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert paths.unwritable_reason(tmp_path / "taken" / "data")


@pytest.mark.parametrize("layout", ["wheel", "checkout"])
def test_resources_are_found(tmp_path, layout):
    """Runs a copy of the module where a wheel, and where a checkout, has it. PyInstaller keeps the wheel's layout."""
    package = tmp_path / "effnet_desktop"
    package.mkdir()
    shutil.copy(paths.__file__, package)
    resources = (package if layout == "wheel" else tmp_path) / "resources"
    resources.mkdir()
    (resources / "icon.svg").write_text("<svg/>")
    program = "from effnet_desktop import paths; print(paths.resource_path('icon.svg').read_text())"
    (package / "__init__.py").touch()
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout == "<svg/>\n"


def test_the_icon_is_there():
    assert Path(paths.resource_path("icon.svg")).read_text().startswith("<svg")
