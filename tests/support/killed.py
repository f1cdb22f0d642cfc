"""Verbs of filing in a process that is killed in the middle, and what folders hold, to compare before and after."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from effnet_desktop.engine.records.filing import AnsweredPhoto

# Kills itself as `kill -9` does, just before the Nth call that changes files (or opens one).
SCRIPT = """
import os, signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from killed import answers
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.records.filing import FilingConfig

verb, folder, moment = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
engine = Engine(folder / "data")
calls = 0

def count(event, arguments):
    global calls
    if event in ("open", "os.link", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.utime", "os.truncate"):
        calls += 1
        if calls == moment:
            os.kill(os.getpid(), signal.SIGKILL)

def end(verb):
    while True:
        try:
            next(verb)
        except StopIteration as stop:
            return stop.value

def work():
    if verb in ("undo", "resume"):
        sys.addaudithook(count)
    if verb == "undo":
        end(engine.undo_filing())
    elif verb == "resume":
        end(engine.resume_filing())
    else:
        config = FilingConfig(target, way=verb, roots=(folder / "photos",), keep_structure=True)
        plan = end(engine.plan_filing(answers(folder / "photos"), config))
        sys.addaudithook(count)
        end(engine.file_photos(plan))

target = Path(os.environ.get("EFFNET_TARGET") or folder / "sorted")
try:
    work()
except StorageError as error:  # there may be nothing to undo or to go on with
    print(error, file=sys.stderr)
print(calls)
"""


def run_and_kill(verb: str, folder: Path, moment: int = 0, target: Path | None = None) -> int | None:
    """Files (`copy`, `move`, `link`), resumes or undoes in ``folder``, and kills that before its call number `moment`.

    Returns:
        How many calls there were; None where it was killed.
    """
    support = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, support, verb, str(folder), str(moment)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "EFFNET_TARGET": str(target or "")},
    )
    if done.returncode == -9:
        return None
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def make_tree(folder: Path, photos: int = 6) -> Path:
    """Photos with companions in two folders, with times of nanoseconds and modes of their own."""
    root = folder / "photos"
    for number in range(photos):
        inner = root / ("day 1" if number % 2 else "昨日")
        inner.mkdir(parents=True, exist_ok=True)
        for suffix in (".jpg", ".jpg.xmp", ".cr2")[: 1 + number % 3]:
            path = inner / f"photo{number}{suffix}"
            path.write_bytes(f"{number}{suffix}".encode() * (1000 * number + 1))
            path.chmod(0o640 if number % 2 else 0o644)
            os.utime(path, ns=(10**18 + number, 10**18 + 1_234_567_891 * number))
    for inner in sorted(root.iterdir()):
        os.utime(inner, ns=(10**18, 10**18 + 123_456_789))
    os.utime(root, ns=(10**18, 10**18 + 987_654_321))
    return root


def answers(folder: Path) -> list[AnsweredPhoto]:
    """What a model may say of them."""
    names = ("cat", "dog", "great white shark")
    found = sorted(folder.rglob("*.jpg"))
    return [AnsweredPhoto(path, names[number % 3], 0.5 + number % 50 / 100) for number, path in enumerate(found)]


def tree(folder: Path) -> dict[str, tuple[object, ...]]:
    """Every file with hash, time and mode, and every folder with its time, by the path inside."""
    found: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        found[str(path.relative_to(folder))] = content, status.st_mtime_ns, status.st_mode
    return found
