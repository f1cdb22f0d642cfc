"""Weights -> OpenVINO's format, once a model; later starts need no PyTorch.

A converted model is a folder: ``model.xml`` and ``model.bin`` (OpenVINO's IR, batch 1, float32 weights) and
``model.json`` (the categories, and what it was made from).
"""

import hashlib
import json
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from effnet_desktop.engine.backends import import_openvino
from effnet_desktop.engine.errors import ModelError, explain_storage
from effnet_desktop.engine.variants import VARIANTS

FORMAT = 2


@dataclass(frozen=True, slots=True)
class ConvertedModel:
    """What ``model.json`` holds.

    Attributes:
        format: Version of this record.
        variant: Name of the network.
        source: Name, size and time of the weights' file that it was made from.
        openvino: Version that wrote the IR.
        categories: Names, in the order of the logits.
    """

    format: int
    variant: str
    source: str
    openvino: str
    categories: tuple[str, ...]


def source_of(weights: Path) -> str:
    """Names a weights file so that a change of it shows."""
    status = weights.stat()
    return f"{weights.name} {status.st_size} {status.st_mtime_ns}"


def read_converted(folder: Path, weights: Path) -> ConvertedModel | None:
    """The converted model in a folder; None where it is absent, damaged, or made from other weights or versions."""
    from importlib.metadata import version

    try:
        record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        model = ConvertedModel(**{**record, "categories": tuple(record["categories"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    is_fresh = (model.format, model.source, model.openvino) == (FORMAT, source_of(weights), version("openvino"))
    return model if is_fresh and (folder / "model.xml").is_file() and (folder / "model.bin").is_file() else None


def convert(
    variant_name: str, weights: Path, folder: Path, categories: tuple[str, ...] | None = None
) -> ConvertedModel:
    """Converts weights into an empty folder; imports PyTorch, so run it in a process of its own.

    Args:
        variant_name: The network.
        weights: Its weights.
        folder: An empty folder.
        categories: Names, in the order of the logits; None for ImageNet's.

    Raises:
        ModelError: The weights are damaged or belong to another network.
        StorageError: The folder cannot be written.
    """
    from importlib.metadata import version

    from effnet_desktop.engine import networks

    variant = VARIANTS[variant_name]
    categories = categories or tuple(networks.imagenet_categories())
    network = networks.load(variant, weights, len(categories))
    try:
        save_ir(network, variant.preprocessing.resolution, folder / "model.xml")
        record = ConvertedModel(
            format=FORMAT,
            variant=variant.name,
            source=source_of(weights),
            openvino=version("openvino"),
            categories=categories,
        )
        (folder / "model.json").write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
    except OSError as error:
        raise explain_storage(error, folder) from error
    return record


def identify(weights: Path) -> str:
    """Name of the variant whose weights a file holds; imports PyTorch, so run it in a process of its own.

    Raises:
        ModelError: The file is damaged or fits no variant.
    """
    from effnet_desktop.engine import networks

    variant = networks.identify(weights)
    if weights.name == variant.weights_file:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not digest.startswith(variant.sha256_prefix):
            raise ModelError(
                "{file} is not the file that its name promises (its SHA-256 is {digest}...).",
                "It may be damaged: fetch it again.",
                file=weights.name,
                digest=digest[:8],
            )
    return variant.name


def save_ir(network: Any, resolution: int, xml: Path) -> None:
    """Writes a torch network in evaluation mode as OpenVINO IR.

    Its input is (1, 3, resolution, resolution), its outputs are the logits (1, categories) and the features (1, D).
    """
    import torch

    from effnet_desktop.engine.networks import WithFeatures

    ov = import_openvino()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # OpenVINO traces through a function that torch calls deprecated
        example = torch.zeros(1, 3, resolution, resolution)
        model = ov.convert_model(WithFeatures(network).eval(), example_input=example, input=[list(example.shape)])
    ov.save_model(model, xml, compress_to_fp16=False)
