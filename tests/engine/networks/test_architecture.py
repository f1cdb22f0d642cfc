"""The lite networks compute what timm's do, and weights are read safely."""

import dataclasses
import os
import pickle

import pytest
import safetensors.torch
import timm
import torch

from effnet_desktop.engine import scaling
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.variants import VARIANTS


@pytest.mark.parametrize("name", ["lite0", "lite1", "lite2"])
def test_logits_agree_with_timm(name, tmp_path) -> None:
    variant = VARIANTS[name]
    path = ModelStore(tmp_path).find(name).path
    oracle = timm.create_model(f"tf_efficientnet_{name}").eval()
    # timm lists the same layers in the same order under its own names.
    oracle.load_state_dict(dict(zip(oracle.state_dict(), architecture.read_state(path).values(), strict=True)))
    side = variant.preprocessing.resolution
    x = torch.randn(2, 3, side, side, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert (architecture.load(variant, path)(x) - oracle(x)).abs().max() < 1e-4


@pytest.mark.parametrize(("size", "kernel", "stride"), [(224, 3, 2), (57, 3, 2), (56, 5, 2), (57, 5, 2), (7, 3, 1)])
def test_same_padding_keeps_tensorflows_output_size(size, kernel, stride) -> None:
    padded = architecture.SamePad(kernel, stride)(torch.ones(1, 1, size, size))
    assert (padded.shape[-1] - kernel) // stride + 1 == -(-size // stride)
    odd = (padded.shape[-1] - size) % 2
    assert padded[0, 0, -1].sum() == 0 or not odd  # the odd row of zeros is the last one


def test_round_channels_never_loses_a_tenth() -> None:
    for channels in range(8, 2000):
        rounded = scaling.round_channels(channels / 4)
        assert rounded % 8 == 0
        assert rounded >= 0.9 * channels / 4


@pytest.mark.parametrize("phi", range(8))
def test_published_networks_are_torchvisions_to_the_name(phi) -> None:
    variant = VARIANTS[f"b{phi}"]
    with torch.device("meta"):
        published, own = architecture.build(variant), architecture.build(dataclasses.replace(variant, name="own"))
    shapes = [{name: tensor.shape for name, tensor in network.state_dict().items()} for network in (published, own)]
    assert shapes[0] == shapes[1]
    epsilons = [
        {module.eps for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)}
        for network in (published, own)
    ]
    assert epsilons[0] == epsilons[1]


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_identifies_torchvisions_weights(suffix, tmp_path) -> None:
    state = architecture.build(VARIANTS["b0"]).state_dict()
    file = tmp_path / f"any{suffix}"
    if suffix == ".pth":
        torch.save(state, file)
    else:
        safetensors.torch.save_file(state, file)
    assert architecture.identify(file).name == "b0"


def test_a_pickle_that_runs_code_is_refused_and_not_run(tmp_path) -> None:
    trace = tmp_path / "ran"

    class Attack:
        def __reduce__(self):
            return os.mkdir, (str(trace),)

    file = tmp_path / "evil.pth"
    file.write_bytes(pickle.dumps({"x": Attack()}))
    with pytest.raises(ModelError, match="cannot be read as weights"):
        architecture.read_state(file)
    assert not trace.exists()


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 not a zip"])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_damaged_files_are_refused(content, suffix, tmp_path) -> None:
    file = tmp_path / f"weights{suffix}"
    file.write_bytes(content)
    with pytest.raises(ModelError):
        architecture.read_state(file)


def test_weights_of_another_network_are_refused(tmp_path) -> None:
    file = tmp_path / "other.pth"
    torch.save({"weight": torch.zeros(3)}, file)
    with pytest.raises(ModelError, match="none of the known networks"):
        architecture.identify(file)
    torch.save([torch.zeros(3)], file)
    with pytest.raises(ModelError, match="no table of tensors"):
        architecture.identify(file)
    state = architecture.build(VARIANTS["b0"]).state_dict()
    state["features.0.0.weight"] = state["features.0.0.weight"].reshape(3, 32, 3, 3)
    torch.save(state, file)
    with pytest.raises(ModelError, match="does not fit"):
        architecture.identify(file)
