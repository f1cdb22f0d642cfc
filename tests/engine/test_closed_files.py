"""Files and folders that the user may not read: named with the reason, and the others go on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from ordinary_user import run_as_ordinary_user
from PIL import Image

SCRIPT = """
import json, sys
from pathlib import Path
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.comparing import CompareConfig

data, photos, closed = map(Path, sys.argv[1:])
engine = Engine(data)

def result_of(verb):
    failed = {}
    while True:
        try:
            event = next(verb)
        except StopIteration as stop:
            return stop.value, failed
        except EngineError as error:
            return str(error), failed
        if isinstance(event, PhotoFailed):
            failed[event.path.name] = str(event.error)

if __name__ == "__main__":
    comparison, _ = result_of(engine.compare(CompareConfig((photos,), ("lite0",), device="cpu")))
    evaluation, _ = result_of(engine.evaluate(photos, "lite0"))
    summary, failed = result_of(engine.classify([*photos.rglob("*.png"), closed / "0.png"], "lite0", device="cpu"))
    print(json.dumps({
        "compared": [path.name for path in comparison.photos],
        "not compared": {failed.path.name: str(failed.error) for failed in comparison.unreadable},
        "not evaluated": [path.name for path in evaluation.unreadable],
        "classified": summary.photos - summary.failed,
        "not classified": failed,
        "found": result_of(engine.find_photos([closed, closed / "inner"]))[0].photos,
        "closed": [str(c.error) for c in result_of(engine.find_photos([closed]))[0].left_out.closed],
        "problems": [str(p.message) for p in result_of(engine.inspect_folder(closed.parent))[0].problems],
        "comparing": result_of(engine.compare(CompareConfig((closed,), ("lite0",))))[0],
        "evaluating": result_of(engine.evaluate(closed, "lite0"))[0],
        "evaluating inside": result_of(engine.evaluate(closed / "inner", "lite0"))[0],
        "auditing": result_of(engine.audit(closed))[0],
        "auditing inside": result_of(engine.audit(closed / "inner"))[0],
        "importing": result_of(engine.import_model(closed / "weights.pth"))[0],
    }))
"""


@pytest.fixture
def photos(tmp_path) -> Iterator[Path]:
    """Two photos that can be read, one that cannot, and a folder beside that cannot be looked into."""
    folder, closed = tmp_path / "photos", tmp_path / "closed"
    (folder / "espresso").mkdir(parents=True)
    (closed / "inner").mkdir(parents=True)
    for number in range(3):
        Image.new("RGB", (64, 64), (90 * number, 60, 30)).save(folder / "espresso" / f"{number}.png")
    Image.new("RGB", (64, 64)).save(closed / "0.png")
    os.chmod(folder / "espresso" / "1.png", 0)
    os.chmod(closed, 0)
    yield folder
    os.chmod(closed, 0o700)


def test_closed_files_and_folders_end_nothing_in_a_traceback(ready_dir, photos, tmp_path) -> None:
    said = json.loads(run_as_ordinary_user(SCRIPT, ready_dir, photos, tmp_path / "closed"))
    assert said["compared"] == ["0.png", "2.png"]
    assert [*said["not compared"]] == said["not evaluated"] == ["1.png"]
    assert "permission" in said["not compared"]["1.png"].lower()
    assert said["classified"] == 2
    assert {*said["not classified"]} == {"0.png", "1.png"}
    assert said["found"] == 1  # the folder inside may be a photo for all one knows; reading it tells
    assert said["closed"] == ["You are not allowed to open this folder. Ask its owner, or change its permissions."]
    assert "Folders that cannot be opened, left out: closed." in said["problems"]
    assert not any("without photos" in problem and "closed" in problem for problem in said["problems"])
    assert "no photos to compare on" in said["comparing"]
    for verb in ("evaluating", "evaluating inside", "auditing", "auditing inside", "importing"):
        assert said[verb], verb
