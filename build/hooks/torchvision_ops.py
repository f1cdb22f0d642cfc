"""Lets torchvision be imported where its compiled operations do not fit the installed PyTorch.

That is so with a CPU build of PyTorch and the torchvision of the package registry, which is built for CUDA. Its models
and transforms need none of these operations, but the import declares fakes for two of them and fails where they have
no schema. So the schemas are defined, just before torchvision is imported and not earlier: PyTorch takes seconds.

A runtime hook of PyInstaller, as the bundle has no compiled operations; a module of the build's venv where needed.
"""

import sys
from importlib.abc import MetaPathFinder


class _BeforeTorchvision(MetaPathFinder):
    library = None  # the schemas live as long as this, and this as long as it is asked for modules

    def find_spec(self, name, path=None, target=None):
        if name == "torchvision" and self.library is None:
            import torch

            self.library = torch.library.Library("torchvision", "FRAGMENT")
            self.library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            self.library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return None


sys.meta_path.insert(0, _BeforeTorchvision())
