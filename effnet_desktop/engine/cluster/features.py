"""The features that a training will ask for, computed by a cluster. See `Engine.look_on_cluster`.

They go into this machine's cache of features; the training that follows finds them there.
"""

import os
from collections.abc import Generator, Sequence

from effnet_desktop.engine.cluster import connection
from effnet_desktop.engine.cluster.parcel import pack_member
from effnet_desktop.engine.cluster.rounds import LARGEST_BATCH, Answer, divide, gather, spread
from effnet_desktop.engine.cluster.worker import Looking
from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.folders.dataset import inspect_for
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.records.folders import FolderListed, LabelledPhoto
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.training.features import backbone_of, find_known, photos_to_look_at


def look(
    store: ModelStore, cache: FeatureCache, labels: LabelList, config: FineTuneConfig, address: str
) -> Generator[FolderListed | Progress | Notice, None, int]:
    """See `Engine.look_on_cluster`."""
    if config.scaling:
        raise ModelError(
            "A network of your own scaling learns all its layers, which a cluster is no help for.",
            "Leave out --cluster, or choose a published network.",
        )
    trained_model.check_name(config.model_name)
    info = store.find_installed(config.model)
    if info.cascade:
        raise ModelError("{model} is a pair of models.", "Start from a published model.", model=info.name)
    dataset = yield from inspect_for(config, labels, cache)
    wanted = photos_to_look_at(dataset)
    known = find_known(info, wanted, cache)
    missing = [photo for photo in wanted if photo.digest not in known]
    if not missing:
        return 0
    member = yield from pack_member(store, info)
    with connection.connect(address) as cluster:
        cluster.check([os.path.abspath(config.folder)])
        team = gather(cluster.machines())
        size = divide(len(missing), team.workers, LARGEST_BATCH)
        parts: list[Sequence[LabelledPhoto]] = [missing[i : i + size] for i in range(0, len(missing), size)]
        batches = {number: [os.path.abspath(photo.path) for photo in part] for number, part in enumerate(parts)}
        for event in spread(cluster, Looking(member, team.cores), batches, Text("Looking at photos on the cluster")):
            if isinstance(event, Answer):
                rows, readable = event.result
                digests = [photo.digest for photo, ok in zip(parts[event.batch], readable, strict=True) if ok]
                cache.put(f"{backbone_of(info)} f32", dict(zip(digests, rows, strict=True)))
            else:
                yield event
    return len(missing)
