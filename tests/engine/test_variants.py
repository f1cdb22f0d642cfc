"""The table of variants says what torchvision's records and the real networks say."""

import hashlib
import itertools

import pytest
import torch
from torchvision.models import get_model_weights

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.models.store import WEIGHTS_URL, ModelStore
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.variants import VARIANTS, Variant, find_variant

STANDARD = [v for v in VARIANTS.values() if v.family == "standard"]
LITE = [v for v in VARIANTS.values() if v.family == "lite"]


@pytest.mark.parametrize("variant", STANDARD, ids=lambda v: v.name)
def test_standard_record_is_torchvisions(variant: Variant) -> None:
    weights = get_model_weights(f"efficientnet_{variant.name}").DEFAULT
    transforms = weights.transforms()
    own = variant.preprocessing
    assert weights.url == f"{WEIGHTS_URL}/{variant.weights_file}"
    assert (weights.meta["num_params"], weights.meta["_file_size"]) == (variant.params, variant.weights_mb)
    assert weights.meta["_metrics"]["ImageNet-1K"] == {"acc@1": variant.acc1, "acc@5": variant.acc5}
    assert ([own.resolution], [own.resize]) == (transforms.crop_size, transforms.resize_size)
    assert (list(own.mean), list(own.std)) == (transforms.mean, transforms.std)
    assert own.interpolation == transforms.interpolation.value


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda v: v.name)
def test_parameters_are_those_of_the_network(variant: Variant) -> None:
    with torch.device("meta"):
        network = architecture.build(variant)
    assert sum(p.numel() for p in network.parameters()) == variant.params


@pytest.mark.parametrize("variant", LITE, ids=lambda v: v.name)
def test_packaged_weights_have_the_hash_and_size_of_the_record(variant: Variant, tmp_path) -> None:
    path = ModelStore(tmp_path).find(variant.name).path
    assert path is not None
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith(variant.sha256_prefix)
    assert len(data) / 2**20 == pytest.approx(variant.weights_mb, abs=0.001)


def test_published_multipliers_grow_with_phi() -> None:
    for family in (LITE, STANDARD):
        for small, big in itertools.pairwise(family):
            assert big.phi == small.phi + 1
            assert (big.width_mult, big.depth_mult) > (small.width_mult, small.depth_mult)
            assert big.preprocessing.resolution > small.preprocessing.resolution
            assert big.acc1 > small.acc1


@pytest.mark.parametrize(
    ("model", "phi", "name"),
    [
        (None, None, "lite0"),
        (None, 2, "lite2"),
        ("lite1", None, "lite1"),
        ("lite1", 1, "lite1"),
        ("b", 4, "b4"),
        ("standard", None, "b0"),
        ("EfficientNet-B3", None, "b3"),
        ("LITE", 1, "lite1"),
    ],
)
def test_names_and_phi_find_their_variant(model, phi, name) -> None:
    assert find_variant(model, phi).name == name


@pytest.mark.parametrize(("model", "phi"), [("lite", 3), ("b", 8), ("b", -1), ("b4", 3), ("resnet50", None)])
def test_what_does_not_exist_is_refused_with_a_way_out(model, phi) -> None:
    with pytest.raises(ModelError) as caught:
        find_variant(model, phi)
    assert caught.value.hint
    assert "{" not in str(caught.value)
