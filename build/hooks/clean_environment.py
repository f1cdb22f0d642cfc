"""Takes the bundle's libraries out of what other programs inherit: a file manager that we start has Qt of its own.

PyInstaller points LD_LIBRARY_PATH at the bundle. The dynamic linker has read it when the process began, so it may go.
Our worker processes get it anew, as PyInstaller's start program is told to begin from scratch.
A runtime hook of PyInstaller.
"""

import os

_original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _original:
    os.environ["LD_LIBRARY_PATH"] = _original
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
