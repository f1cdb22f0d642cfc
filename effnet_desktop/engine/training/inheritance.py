"""The first weights of a network of the user's own scaling: what fits of a published variant's.

Both have the same seven stages, so the leading blocks of each stage and the leading channels of each layer correspond.
Where the new network is larger, it computes the same as the old one at first: what reads a new channel begins at zero,
and a block that deepens a stage adds nothing to its input yet (its last batch norm begins at zero; Goyal et al. 2017,
section 5.1). Where it is smaller, it has lost channels or blocks, and batch norm's statistics are measured anew on
the user's photos. Runs in a process of its own, because PyTorch would freeze the window.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from torch import Tensor, nn

from effnet_desktop.engine.errors import explain_storage
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.networks.backends import scale_and_shift
from effnet_desktop.engine.networks.convert import WEIGHTS, convert
from effnet_desktop.engine.photos.inputs import LoadedPhoto, load_photo
from effnet_desktop.engine.records.models import Inheritance
from effnet_desktop.engine.scaling import channels_of, layers_of
from effnet_desktop.engine.variants import Variant

BATCH = 16
PHOTOS = 128
"""How many photos are enough to measure statistics on."""


def inherit(variant: Variant, source: Variant, weights: Path, photos: Sequence[Path], folder: Path) -> Inheritance:
    """Makes a network's first weights and its converted form.

    Args:
        variant: The network to make.
        source: The published one.
        weights: Its weights.
        photos: To measure batch norm's statistics on.
        folder: An empty one, for ``weights.safetensors`` and ``openvino/``.

    Raises:
        ModelError: The published weights are damaged.
        StorageError: The folder cannot be written.
    """
    old: Any = architecture.load(source, weights)
    new: Any = architecture.build(variant)
    with torch.no_grad():
        copied = copy_weights(old, new)
        is_same = is_inside(source, variant)
        measure_statistics(new, _batches(variant, photos))
        if is_same:
            copy_statistics(old, new)
    total = sum(parameter.numel() for parameter in new.features.parameters())
    file = folder / WEIGHTS
    try:
        safetensors.torch.save_file({name: t.contiguous() for name, t in new.state_dict().items()}, file)
        (folder / "openvino").mkdir()
    except (OSError, safetensors.SafetensorError) as error:
        raise explain_storage(error, file) from error
    convert(variant, file, folder / "openvino")
    return Inheritance(source.name, copied / total, is_same)


def is_inside(source: Variant, variant: Variant) -> bool:
    """Whether a network has all channels and blocks of another one, so that it can compute the same."""
    sizes = zip((*channels_of(source), *layers_of(source)), (*channels_of(variant), *layers_of(variant)), strict=True)
    return all(old <= new for old, new in sizes)


def copy_weights(old: Any, new: Any) -> int:
    """Copies what fits from one network to the other; returns how many numbers of the stages that were."""
    copied = 0
    for old_layer, new_layer in _pairs(old, new):
        for name in ("weight", "bias"):
            source, target = getattr(old_layer, name, None), getattr(new_layer, name, None)
            if source is not None and target is not None:
                copied += _copy(source, target)
    copy_statistics(old, new)
    for block in _added_blocks(old, new):
        nn.init.zeros_(block.block[-1][1].weight)
    for name in ("weight", "bias"):
        _copy(getattr(old.classifier[1], name), getattr(new.classifier[1], name))
    return copied


def copy_statistics(old: Any, new: Any) -> None:
    """Copies batch norm's statistics of the channels that both networks have."""
    for old_layer, new_layer in _pairs(old, new):
        if isinstance(old_layer, nn.BatchNorm2d) and isinstance(new_layer, nn.BatchNorm2d):
            _copy(old_layer.running_mean, new_layer.running_mean)
            # The families' epsilons differ; the sum of both is what counts.
            assert old_layer.running_var is not None
            variance = torch.clamp(old_layer.running_var + (old_layer.eps - new_layer.eps), min=0)
            _copy(variance, new_layer.running_var)


def measure_statistics(network: nn.Module, batches: Iterator[Tensor]) -> None:
    """Measures batch norm's statistics anew: their means over all batches; without any, nothing changes."""
    first = next(batches, None)
    if first is None:
        return
    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # the mean over all batches
        layer.train()
    network(first)
    for batch in batches:
        network(batch)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
        layer.eval()


def _copy(source: Tensor | None, target: Tensor | None) -> int:
    """Copies the leading part that both tensors have; what reads a channel that is new begins at zero."""
    assert source is not None
    assert target is not None
    both = tuple(slice(min(a, b)) for a, b in zip(source.shape, target.shape, strict=True))
    if target.dim() > 1 and target.shape[1] > source.shape[1]:
        target[: source.shape[0], source.shape[1] :] = 0
    target[both] = source[both]
    return target[both].numel()


def _pairs(old: Any, new: Any) -> Iterator[tuple[nn.Module, nn.Module]]:
    """The layers that correspond: those of the stem, of the leading blocks of each stage, and of the head."""
    for old_stage, new_stage in zip(old.features, new.features, strict=True):
        layers = dict(new_stage.named_modules())
        for name, layer in old_stage.named_modules():
            if name in layers and isinstance(layer, nn.Conv2d | nn.BatchNorm2d):
                yield layer, layers[name]


def _added_blocks(old: Any, new: Any) -> Iterator[Any]:
    """The blocks of the seven stages that the old network has not."""
    stages = zip(old.features, new.features, strict=True)
    for old_stage, new_stage in islice(stages, 1, 8):
        yield from list(new_stage)[len(old_stage) :]


def _batches(variant: Variant, photos: Sequence[Path]) -> Iterator[Tensor]:
    chosen = np.random.default_rng(0).permutation(len(photos))[:PHOTOS]
    loaded = (load_photo(photos[i], variant.preprocessing) for i in chosen)
    pictures = (photo.picture for photo in loaded if isinstance(photo, LoadedPhoto))
    scale, shift = (torch.from_numpy(values)[:, None, None] for values in scale_and_shift(variant.preprocessing))
    while some := list(islice(pictures, BATCH)):
        yield torch.from_numpy(np.stack(some)).permute(0, 3, 1, 2).float() * scale - shift
