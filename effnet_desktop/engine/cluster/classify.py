"""Photos -> answers in Parquet files, by the workers of a cluster. See `Engine.classify_on_cluster`."""

import os
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effnet_desktop.engine.cluster import addresses, connection
from effnet_desktop.engine.cluster.parcel import pack
from effnet_desktop.engine.cluster.parts import FORMAT, PART, Parts, RunRecord, digest_of, open_parts
from effnet_desktop.engine.cluster.rounds import LARGEST_BATCH, Answer, Cluster, divide, gather, spread
from effnet_desktop.engine.cluster.worker import Classifying
from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.records.classifying import Framing
from effnet_desktop.engine.records.cluster import ClusterSummary, Describe, Place
from effnet_desktop.engine.records.devices import DeviceChoice, Precision
from effnet_desktop.engine.records.folders import LeftOut
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.versions import APP, version_of

FOUND_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Options:
    """How photos are to be seen; see `Engine.classify`."""

    device: DeviceChoice
    precision: Precision
    framing: Framing
    top: int
    kept: float | None


def classify(
    store: ModelStore,
    judgements: Path,
    places: Sequence[Place],
    model: str,
    address: str,
    out: Path,
    describe: Describe,
    options: Options,
) -> Generator[Progress | Notice, None, ClusterSummary]:
    """See `Engine.classify_on_cluster`; `judgements` is the file of what people said."""
    uses_gpu = options.device not in ("auto", "cpu")
    parcel = yield from pack(store, model, judgements, with_weights=uses_gpu)
    photos, left_out = yield from _find(places)
    chosen = tuple(place if isinstance(place, str) else os.path.abspath(place) for place in places)
    run = RunRecord(
        format=FORMAT,
        version=version_of(APP),
        model=model,
        fingerprint=parcel.fingerprint(),
        settings=f"{options} {chosen} {getattr(describe, 'keywords', {})}",
        photos=len(photos),
        list=digest_of(photos),
        part=PART,
    )
    with open_parts(out, run, photos) as parts:
        missing = [number for number in parts.numbers if not parts.is_there(number)]
        to_do = sum(len(parts.photos_of(number)) for number in missing)
        started = time.perf_counter()
        if missing:
            with connection.connect(address) as cluster:
                cluster.check([place for place in chosen if os.path.exists(place)])
                team = gather(cluster.machines(), has_gpu=uses_gpu)
                start = Classifying(
                    parcel,
                    describe,
                    team.cores,
                    options.device,
                    options.precision,
                    options.framing,
                    options.top,
                    chosen,
                    options.kept,
                )
                batch = divide(to_do, team.workers, LARGEST_BATCH)
                yield from _answer(cluster, start, parts, missing, batch, has_gpu=uses_gpu)
        summary = parts.summed_up(time.perf_counter() - started)
    return ClusterSummary(summary, len(parts.numbers), len(photos) - to_do, left_out)


def _answer(
    cluster: Cluster, start: Classifying, parts: Parts, missing: Sequence[int], size: int, *, has_gpu: bool
) -> Generator[Progress | Notice, None, None]:
    """Has the missing parts answered, and writes each once it is complete."""
    batches: dict[int, Sequence[str]] = {}
    part_of: dict[int, tuple[int, int]] = {}  # of a batch: the part, and the place in it
    lacking: dict[int, int] = {}
    for number in missing:
        photos = parts.photos_of(number)
        places = range(0, len(photos), size)
        lacking[number] = len(places)
        for place in places:
            part_of[len(batches)] = number, place
            batches[len(batches)] = photos[place : place + size]
    rows: dict[int, dict[int, list[dict[str, Any]]]] = {}
    for event in spread(cluster, start, batches, Text("Classifying on the cluster"), has_gpu=has_gpu):
        if not isinstance(event, Answer):
            yield event
            continue
        number, place = part_of[event.batch]
        rows.setdefault(number, {})[place] = event.result
        lacking[number] -= 1
        if not lacking[number]:
            answered = rows.pop(number)
            parts.write(number, [row for place in sorted(answered) for row in answered[place]])


def _find(places: Sequence[Place]) -> Generator[Progress, None, tuple[list[str], LeftOut]]:
    """The photos in files, folders and at addresses, each once, in the order of their names."""
    found: dict[str, None] = {}
    search = Search([Path(os.path.abspath(place)) for place in places if not isinstance(place, str)])
    step = Text("Looking for photos")

    for path in search.photos():
        found[str(path)] = None
        if len(found) % FOUND_AT_A_TIME == 0:
            yield Progress(step, len(found))
    for place in places:
        for address in addresses.find(place) if isinstance(place, str) else ():
            found[address] = None
            if len(found) % FOUND_AT_A_TIME == 0:
                yield Progress(step, len(found))
    if not found:
        raise EngineError("No photos were found there.")
    return sorted(found, key=os.fsencode), search.left_out()
