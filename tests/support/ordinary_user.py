"""A script run by someone who may not read everything: root does not notice that a file is closed."""

import os
import shutil
import subprocess
import sys

import pytest

RIGHTS = "-dac_override,-dac_read_search"


def run_as_ordinary_user(script: str, *arguments: object) -> str:
    """What a script of Python prints; skips the test where nobody else than root can run it."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    if sys.platform == "win32":
        pytest.skip("files are closed in another way there")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root reads every file, and there is no setpriv")
        command = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}", *command]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
