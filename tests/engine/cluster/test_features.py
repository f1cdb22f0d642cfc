"""A cluster computes what a training then finds in the cache, by a stand-in for the cluster."""

from functools import partial

import pytest
from stand_in_cluster import StandInCluster, connected
from verbs import run

from effnet_desktop.engine.cluster import connection
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig
from effnet_desktop.engine.records.training import FeaturesExtracted
from effnet_desktop.engine.scaling import Scaling


@pytest.fixture
def cluster(monkeypatch, tmp_path):
    stand_in = StandInCluster()
    monkeypatch.setattr(connection, "connect", partial(connected, stand_in, []))
    monkeypatch.setattr("effnet_desktop.engine.cluster.worker.gettempdir", lambda: str(tmp_path))
    return stand_in


@pytest.fixture
def folder(make_photos, tmp_path):
    make_photos(12, "pets/cats", (64, 48))
    make_photos(12, "pets/dogs", (48, 64))
    for number, photo in enumerate((tmp_path / "pets/dogs").iterdir()):  # else they are the same photos as the cats
        from PIL import Image

        Image.new("RGB", (48, 64), (number * 20, 0, 200)).save(photo)
    return tmp_path / "pets"


def test_the_training_takes_all_features_from_the_cluster(cluster, folder, data_dir):
    engine, config = Engine(data_dir), FineTuneConfig(folder, preset="quick")
    _, looked = run(engine.look_on_cluster(config, "auto"))
    assert looked == 24
    assert cluster.checked == [str(folder)]
    events, done = run(engine.fine_tune(config))
    [features] = [event for event in events if isinstance(event, FeaturesExtracted)]
    assert (features.photos, features.from_cache) == (24, 24)
    assert done.model.name == "pets"
    _, looked = run(engine.look_on_cluster(config, "auto"))
    assert (looked, len(cluster.teams)) == (0, 1)  # nobody is asked again


def test_what_a_cluster_is_no_help_for(cluster, folder, ready_dir):
    engine = Engine(ready_dir)
    with pytest.raises(ModelError, match="scaling"):
        run(engine.look_on_cluster(FineTuneConfig(folder, scaling=Scaling(0.5)), "auto"))
    engine.save_cascade(Cascade("pair for a cluster", "lite0", "lite1", 0.5))
    try:
        with pytest.raises(ModelError, match="pair"):
            run(engine.look_on_cluster(FineTuneConfig(folder, model="pair for a cluster"), "auto"))
    finally:
        engine.remove_model("pair for a cluster")
    assert cluster.teams == []
