"""The lite networks compute what timm's do, and weights are read safely."""

import dataclasses
import os
import pickle
import zipfile

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
    variant, network = architecture.identify(file)
    assert variant.name == "b0"
    assert all(torch.equal(tensor, state[name]) for name, tensor in network.state_dict().items())


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


def as_saved_by_dataparallel(state):
    return {f"module.{name}": tensor for name, tensor in state.items()}


def as_a_checkpoint(state):
    optimizer = {"state": {0: {"step": torch.tensor(1.0)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    return {"epoch": 3, "optimizer": optimizer, "state_dict": as_saved_by_dataparallel(state)}


def as_an_average(state):
    return {"n_averaged": torch.tensor(7), **as_saved_by_dataparallel(state)}


def as_older_versions_of_pytorch(state):
    return {name: tensor for name, tensor in state.items() if "num_batches_tracked" not in name}


def as_double(state):
    return {name: tensor.double() if tensor.is_floating_point() else tensor for name, tensor in state.items()}


@pytest.mark.parametrize(
    "wrap", [as_saved_by_dataparallel, as_a_checkpoint, as_an_average, as_older_versions_of_pytorch, as_double]
)
@pytest.mark.parametrize("name", ["b0", "lite0"])
def test_what_trainings_put_around_weights_is_taken_off(name, wrap, tmp_path) -> None:
    state = architecture.build(VARIANTS[name]).state_dict()
    torch.save(wrap(state), tmp_path / "wrapped.pth")
    variant, network = architecture.identify(tmp_path / "wrapped.pth")
    assert variant.name == name
    found = network.state_dict()
    assert found.keys() == state.keys()
    assert all(torch.equal(found[key], state[key]) for key in state)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_half_precision_is_read_as_float32(suffix, dtype, tmp_path) -> None:
    state = architecture.build(VARIANTS["b0"]).to(dtype).state_dict()
    file = tmp_path / f"half{suffix}"
    if suffix == ".pth":
        torch.save(state, file)
    else:
        safetensors.torch.save_file(state, file)
    network = architecture.load(VARIANTS["b0"], file)
    assert {tensor.dtype for tensor in network.parameters()} == {torch.float32}
    assert torch.equal(network.classifier[1].weight, state["classifier.1.weight"].float())
    architecture.prove(network, VARIANTS["b0"], file)


def test_names_of_other_packages_are_told(tmp_path) -> None:
    """timm does not say which of two networks a file belongs to; efficientnet-pytorch pads otherwise."""
    file = tmp_path / "weights.pth"
    for name in ("efficientnet_b0", "tf_efficientnet_b0", "tf_efficientnet_lite0", "efficientnet_b5"):
        state = timm.create_model(name).state_dict()
        torch.save({"state_dict": as_saved_by_dataparallel(state)}, file)
        with pytest.raises(ModelError, match="package timm"):
            architecture.identify(file)
    state = architecture.build(VARIANTS["b0"]).state_dict()
    first, *others = state.values()
    torch.save({"_conv_stem.weight": first} | {f"_{i}": tensor for i, tensor in enumerate(others)}, file)
    with pytest.raises(ModelError, match="package efficientnet-pytorch"):
        architecture.identify(file)


@pytest.mark.parametrize(
    ("name", "tensor", "says"),
    [
        ("features.0.0.weight", None, "it has no features.0.0.weight"),
        ("extra" * 1000, torch.zeros(0), "is not known here"),
        ("features.0.0.weight", torch.zeros(32, 3, 9), "features.0.0.weight is"),
        ("features.0.0.weight", torch.zeros(32, 3, 3, 3, dtype=torch.int8), "torch.int8 there"),
    ],
)
def test_a_refusal_is_two_sentences(name, tensor, says, tmp_path) -> None:
    state = architecture.build(VARIANTS["b0"]).state_dict()
    if tensor is None:
        state["another"] = state.pop(name)
    else:
        state[name] = tensor
    torch.save(state, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=says) as caught:
        architecture.identify(tmp_path / "weights.pth")
    assert len(str(caught.value)) < 300


def poison(state, name, value):
    state[name].view(-1)[-1] = value


@pytest.mark.parametrize(
    "damage",
    [
        lambda state: poison(state, "classifier.1.weight", float("nan")),
        lambda state: poison(state, "features.0.1.running_var", -1.0),
        lambda state: poison(state, "features.3.0.block.0.0.weight", float("inf")),
        lambda state: [tensor.zero_() for tensor in state.values()],
    ],
    ids=["NaN", "negative variance", "infinity", "zeros"],
)
def test_weights_that_answer_nothing_are_refused(damage, tmp_path) -> None:
    network = architecture.build(VARIANTS["b0"])
    architecture.prove(network, VARIANTS["b0"], tmp_path / "weights.pth")
    with torch.no_grad():
        damage(network.state_dict())
    with pytest.raises(ModelError, match="answer no photo"):
        architecture.prove(network, VARIANTS["b0"], tmp_path / "weights.pth")


@pytest.mark.parametrize("read", [architecture.identify, architecture.read_state])
def test_a_small_file_cannot_ask_for_all_memory(read, tmp_path) -> None:
    file = tmp_path / "small.pth"
    torch.save({"features.0.0.weight": torch.zeros(1).expand(100_000, 100_000)}, file)
    with pytest.raises(ModelError, match="larger than the weights of any"):
        read(file)


def test_a_zip_file_that_unpacks_to_very_much_is_refused_before(tmp_path) -> None:
    file = tmp_path / "small.pth"
    torch.save({"x": torch.zeros(1)}, file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as opened:
        for number in range(1, 10):
            opened.writestr(f"small/data/{number}", bytes(256 << 20))
    assert file.stat().st_size < 10 << 20
    with pytest.raises(ModelError, match="larger than the weights of any"):
        architecture.identify(file)
