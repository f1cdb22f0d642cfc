"""Where the app keeps its files. Every path comes from here, and ``--data-dir`` moves them all."""

import os
from pathlib import Path


def default_data_dir() -> Path:
    """The folder for this user's data, where the operating system wants it."""
    import platformdirs  # Only here: with --data-dir there is nothing to look up.

    return platformdirs.user_data_path("effnet-desktop", appauthor=False)


def settings_file(data_dir: Path) -> Path:
    """The user's settings."""
    return data_dir / "settings.ini"


def log_file(data_dir: Path) -> Path:
    """What happened, the newest part; older ones lie beside it."""
    return data_dir / "logs" / "effnet-desktop.log"


def pasted_dir(data_dir: Path) -> Path:
    """Pictures that were pasted or dragged from a browser, since every photo needs a file."""
    return data_dir / "pasted"


def unwritable_reason(data_dir: Path) -> str:
    """Why nothing can be written to the folder, which is made if absent; empty if all is well."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".writable-{os.getpid()}"  # Its own: another window may look at the same time.
        probe.touch()
        probe.unlink()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def resource_path(name: str) -> Path:
    """A file that came with the app: an icon, a translation.

    Args:
        name: Path below the folder of resources.
    """
    package = Path(__file__).parent
    inside = package / "resources"  # In a wheel, and frozen by PyInstaller, which keeps the wheel's layout.
    beside = package.parent / "resources"  # In a checkout.
    return (inside if inside.is_dir() else beside) / name
