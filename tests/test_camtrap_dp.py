"""A Camtrap DP data package holds to the published schemas.

What these ask for is written down here, from https://camtrap-dp.tdwg.org/data (version 1.0): required fields, types,
ranges and vocabularies; and from https://camtrap-dp.tdwg.org/metadata for the package itself.
"""

import csv
import json
import os
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from fake_engine import answer
from PIL import Image

from effnet_desktop.camtrap_dp import open_package
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, PhotoError
from effnet_desktop.engine.records.classifying import Classification, Judgement, PhotoFailed, Prediction

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
ANY, BOOLEAN, NUMBER, INTEGER = ".*", "true|false", r"-?\d+(\.\d+)?(e-?\d+)?", r"\d+"
NOT_EMPTY = r"(?s).+"

FIELDS = {  # table -> field -> whether it is required, and the pattern of its values
    "deployments": {
        "deploymentID": (True, NOT_EMPTY),
        "locationID": (False, ANY),
        "locationName": (False, ANY),
        "latitude": (True, NUMBER),
        "longitude": (True, NUMBER),
        "coordinateUncertainty": (False, r"[1-9]\d*"),
        "deploymentStart": (True, TIME),
        "deploymentEnd": (True, TIME),
        "setupBy": (False, ANY),
        "cameraID": (False, ANY),
        "cameraModel": (False, ANY),
        "cameraDelay": (False, INTEGER),
        "cameraHeight": (False, NUMBER),
        "cameraDepth": (False, NUMBER),
        "cameraTilt": (False, r"-?\d+"),
        "cameraHeading": (False, INTEGER),
        "detectionDistance": (False, NUMBER),
        "timestampIssues": (False, BOOLEAN),
        "baitUse": (False, BOOLEAN),
        "featureType": (False, "roadPaved|roadDirt|trailHiking|trailGame|culvert|burrow|nestSite|carcass|waterSource"),
        "habitat": (False, ANY),
        "deploymentGroups": (False, ANY),
        "deploymentTags": (False, ANY),
        "deploymentComments": (False, ANY),
    },
    "media": {
        "mediaID": (True, NOT_EMPTY),
        "deploymentID": (True, NOT_EMPTY),
        "captureMethod": (False, "activityDetection|timeLapse"),
        "timestamp": (True, TIME),
        "filePath": (True, r"(?=^[^./~])(^((?!\.{2}).)*$).*"),
        "filePublic": (True, BOOLEAN),
        "fileName": (False, ANY),
        "fileMediatype": (True, "(image|video|audio)/.*"),
        "exifData": (False, ANY),
        "favorite": (False, BOOLEAN),
        "mediaComments": (False, ANY),
    },
    "observations": {
        "observationID": (True, NOT_EMPTY),
        "deploymentID": (True, NOT_EMPTY),
        "mediaID": (False, NOT_EMPTY),
        "eventID": (False, ANY),
        "eventStart": (True, TIME),
        "eventEnd": (True, TIME),
        "observationLevel": (True, "media|event"),
        "observationType": (True, "animal|human|vehicle|blank|unknown|unclassified"),
        "cameraSetupType": (False, "setup|calibration"),
        "scientificName": (False, ANY),
        "count": (False, r"[1-9]\d*"),
        "lifeStage": (False, "adult|subadult|juvenile"),
        "sex": (False, "female|male"),
        "behavior": (False, ANY),
        "individualID": (False, ANY),
        "individualPositionRadius": (False, NUMBER),
        "individualPositionAngle": (False, NUMBER),
        "individualSpeed": (False, NUMBER),
        "bboxX": (False, NUMBER),
        "bboxY": (False, NUMBER),
        "bboxWidth": (False, NUMBER),
        "bboxHeight": (False, NUMBER),
        "classificationMethod": (False, "human|machine"),
        "classifiedBy": (False, ANY),
        "classificationTimestamp": (False, TIME),
        "classificationProbability": (False, r"0(\.\d+)?|1(\.0+)?"),
        "observationTags": (False, ANY),
        "observationComments": (False, ANY),
    },
}


def problems(folder: Path) -> list[str]:
    """What a package's tables and its description do not hold to."""
    found = []
    tables = {}
    for name, fields in FIELDS.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            tables[name] = list(reader)
        if reader.fieldnames != list(fields):
            return [f"{name}: {reader.fieldnames}"]
        for row in tables[name]:
            for field, (required, pattern) in fields.items():
                if (required and not row[field]) or (row[field] and not re.fullmatch(pattern, row[field])):
                    found.append(f"{name}.{field}: {row[field]!r}")
        keys = [row[next(iter(fields))] for row in tables[name]]
        if len(keys) != len(set(keys)):
            found.append(f"{name}: a key twice")
    deployments = {row["deploymentID"] for row in tables["deployments"]}
    media = {row["mediaID"] for row in tables["media"]}
    found += [row["mediaID"] for row in tables["media"] if row["deploymentID"] not in deployments]
    for row in tables["observations"]:
        if row["deploymentID"] not in deployments or row["mediaID"] not in media:
            found.append(row["observationID"])
    for row in tables["deployments"]:
        if abs(float(row["latitude"])) > 90 or abs(float(row["longitude"])) > 180:
            found.append(f"{row['latitude']}, {row['longitude']}")
        if datetime.fromisoformat(row["deploymentStart"]) > datetime.fromisoformat(row["deploymentEnd"]):
            found.append(row["deploymentStart"])
    return found + described_wrongly(json.loads((folder / "datapackage.json").read_text(encoding="utf-8")))


def described_wrongly(package: dict) -> list[str]:
    needed = {"resources", "profile", "created", "contributors", "project", "spatial", "temporal", "taxonomic"}
    found = sorted(needed - package.keys())
    for resource in package["resources"]:
        name = resource["name"]
        if resource["path"] != f"{name}.csv" or resource["profile"] != "tabular-data-resource":
            found.append(name)
        if not re.fullmatch(rf"https://.*/camtrap-dp/1\.0[.\d]*/{name}-table-schema\.json", resource["schema"]):
            found.append(resource["schema"])
    if [resource["name"] for resource in package["resources"]] != list(FIELDS):
        found.append("resources")
    if not re.fullmatch(r"https://.*/camtrap-dp/1\.0[.\d]*/camtrap-dp-profile\.json", package["profile"]):
        found.append(package["profile"])
    project = package["project"]
    if (
        project["samplingDesign"] not in ("simpleRandom", "systematicRandom", "clusteredRandom", "opportunistic")
        or not set(project["captureMethod"]) <= {"activityDetection", "timeLapse"}
        or not set(project["observationLevel"]) <= {"media", "event"}
        or not isinstance(project["individualAnimals"], bool)
        or not project["title"]
        or not package["contributors"][0]["title"]
        or not re.fullmatch(r"[-a-z0-9._/]+", package["name"])
        or package["spatial"]["type"] != "MultiPoint"
    ):
        found.append(str(project))
    date.fromisoformat(package["temporal"]["start"])
    date.fromisoformat(package["temporal"]["end"])
    datetime.fromisoformat(package["created"])
    return found


def make_photo(path: Path, time: str = "", offset: str = "", gps: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if time:
        exif.get_ifd(0x8769)[36867] = time
        exif[271], exif[272] = "Reconyx", "HP2X"
    if offset:
        exif.get_ifd(0x8769)[36881] = offset
    if gps:
        exif.get_ifd(0x8825).update({1: "S", 2: (52.0, 30.0, 36.0), 3: "W", 4: (13.0, 15.0, 0.0)})
    Image.new("RGB", (8, 8)).save(path, exif=exif)
    os.utime(path, (10**9, 10**9))
    return path


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture
def package(tmp_path):
    def write(*results):
        with open_package(tmp_path / "out" / "Traps 2024", Engine.capture) as take:
            for result in results:
                take(result)
        return tmp_path / "out" / "Traps 2024"

    return write


def of(path: Path, category: str, model: str = "mine", index: int = 0, **known) -> Classification:
    predictions = (Prediction(category, index, 0.9),)
    first = answer(path)
    return Classification(path, model, predictions, first.timings, first.device, **known)


def test_it_holds_to_the_schemas(package, tmp_path) -> None:
    photos = tmp_path / "写真"
    folder = package(
        of(make_photo(photos / "cam 1" / "a..1.jpg", "2024:05:01 10:00:00", "+09:00", gps=True), "red fox"),
        of(make_photo(photos / "cam 1" / "2.jpg", "2024:05:03 11:00:00", "+09:00", gps=True), "a|b", is_unsure=True),
        of(make_photo(photos / "cam 2" / "=3.png"), "Blank"),
        PhotoFailed(make_photo(photos / "cam 2" / "4.jpg"), PhotoError("It is damaged.")),
        PhotoFailed(photos / "gone.jpg", PhotoError("There is no such file.")),
    )
    assert problems(folder) == []
    first, second = rows(folder, "deployments")
    assert first["deploymentID"] == "写真/cam 1"
    assert (first["deploymentStart"], first["deploymentEnd"]) == (
        "2024-05-01T10:00:00+09:00",
        "2024-05-03T11:00:00+09:00",
    )
    assert (float(first["latitude"]), float(first["longitude"])) == pytest.approx((-52.51, -13.25))
    assert (first["cameraModel"], first["timestampIssues"]) == ("Reconyx-HP2X", "false")
    assert (second["coordinateUncertainty"], second["timestampIssues"]) == ("20037508", "true")
    assert "not known" in second["deploymentComments"]
    assert [row["timestamp"][:10] for row in rows(folder, "media")] == [
        "2024-05-01",
        "2024-05-03",
        "2001-09-09",
        "2001-09-09",
    ]
    observed = rows(folder, "observations")
    assert [row["observationType"] for row in observed] == ["animal", "unknown", "blank", "unclassified"]
    assert observed[0]["observationTags"] == "category:red fox"
    assert observed[1]["observationTags"] == "category:a/b"
    assert observed[0]["classificationProbability"] == "0.9"


@pytest.mark.parametrize(
    ("category", "model", "index", "kind"),
    [
        ("tench", "lite0", 0, "animal"),
        ("puffer", "b0", 397, "animal"),
        ("abacus", "lite0", 398, "unknown"),
        ("person", "mine", 1, "human"),
        ("Car", "mine", 1, "vehicle"),
        ("empty", "mine", 2, "blank"),
        ("badger", "mine", 900, "animal"),
    ],
)
def test_what_is_seen(package, tmp_path, category, model, index, kind) -> None:
    folder = package(of(make_photo(tmp_path / "a.jpg"), category, model, index))
    assert rows(folder, "observations")[0]["observationType"] == kind


def test_what_a_person_said_is_theirs(package, tmp_path) -> None:
    photos = [make_photo(tmp_path / f"{name}.jpg") for name in "abc"]
    folder = package(
        of(photos[0], "red fox", judgement=Judgement("badger")),
        of(photos[1], "red fox", judgement=Judgement("empty")),
        of(photos[2], "red fox", judgement=Judgement(None, "red fox")),
    )
    assert problems(folder) == []
    corrected, blank, wrong = rows(folder, "observations")
    assert (corrected["observationTags"], corrected["classificationMethod"]) == ("category:badger", "human")
    assert corrected["classificationProbability"] == ""
    assert (blank["observationType"], wrong["observationType"]) == ("blank", "unknown")
    assert wrong["classificationMethod"] == "machine"


def test_a_file_of_somebody_else_stays_and_nothing_is_written(package, tmp_path) -> None:
    folder = tmp_path / "out" / "Traps 2024"
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text("mine")
    with pytest.raises(EngineError, match="stays as it is"):
        package(of(make_photo(tmp_path / "a.jpg"), "red fox"))
    assert [file.name for file in folder.iterdir()] == ["datapackage.json"]
    assert (folder / "datapackage.json").read_text() == "mine"


def test_a_package_of_nothing_is_whole(package) -> None:
    folder = package()
    assert [rows(folder, name) for name in FIELDS] == [[], [], []]
    assert described_wrongly(json.loads((folder / "datapackage.json").read_text())) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("media.csv", "image/jpeg", "photo"),
        ("media.csv", "file:///", "/"),
        ("observations.csv", "animal", "fox"),
        ("observations.csv", ",m1,", ",m7,"),
        ("deployments.csv", "deploymentStart", "start"),
        ("datapackage.json", "opportunistic", "by chance"),
    ],
)
def test_what_does_not_hold_to_them_is_found(package, tmp_path, file, old, new) -> None:
    folder = package(of(make_photo(tmp_path / "a.jpg"), "badger"))
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    assert problems(folder)


def test_a_photo_of_no_category_is_unknown(package, tmp_path) -> None:
    photo = make_photo(tmp_path / "cam" / "1.jpg", "2024:05:01 10:00:00", "+09:00")
    (observed,) = rows(package(of(photo, "red fox", novelty=9.0, is_novel=True)), "observations")
    assert (observed["observationType"], observed["scientificName"]) == ("unknown", "")
