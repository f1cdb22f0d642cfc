"""``effnet-desktop --smoke``: proves an installation, and measures its start, with what its users would do.

It shows the window (offscreen where there is no display), classifies the built-in picture in it, reads photos of every
format, trains *Quick* and one epoch of *Balanced* on drawn photos, classifies one of them with the new model, and
prints one JSON object. Nothing is written outside a temporary folder, unless one is named.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from effnet_desktop.engine.versions import APP, version_of

ALL_WORKS, SOMETHING_FAILS = 0, 1
PATIENCE_SECONDS = 120.0
PHOTOS_A_CATEGORY = 16
RESOURCES = ("icon.svg", "sample.heic", "translations/effnet_desktop_en.qm", "translations/effnet_desktop_ja.qm")

FORMATS = ("jpg", "png", "webp", "avif", "tif", "bmp", "gif")

_began = time.monotonic()


def run(data_dir: Path | None = None) -> int:
    """Runs the smoke test, prints its record and returns the exit status: 0 all works, 1 something fails.

    Args:
        data_dir: Folder that the app's data is written to; None for one that is deleted afterwards.
    """
    record: dict[str, Any] = {"ok": False, "version": version_of(APP), "frozen": hasattr(sys, "_MEIPASS")}
    # Windows cannot delete a log that is still open.
    with TemporaryDirectory(prefix="effnet-smoke-", ignore_cleanup_errors=True) as folder:
        try:
            _try_everything(record, Path(folder), data_dir or Path(folder, "data"))
            record["ok"] = True
        except Exception as error:  # whatever it is, the record is printed and says it
            record["error"] = str(error) or repr(error)
    print(json.dumps(record, ensure_ascii=False), flush=True)
    return ALL_WORKS if record["ok"] else SOMETHING_FAILS


def _try_everything(record: dict[str, Any], folder: Path, data_dir: Path) -> None:
    from effnet_desktop import display, logs, paths, sample_picture

    for resource in RESOURCES:
        if not paths.resource_path(resource).is_file():
            raise RuntimeError(f"{paths.resource_path(resource)} is missing")
    platforms = display.usable_platforms()
    if not platforms:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        platforms = display.usable_platforms()
    if problem := display.why_qt_fails(platforms):
        raise RuntimeError(problem)

    from effnet_desktop import app
    from effnet_desktop.gui.classify.classify_page import ClassifyPage

    logs.start(paths.log_file(data_dir))
    application = app.create_application()
    window = app.create_window(application, data_dir)
    record["platform"] = application.platformName()
    record["measured_from"], seconds = _since_start()
    _wait(application, "the window is shown", window.windowHandle().isExposed)
    record["window_seconds"] = round(seconds(), 2)
    record["libraries_at_window"] = sorted({"torch", "torchvision", "openvino"} & set(sys.modules))

    window.add_paths([sample_picture.save_sample_picture(folder / "photos")])
    page = window.findChild(ClassifyPage)
    assert page is not None
    _wait(application, "the first photo is classified", lambda: any(photo.result for photo in page.photos.all))
    record["answer_seconds"] = round(seconds(), 2)
    record["libraries_at_answer"] = sorted({"torch", "torchvision", "openvino"} & set(sys.modules))
    answer = _best_of(page.photos.all[0].result)
    record["answer"] = answer
    if answer != sample_picture.CATEGORY:
        raise RuntimeError(f"the built-in picture of a {sample_picture.CATEGORY} is called {answer}")

    _work(record, application, folder, data_dir)
    window.close()


def _work(record: dict[str, Any], application: Any, folder: Path, data_dir: Path) -> None:
    """Does on a lane, as the window does, what takes longer."""
    from effnet_desktop.engine.engine import Engine
    from effnet_desktop.tasks import Lane

    engine = Engine(data_dir)
    lane = Lane()

    def do(what: str, verb: Callable[[], Any]) -> tuple[list[Any], Any]:
        """The events of a verb and its result."""
        events: list[Any] = []
        ends: list[Any] = []
        task = lane.submit(verb)
        task.progressed.connect(events.append)
        task.succeeded.connect(ends.append)
        task.failed.connect(ends.append)
        _wait(application, what, lambda: ends)
        if isinstance(ends[0], Exception):
            raise ends[0]
        return events, ends[0]

    try:
        _read_formats(record, engine, do, folder / "formats")
        _train(record, engine, do, folder / "training")
    finally:
        lane.shutdown(2000)


def _read_formats(record: dict[str, Any], engine: Any, do: Callable[..., Any], folder: Path) -> None:
    """Reads a photo of each format: their decoders are libraries of their own."""
    from effnet_desktop import paths, sample_picture
    from effnet_desktop.engine.records.classifying import Classification, PhotoFailed

    folder.mkdir()
    photos = [folder / f"sample.{suffix}" for suffix in FORMATS]
    for photo in photos:
        options = {"compression": "tiff_lzw"} if photo.suffix == ".tif" else {}  # else Pillow does not need libtiff
        sample_picture.draw_sample_picture(320).save(photo, **options)
    photos.append(paths.resource_path("sample.heic"))
    events, _ = do("photos of all formats are read", lambda: engine.classify(photos, "lite0", device="cpu"))
    for event in events:
        if isinstance(event, PhotoFailed):
            raise RuntimeError(f"{event.path.name} cannot be read: {event.error}")
    record["formats"] = [event.path.suffix[1:] for event in events if isinstance(event, Classification)]
    if len(record["formats"]) != len(photos):
        raise RuntimeError(f"of {len(photos)} photos, {len(record['formats'])} are answered")


def _train(record: dict[str, Any], engine: Any, do: Callable[..., Any], folder: Path) -> None:
    """Trains without PyTorch and with it, and asks the new model."""
    from effnet_desktop.engine.records.classifying import Classification
    from effnet_desktop.engine.records.models import FineTuneConfig

    photos = _draw_photos(folder)
    quick = FineTuneConfig(folder, preset="quick", name="smoke")
    began = time.monotonic()
    _, trained = do("a model is trained", lambda: engine.fine_tune(quick))
    record["train_seconds"] = round(time.monotonic() - began, 2)
    record["train_accuracy"] = trained.model.acc1
    events, _ = do("the new model answers", lambda: engine.classify(photos[:1], "smoke", device="cpu"))
    record["trained_answer"] = _best_of(next(e for e in events if isinstance(e, Classification)))
    if record["trained_answer"] != photos[0].parent.name:
        raise RuntimeError(f"the trained model calls {photos[0].parent.name} {record['trained_answer']}")
    deeper = FineTuneConfig(folder, preset="balanced", epochs=1, name="smoke, deeper", device="cpu")
    began = time.monotonic()
    do("a model is trained more deeply", lambda: engine.fine_tune(deeper))
    record["deep_train_seconds"] = round(time.monotonic() - began, 2)


def _draw_photos(folder: Path) -> list[Path]:
    """Draws photos of three categories that any network can tell apart."""
    import numpy as np
    from PIL import Image, ImageDraw

    random = np.random.default_rng(0)
    paths = []
    for category, width in (("discs", 0), ("rings", 24), ("stripes", None)):
        (folder / category).mkdir(parents=True)
        for i in range(PHOTOS_A_CATEGORY):
            ground, ink = (tuple(random.integers(low, low + 90, 3).tolist()) for low in (150, 20))
            picture = Image.new("RGB", (240, 180), ground)
            draw = ImageDraw.Draw(picture)
            if width is None:
                for x in range(int(random.integers(0, 30)), 240, 36):
                    draw.rectangle((x, 0, x + 14, 180), fill=ink)
            else:
                left, top, side = random.integers((10, 10, 90), (120, 60, 110)).tolist()
                box = (left, top, left + side, top + side)
                draw.ellipse(box, outline=ink, width=width) if width else draw.ellipse(box, fill=ink)
            paths.append(folder / category / f"{i:02}.jpg")
            picture.save(paths[-1], quality=90)
    return paths


def _best_of(result: Any) -> str:
    from effnet_desktop.engine.records.classifying import PhotoFailed

    return f"nothing: {result.error}" if isinstance(result, PhotoFailed) else result.predictions[0].category


def _wait(application: Any, until: str, has_come: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not has_come():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it takes more than {PATIENCE_SECONDS:.0f} s until {until}")
        application.processEvents()
        time.sleep(0.002)


def _since_start() -> tuple[str, Callable[[], float]]:
    """From when the start is measured, and a clock that counts from there."""
    if sys.platform != "linux":
        return "the first module of the app", lambda: time.monotonic() - _began
    # Field 22 of proc(5): when the process started, in ticks since the machine did; CLOCK_BOOTTIME counts from there.
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    started = ticks / os.sysconf("SC_CLK_TCK")
    return "process start", lambda: time.clock_gettime(time.CLOCK_BOOTTIME) - started
