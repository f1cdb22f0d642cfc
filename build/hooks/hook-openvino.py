"""OpenVINO's libraries, which it loads by name at run time, so that nobody can see that it needs them.

The CPU plugin with its two companions (AUTO, HETERO and batching are looked up by the core), the readers of its own
format and of PyTorch's models, and TBB. Not the plugins of GPUs and NPUs, which the app does not use (GPUs are
PyTorch's), nor the readers of other makers' formats.
"""

from pathlib import Path

from PyInstaller.utils.hooks import get_package_paths

WANTED = (
    "openvino.",
    "openvino_auto_batch_plugin",
    "openvino_auto_plugin",
    "openvino_hetero_plugin",
    "openvino_intel_cpu_plugin",
    "openvino_arm_cpu_plugin",
    "openvino_ir_frontend",
    "openvino_pytorch_frontend",
    "tbb",
    "hwloc",
)

_libraries = Path(get_package_paths("openvino")[1], "libs")
binaries = [
    (str(file), "openvino/libs")
    for file in _libraries.iterdir()
    if file.name.removeprefix("lib").startswith(WANTED) and not file.name.endswith((".lib", ".pc", ".json"))
]
