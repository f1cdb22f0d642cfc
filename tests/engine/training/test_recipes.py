"""What a training will be, decided before anything is read."""

from dataclasses import replace
from pathlib import Path

import pytest
from training_records import MODEL

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.records.models import FineTuneConfig, ModelInfo
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.training.recipes import learn_again
from effnet_desktop.engine.variants import VARIANTS

INFO = ModelInfo("pets", VARIANTS["lite1"], "trained", Path("/models/pets"), MODEL)


@pytest.mark.parametrize(
    ("changes", "base"),
    [
        ({"preset": "quick"}, "lite1"),
        ({"preset": "best"}, "pets"),
        ({"preset": "quick", "scaling": Scaling(1)}, "pets"),
    ],
)
def test_corrections_are_learnt_by_the_head_alone_on_the_layers_that_were_trained(changes, base) -> None:
    model = replace(MODEL, seed=3, **changes)
    assert learn_again(replace(INFO, trained=model)) == FineTuneConfig(model.folder, base, "quick", seed=3, name="pets")


def test_a_published_model_has_no_corrections_to_learn() -> None:
    with pytest.raises(ModelError, match="not trained here"):
        learn_again(replace(INFO, trained=None))


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        ("/photos/pets", None, "pets"),
        ("/photos/pets/", "cats", "cats"),
        ("/photos/a: b? ", None, "a b"),
        ("/photos/x/..", None, "photos"),
        ("/", None, ""),
        ("/photos/pets/train", None, "pets"),
        ("/photos/pets/Training", None, "pets"),
        ("/photos/pets/train_set", None, "pets"),
        ("/photos/pets/data/val", None, "data"),
        ("/photos/pets/validation/train", None, "pets"),
        ("/photos/pets/学習用データ", None, "pets"),
        ("/photos/pets/テスト", None, "pets"),
        ("/photos/trains", None, "trains"),
        ("/photos/train stations", None, "train stations"),
        ("/train", None, "train"),
        ("/photos/pets/train", "train", "train"),
    ],
)
def test_the_name_of_the_new_model(folder, name, expected) -> None:
    assert FineTuneConfig(Path(folder), name=name).model_name == expected
