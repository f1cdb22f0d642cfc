"""Weights -> OpenVINO's format, once a model; later starts need no PyTorch.

A converted model is a folder: ``model.xml`` and ``model.bin`` (OpenVINO's IR, batch 1, float32 weights) and
``model.json`` (the categories, and what it was made from). That of a published network holds ``weights.safetensors``,
too: its weights as PyTorch names them, so that a model that differs in its head alone is made without PyTorch.

An installer carries its models converted and nothing else: `convert` with ``keep_weights`` leaves each weight in the IR
as it was, so that they can be had from there (`read_plain`) and the 60 MB need not be there twice.
"""

import dataclasses
import errno
import os
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import ModelError, explain_storage
from effnet_desktop.engine.networks.backends import import_openvino
from effnet_desktop.engine.networks.weights import WEIGHT, read_plain
from effnet_desktop.engine.variants import Variant
from effnet_desktop.engine.versions import version_of
from effnet_desktop.engine.whole_files import sha256_of

FORMAT = 4  # 3 did not say what its files hold
FULL = 1 << 20  # bytes that are left on a full disk at the most
WEIGHTS = "weights.safetensors"
HEAD_WEIGHT, HEAD_BIAS = "classifier.1.weight", "classifier.1.bias"


@dataclass(frozen=True, slots=True)
class ConvertedModel:
    """What ``model.json`` holds.

    Attributes:
        format: Version of this record.
        variant: Name of the network.
        source: Name, size and time of the weights' file that it was made from.
        openvino: Version that wrote the IR.
        categories: Names, in the order of the logits.
        sha256: Of its files, by name.
    """

    format: int
    variant: str
    source: str
    openvino: str
    categories: tuple[str, ...]
    sha256: dict[str, str]


def source_of(weights: Path) -> str:
    """Names a weights file so that a change of it shows."""
    status = weights.stat()
    return f"{weights.name} {status.st_size} {status.st_mtime_ns}"


def read_converted(
    folder: Path, weights: Path, categories: tuple[str, ...] | None = None, *, for_pytorch: bool = False
) -> ConvertedModel | None:
    """The converted model in a folder; None where it is absent, damaged, or made from other weights or versions.

    Args:
        folder: The converted model.
        weights: What it should have been made from; its own ``model.xml`` where the weights are kept in there.
        categories: Which it should have; None for those of a published network, whatever they are.
        for_pytorch: Whether its weights for PyTorch are of use, too. A published network that was converted here has
            such a file; reading it takes a while.
    """
    keeps_weights = weights == folder / "model.xml"
    files = ["model.xml", "model.bin", *([WEIGHTS] if for_pytorch and not keeps_weights else [])]
    try:
        model = json_files.read(folder / "model.json", ConvertedModel)
        if (
            model.format == FORMAT
            and (keeps_weights or (model.source, model.openvino) == (source_of(weights), version_of("openvino")))
            and categories in (None, model.categories)
            and all(model.sha256.get(file) == sha256_of(folder / file) for file in files)
        ):
            return model
    except (OSError, ValueError):
        pass
    return None


def convert(
    variant: Variant,
    weights: Path,
    folder: Path,
    categories: tuple[str, ...] | None = None,
    *,
    keep_weights: bool = False,
) -> ConvertedModel:
    """Converts weights into an empty folder; imports PyTorch, so run it in a process of its own.

    Args:
        variant: The network.
        weights: Its weights.
        folder: An empty folder.
        categories: Names, in the order of the logits; None for ImageNet's.
        keep_weights: Whether `read_plain` is to find the network's weights in the IR.

    Raises:
        ModelError: The weights are damaged or belong to another network.
        StorageError: The folder cannot be written.
    """
    import safetensors.torch

    from effnet_desktop.engine.networks import architecture

    _check_digest(variant, weights)
    network = architecture.load(variant, weights, len(categories) if categories else 1000)
    try:
        save_ir(network, variant.preprocessing.resolution, folder / "model.xml", keep_weights=keep_weights)
        if categories is None and not keep_weights:
            safetensors.torch.save_file(network.state_dict(), folder / WEIGHTS)
        return _write_record(variant.name, weights, folder, categories or tuple(architecture.imagenet_categories()))
    except (OSError, safetensors.SafetensorError) as error:
        raise explain_storage(error, folder) from error


def replace_head(
    base: Path,
    base_weights: Path,
    variant_name: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
    categories: tuple[str, ...],
    weights: Path,
    folder: Path,
) -> None:
    """Gives a converted network another head; needs no PyTorch.

    Args:
        base: The converted network.
        base_weights: Its weights as PyTorch names them; see `read_plain`.
        variant_name: Its name.
        weight: Of the head, (categories, D).
        bias: (categories,).
        categories: Names, in the order of the logits.
        weights: File to write the whole network's weights to.
        folder: An empty folder for the converted network.

    Raises:
        StorageError: One of them cannot be written.
    """
    import safetensors
    import safetensors.numpy

    ov = import_openvino()
    ops = ov.opset13
    state = read_plain(base_weights)
    model = ov.Core().read_model(base / "model.xml")
    features = model.output(1).get_node().input_value(0)
    logits = ops.add(ops.matmul(features, ops.constant(weight), False, True), ops.constant(bias))
    model = ov.Model([ops.result(logits), ops.result(features)], model.get_parameters())
    try:
        safetensors.numpy.save_file({**state, HEAD_WEIGHT: weight, HEAD_BIAS: bias}, weights)
        _save_model(model, folder / "model.xml")
        _write_record(variant_name, weights, folder, categories)
    except (OSError, safetensors.SafetensorError) as error:
        raise explain_storage(error, folder) from error


def add_beside(weights: Path, tensors: dict[str, NDArray[Any]], folder: Path) -> None:
    """Adds tensors that are no weights of the network to a weights file that a converted network was made from.

    Args:
        weights: A ``.safetensors`` file.
        tensors: By names that begin with `weights.BESIDE`; they replace those that are there.
        folder: The converted network, which goes on being that file's.

    Raises:
        OSError: One of them cannot be written.
    """
    import safetensors
    import safetensors.numpy

    try:
        safetensors.numpy.save_file({**read_plain(weights), **tensors}, weights)
    except safetensors.SafetensorError as error:
        raise OSError(errno.EIO, str(error), str(weights)) from error
    record = json_files.read(folder / "model.json", ConvertedModel)
    json_files.write(folder / "model.json", dataclasses.replace(record, source=source_of(weights)))


def _save_model(model: Any, xml: Path) -> None:
    """Writes an OpenVINO model.

    Raises:
        OSError: It cannot be written. (OpenVINO itself does not say why.)
    """
    try:
        import_openvino().save_model(model, xml, compress_to_fp16=False)
    except RuntimeError as error:
        if shutil.disk_usage(xml.parent).free < FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(xml)) from error
        raise OSError(errno.EIO, str(error).splitlines()[0], str(xml)) from error


def _write_record(variant_name: str, weights: Path, folder: Path, categories: tuple[str, ...]) -> ConvertedModel:
    sha256 = {file.name: sha256_of(file) for file in folder.iterdir()}
    record = ConvertedModel(FORMAT, variant_name, source_of(weights), version_of("openvino"), categories, sha256)
    json_files.write(folder / "model.json", record)
    return record


def take_weights(weights: Path, file: Path) -> str:
    """Writes another's weights to a ``.safetensors`` file as ours, once they have proved to be of use.

    Imports PyTorch, so run it in a process of its own.

    Returns:
        Name of the variant.

    Raises:
        ModelError: The weights are damaged, fit no variant, or do not answer.
        StorageError: The file cannot be written.
    """
    import safetensors.torch

    from effnet_desktop.engine.networks import architecture

    variant, network = architecture.identify(weights)
    _check_digest(variant, weights)
    architecture.prove(network, variant, weights)
    try:
        safetensors.torch.save_file({name: tensor.clone() for name, tensor in network.state_dict().items()}, file)
    except (OSError, safetensors.SafetensorError) as error:
        raise explain_storage(error, file) from error
    return variant.name


def _check_digest(variant: Variant, weights: Path) -> None:
    """Checks a file that has the name of the published one.

    Raises:
        ModelError: It is another one.
    """
    if weights.name == variant.weights_file:
        digest = sha256_of(weights)
        if not digest.startswith(variant.sha256_prefix):
            raise ModelError(
                "{file} is not the file that its name promises (its SHA-256 is {digest}...).",
                "It may be damaged: fetch it again.",
                file=weights.name,
                digest=digest[:8],
            )


def save_untrained(variant: Variant, xml: Path) -> None:
    """Writes a network with random weights as OpenVINO IR; imports PyTorch, so run it in a process of its own.

    Raises:
        StorageError: The file cannot be written.
    """
    from effnet_desktop.engine.networks import architecture

    try:
        save_ir(architecture.build(variant), variant.preprocessing.resolution, xml)
    except OSError as error:
        raise explain_storage(error, xml) from error


def save_ir(network: Any, resolution: int, xml: Path, *, keep_weights: bool = False) -> None:
    """Writes a torch network in evaluation mode as OpenVINO IR.

    Its input is (1, 3, resolution, resolution), its outputs are the logits (1, categories) and the features (1, D).
    With `keep_weights` batch norms are folded into the convolutions when the model is loaded, not here.
    """
    import torch

    from effnet_desktop.engine.networks.architecture import WithFeatures

    ov = import_openvino()
    example = torch.zeros(1, 3, resolution, resolution)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # OpenVINO traces through a function that torch calls deprecated
        module = WithFeatures(network).eval()
        if keep_weights:
            model = _with_named_weights(module, example)
        else:
            model = ov.convert_model(module, example_input=example, input=[list(example.shape)])
    _save_model(model, xml)


def _with_named_weights(module: Any, example: Any) -> Any:
    """Converts without folding batch norms, and names each constant that is a weight as PyTorch does."""
    import_openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder
    from openvino.passes import ConstantFolding, Manager

    frontend = FrontEndManager().load_by_framework("pytorch")
    decoder = TorchScriptPythonDecoder(module, example_input=example)  # in Python's hands until it is converted
    model = frontend.convert(frontend.load(decoder))
    model.reshape(list(example.shape))
    folding = Manager()
    folding.register_pass(ConstantFolding())  # shapes alone; the weights stay as they are, but lose their names
    folding.run_passes(model)
    names: dict[bytes, list[str]] = {}
    for name, tensor in module.network.state_dict().items():
        if tensor.ndim:
            names.setdefault(tensor.numpy().tobytes(), []).append(name)
    for node in model.get_ops():
        if node.get_type_name() == "Constant" and (same := names.get(node.data.tobytes())):
            node.set_friendly_name(WEIGHT + same.pop())
    lost = [name for same in names.values() for name in same]
    if lost:
        raise ValueError(f"The conversion has changed the weights {', '.join(lost)}")
    return model
