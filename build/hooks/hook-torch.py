"""PyTorch, in place of the contributed hook, which collects its tests, headers and build tools, too.

Its modules are found by following imports, as those of any package. PyTorch reads some sources of its own when it is
imported, so they lie beside the compiled modules (``pyz+py``); the spec drops those that it does not read.
"""

import sys

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_data_files, collect_dynamic_libs, collect_submodules

module_collection_mode = "pyz+py"
hiddenimports = [
    "torch.testing._internal.logging_tensor",  # its absence breaks `import torch`
    *collect_submodules("torch._dynamo.polyfills"),  # imported by name when the first optimiser is made
    *collect_submodules("torch._native"),
]
excludedimports = ["networkx", "torch.utils.tensorboard"]
datas = collect_data_files("torch", includes=["version.py"], include_py_files=True)  # see engine/networks/devices.py
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
if sys.platform != "win32":
    binaries += [(file, folder) for file, folder in collect_data_files("torch") if file.endswith("torch_shm_manager")]
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
