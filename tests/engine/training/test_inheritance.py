"""What a network of the user's own scaling inherits: a larger one computes the same at first."""

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.scaling import Scaling, scaled_variant
from effnet_desktop.engine.training.inheritance import copy_weights, inherit, is_inside, measure_statistics
from effnet_desktop.engine.variants import VARIANTS, Variant


@pytest.fixture(scope="module", params=["lite0", "b0"])
def source(request) -> tuple[Variant, torch.nn.Module]:
    """A published network with weights and statistics that are no defaults."""
    torch.manual_seed(0)
    network = architecture.build(VARIANTS[request.param])
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, torch.nn.BatchNorm2d):
                layer.weight.uniform_(0.5, 1.5)
                layer.bias.normal_(0, 0.1)
                layer.running_mean.normal_(0, 0.1)
                layer.running_var.uniform_(0.5, 1.5)
    return VARIANTS[request.param], network


def outputs(network, side: int = 64) -> torch.Tensor:
    x = torch.from_numpy(np.random.default_rng(0).normal(0, 1, (2, 3, side, side)).astype(np.float32))
    with torch.no_grad():
        return network(x)


@pytest.mark.parametrize("changed", [{"phi": 1.0}, {"phi": 3.0, "only": "depth"}, {"phi": 2.5, "only": "width"}])
def test_a_larger_network_computes_the_same_at_first(source, changed) -> None:
    variant, old = source
    larger = scaled_variant(Scaling(family=variant.family, **changed))
    assert is_inside(variant, larger)
    new = architecture.build(larger)
    with torch.no_grad():
        copied = copy_weights(old, new)
    assert sum(p.numel() for p in old.features.parameters()) == copied
    difference = (outputs(new) - outputs(old)).abs().max()
    assert difference < 1e-4 * outputs(old).abs().max()


@pytest.mark.parametrize("phi", [-2.0, -0.7])
def test_a_smaller_network_takes_the_leading_channels(source, phi) -> None:
    variant, old = source
    smaller = scaled_variant(Scaling(phi, family=variant.family))
    assert not is_inside(variant, smaller)
    new = architecture.build(smaller)
    with torch.no_grad():
        copied = copy_weights(old, new)
    assert copied == sum(p.numel() for p in new.features.parameters())  # everything it has, the old one had
    ours, theirs = (network.features[3][0].block[0][0].weight for network in (new, old))
    assert torch.equal(ours, theirs[: ours.shape[0], : ours.shape[1]])
    assert torch.isfinite(outputs(new)).all()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(phi=st.floats(-2, 1.5), alpha=st.floats(1, 1.6), beta=st.floats(1, 1.4))
def test_any_scaling_can_inherit(source, phi, alpha, beta) -> None:
    variant, old = source
    scaled = scaled_variant(Scaling(phi, alpha, beta, 1.0, family=variant.family))
    new = architecture.build(scaled)
    with torch.no_grad():
        copied = copy_weights(old, new)
    assert 0 < copied <= min(sum(p.numel() for p in network.features.parameters()) for network in (old, new))
    if is_inside(variant, scaled):
        assert (outputs(new, 32) - outputs(old, 32)).abs().max() < 1e-3 * outputs(old, 32).abs().max()


def test_statistics_are_the_means_of_what_was_seen() -> None:
    layer = torch.nn.BatchNorm2d(2, momentum=0.3).eval()
    batches = [torch.randn(8, 2, 4, 4) * 3 + 5 for _ in range(4)]
    with torch.no_grad():
        measure_statistics(torch.nn.Sequential(layer), iter(batches))
    assert torch.allclose(layer.running_mean, torch.stack([b.mean((0, 2, 3)) for b in batches]).mean(0), atol=1e-5)
    assert torch.allclose(layer.running_var, torch.stack([b.var((0, 2, 3)) for b in batches]).mean(0), atol=1e-4)
    assert layer.momentum == 0.3
    assert not layer.training
    before = layer.running_mean.clone()
    measure_statistics(layer, iter([]))
    assert torch.equal(layer.running_mean, before)


def test_inherited_weights_are_saved_and_converted(tmp_path, ready_dir, make_photos) -> None:
    from effnet_desktop.engine.engine import Engine
    from effnet_desktop.engine.networks.backends import OpenVinoBackend

    base = Engine(ready_dir).models()[0]
    scaling = Scaling(0.4, gamma=1.0)
    inherited = inherit(scaled_variant(scaling), base.variant, base.path, make_photos(3), tmp_path)
    assert inherited.model == "lite0"
    assert inherited.is_same
    assert 0.5 < inherited.share < 1
    x = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3), np.uint8)
    ours, theirs = (
        OpenVinoBackend(folder / "openvino" / "model.xml", base.variant.preprocessing).extract(x)
        for folder in (tmp_path, ready_dir / "models" / "lite0")
    )
    assert np.abs(ours - theirs).max() < 1e-3 * np.abs(theirs).max()
