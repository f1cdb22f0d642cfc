"""Answers as a Camtrap DP 1.0 data package, the exchange format of camera-trap projects: https://camtrap-dp.tdwg.org"""

import csv
import mimetypes
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from effnet_desktop import saving
from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.records.classifying import Capture, Classification, PhotoFailed
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.engine.versions import APP, version_of
from effnet_desktop.export import cell, to_json

PACKAGE = "datapackage.json"
PROFILE = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.1/"

# The fields of the published table schemas, in their order.
_DEPLOYMENTS = """
    deploymentID locationID locationName latitude longitude coordinateUncertainty deploymentStart deploymentEnd setupBy
    cameraID cameraModel cameraDelay cameraHeight cameraDepth cameraTilt cameraHeading detectionDistance timestampIssues
    baitUse featureType habitat deploymentGroups deploymentTags deploymentComments
"""
_MEDIA = """
    mediaID deploymentID captureMethod timestamp filePath filePublic fileName fileMediatype exifData favorite
    mediaComments
"""
_OBSERVATIONS = """
    observationID deploymentID mediaID eventID eventStart eventEnd observationLevel observationType cameraSetupType
    scientificName count lifeStage sex behavior individualID individualPositionRadius individualPositionAngle
    individualSpeed bboxX bboxY bboxWidth bboxHeight classificationMethod classifiedBy classificationTimestamp
    classificationProbability observationTags observationComments
"""
TABLES = {"deployments": _DEPLOYMENTS.split(), "media": _MEDIA.split(), "observations": _OBSERVATIONS.split()}

ANYWHERE = 20_037_508
"""Half of the Earth's circumference in metres: how uncertain a place is that nobody has said."""
IMAGENET_ANIMALS = 398
"""ImageNet's first categories, from tench to puffer, are its animals."""

_BLANK = frozenset(["blank", "empty", "nothing", "background", "none", "leer", "vide"])
_HUMAN = frozenset(["human", "humans", "person", "persons", "people", "man", "woman", "child", "hunter", "hiker"])
_VEHICLE = frozenset(["vehicle", "vehicles", "car", "cars", "truck", "trucks", "bicycle", "motorcycle", "quad"])
_SUFFIX_TYPES = {".heic": "image/heic", ".heif": "image/heif", ".hif": "image/heif", ".avif": "image/avif"}

Row = dict[str, Any]


@contextmanager
def open_package(
    folder: Path, capture: Callable[[Path], Capture | None]
) -> Iterator[Callable[[Classification | PhotoFailed], None]]:
    """Collects answers for as long as the block lasts; then the package is in the folder, which is made if absent.

    Args:
        folder: Gets ``datapackage.json`` and its three tables.
        capture: Says how a photo was taken.

    Yields:
        What takes one photo's answer.

    Raises:
        EngineError: Other files have the names of the package's; said before the first answer is taken.
        StorageError: It cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "{path} cannot be written: {reason}.", "Choose another folder.", path=folder, reason=error.strerror
        ) from error
    kinds = {**{f"{name}.csv": saving.TABLE for name in TABLES}, PACKAGE: saving.PACKAGE}
    for file, kind in kinds.items():
        saving.check(folder / file, kind)
    taken: list[tuple[Classification | PhotoFailed, Capture]] = []

    def take(result: Classification | PhotoFailed) -> None:
        if (known := capture(result.path)) is not None:
            taken.append((result, known))

    yield take
    tables = _tables(taken)
    for name, rows in tables.items():
        with saving.open_file(folder / f"{name}.csv", saving.TABLE) as out:
            writer = csv.DictWriter(out, TABLES[name], restval="")
            writer.writeheader()
            writer.writerows({field: cell(value) for field, value in row.items()} for row in rows)
    with saving.open_file(folder / PACKAGE, saving.PACKAGE) as out:
        out.write(to_json(_package(folder, tables["deployments"]), indent=2))


def _tables(taken: Sequence[tuple[Classification | PhotoFailed, Capture]]) -> dict[str, list[Row]]:
    now = _iso(datetime.now().astimezone())
    names = _deployments([result.path for result, _ in taken])
    captures: dict[str, list[Capture]] = {}
    media: list[Row] = []
    observations: list[Row] = []
    for number, (result, known) in enumerate(taken, 1):
        deployment = names[result.path.parent]
        captures.setdefault(deployment, []).append(known)
        time = _iso(known.time)
        media.append(
            {
                "mediaID": f"m{number}",
                "deploymentID": deployment,
                "timestamp": time,
                # A photo is no part of the package: its address. Two dots in a row are refused there.
                "filePath": Path(os.path.abspath(result.path)).as_uri().replace("..", "%2E%2E"),
                "filePublic": "false",
                "fileName": _text(result.path.name),
                "fileMediatype": _media_type(result.path),
                "mediaComments": "" if known.is_own else "the time is that of the file",
            }
        )
        observations.append(
            {
                "observationID": f"o{number}",
                "deploymentID": deployment,
                "mediaID": f"m{number}",
                "eventStart": time,
                "eventEnd": time,
                "observationLevel": "media",
                **_observed(result, now),
            }
        )
    deployments = [_deployment(name, captures[name]) for name in sorted(captures)]
    return {"deployments": deployments, "media": media, "observations": observations}


def _deployments(paths: Sequence[Path]) -> dict[Path, str]:
    """A name for each folder: its path from the folder that holds them all, that one included."""
    folders = {path.parent: Path(os.path.abspath(path.parent)) for path in paths}
    if not folders:
        return {}
    try:
        root = Path(os.path.commonpath(folders.values())).parent
    except ValueError:  # several drives
        return {folder: _text(absolute.as_posix()) for folder, absolute in folders.items()}
    return {folder: _text(absolute.relative_to(root).as_posix()) for folder, absolute in folders.items()}


def _deployment(name: str, captures: Sequence[Capture]) -> Row:
    places = [(each.latitude, each.longitude) for each in captures if each.latitude is not None]
    cameras = {each.camera for each in captures if each.camera}
    latitude, longitude = places[len(places) // 2] if places else (0, 0)
    return {
        "deploymentID": name,
        "locationName": name,
        "latitude": latitude,
        "longitude": longitude,
        "coordinateUncertainty": "" if places else ANYWHERE,
        "deploymentStart": _iso(min(each.time for each in captures)),
        "deploymentEnd": _iso(max(each.time for each in captures)),
        "cameraModel": cameras.pop() if len(cameras) == 1 else "",
        "timestampIssues": "false" if all(each.is_own for each in captures) else "true",
        "deploymentComments": "" if places else "The place is not known: fill in latitude and longitude.",
    }


def _observed(result: Classification | PhotoFailed, now: str) -> Row:
    if isinstance(result, PhotoFailed):
        return {"observationType": "unclassified", "observationComments": _text(str(result.error))}
    best, said = result.predictions[0], result.judgement
    if said and said.category:
        return {
            "observationType": _type(said.category, result),
            "classificationMethod": "human",
            "classificationTimestamp": now,
            "observationTags": _tag(said.category),
        }
    is_known = not (result.is_unsure or result.is_novel) and (said is None or said.rejected != best.category)
    return {
        "observationType": _type(best.category, result) if is_known else "unknown",
        "classificationMethod": "machine",
        "classifiedBy": f"{APP} {version_of(APP) or ''}, {_text(result.model)}",
        "classificationTimestamp": now,
        "classificationProbability": round(min(best.probability, 1.0), 6),
        "observationTags": _tag(best.category),
    }


def _tag(category: str) -> str:
    return f"category:{_text(category).replace('|', '/')}"


def _type(category: str, result: Classification) -> str:
    """What kind of thing a category is, as far as its name tells; a model of one's own is taken to know animals."""
    if result.model in VARIANTS:
        indices = (prediction.index for prediction in result.predictions if prediction.category == category)
        return "animal" if next(indices, IMAGENET_ANIMALS) < IMAGENET_ANIMALS else "unknown"
    word = category.strip().casefold()
    for kind, words in (("blank", _BLANK), ("human", _HUMAN), ("vehicle", _VEHICLE)):
        if word in words:
            return kind
    return "animal"


def _package(folder: Path, deployments: Iterable[Row]) -> dict[str, Any]:
    rows = list(deployments)
    now = datetime.now().astimezone()
    title = _text(folder.resolve().name) or "photos"
    points = [[row["longitude"], row["latitude"]] for row in rows]
    return {
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": f"{PROFILE}{name}-table-schema.json",
            }
            for name in TABLES
        ],
        "profile": f"{PROFILE}camtrap-dp-profile.json",
        "name": re.sub(r"[^a-z0-9._-]+", "-", title.lower()).strip("-") or "photos",
        "created": _iso(now),
        "contributors": [{"title": APP, "role": "contributor"}],
        "project": {
            "title": title,
            "samplingDesign": "opportunistic",
            "captureMethod": ["activityDetection"],
            "individualAnimals": False,
            "observationLevel": ["media"],
        },
        "spatial": {"type": "MultiPoint", "coordinates": points},
        "temporal": {
            "start": min((row["deploymentStart"] for row in rows), key=datetime.fromisoformat, default=_iso(now))[:10],
            "end": max((row["deploymentEnd"] for row in rows), key=datetime.fromisoformat, default=_iso(now))[:10],
        },
        "taxonomic": [],
    }


def _media_type(path: Path) -> str:
    guessed = _SUFFIX_TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or ""
    return guessed if guessed.startswith("image/") else "image/jpeg"


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(name: str) -> str:
    """A name as UTF-8 text, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")
