"""An installed model -> a backend that is loaded and warm, on the device that was chosen."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.devices import Device, Precision
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo

if TYPE_CHECKING:
    from effnet_desktop.engine.models.store import ModelStore
    from effnet_desktop.engine.networks.backends import Backend


Loaded = tuple["Backend", tuple[str, ...]]
"""A backend, and the categories in the order of its logits."""


def load(
    store: "ModelStore", info: ModelInfo, device: Device, precision: Precision, *, for_many: bool = False
) -> Generator[Progress, None, Loaded]:
    """Loads a model.

    Args:
        store: Where it is.
        info: Which one.
        device: What computes.
        precision: In which number format.
        for_many: On a CPU, whether as many photos a second as possible count, or each answer as soon as possible.

    Raises:
        ModelError: Its weights are damaged.
        StorageError: Its converted form cannot be written.
        DeviceError: The device failed.
    """
    if device.kind == "cpu":
        from effnet_desktop.engine.networks.backends import OpenVinoBackend

        folder, converted = yield from store.convert(info)
        xml = folder / "model.xml"
        return OpenVinoBackend(xml, info.variant.preprocessing, precision, for_many=for_many), converted.categories

    yield Progress(Text("Loading {model} onto {device}", model=info.name, device=device.name))
    from effnet_desktop.engine.networks import architecture

    assert info.path is not None
    categories = info.trained.categories if info.trained else tuple(architecture.imagenet_categories())
    network = architecture.load(info.variant, info.path, len(categories))
    return _on_gpu(network, info, device, precision), categories


def load_untrained(
    info: ModelInfo, device: Device, precision: Precision, work: Path
) -> Generator[Progress, None, "Backend"]:
    """A model's network with random weights, for timing alone.

    Args:
        info: What to build.
        device: What computes.
        precision: In which number format.
        work: An existing folder for the converted network.
    """
    preparing = Progress(Text("Preparing {model}", model=info.name))
    yield preparing
    if device.kind == "cpu":
        from effnet_desktop.engine.networks.backends import OpenVinoBackend
        from effnet_desktop.engine.networks.convert import save_untrained

        xml = work / f"{info.name}.xml"
        yield from run_in_child(preparing, save_untrained, info.variant, xml)
        return OpenVinoBackend(xml, info.variant.preprocessing, precision)
    from effnet_desktop.engine.networks import architecture

    return _on_gpu(architecture.build(info.variant), info, device, precision)


def _on_gpu(network: object, info: ModelInfo, device: Device, precision: Precision) -> "Backend":
    from effnet_desktop.engine.networks.backends import TorchBackend

    return TorchBackend(network, device.kind, device.name, info.variant.preprocessing, precision)
