"""A network's weights as arrays, without PyTorch."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.networks.backends import import_openvino

BESIDE = "novelty."  # begins the names of what stands in a weights file beside the network's own weights
WEIGHT = "weight:"  # begins the names of an IR's constants that PyTorch can use, too


def read_plain(weights: Path) -> dict[str, NDArray[Any]]:
    """A network's weights by the names that PyTorch gives them, without PyTorch.

    Args:
        weights: A ``.safetensors`` file, or the ``model.xml`` of a model that was converted with ``keep_weights``.
    """
    if weights.suffix != ".xml":
        import safetensors.numpy

        found: dict[str, NDArray[Any]] = safetensors.numpy.load_file(weights)
        return {name: tensor for name, tensor in found.items() if not name.startswith(BESIDE)}
    model = import_openvino().Core().read_model(weights)
    plain: dict[str, NDArray[Any]] = {}
    for node in model.get_ops():
        if node.get_type_name() == "Constant" and node.friendly_name.startswith(WEIGHT):
            data = node.data
            if data.ndim == 5:  # OpenVINO splits a grouped convolution's channels into groups
                data = data.reshape(-1, *data.shape[2:])
            plain[node.friendly_name.removeprefix(WEIGHT)] = np.array(data)
    # Counters of training steps, which no converted model has.
    counters = [name.replace("running_mean", "num_batches_tracked") for name in plain if "running_mean" in name]
    return plain | {name: np.array(0, np.int64) for name in counters}
