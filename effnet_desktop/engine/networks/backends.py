"""What computes: pictures in, logits out. OpenVINO on the CPU, PyTorch on a GPU."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import DeviceError, ModelError, OutOfMemory
from effnet_desktop.engine.records.devices import Device, DeviceKind, Precision
from effnet_desktop.engine.variants import Preprocessing

Batch = NDArray[np.float32]
Pictures = NDArray[np.uint8]
"""What networks see of some photos, see `preprocess`: (N, R, R, 3)."""

GPU_BATCH = 32
"""Photos that a GPU is given at once: 64 and 128 took it 1.96 and 3.97 times as long (Lite0, f16, no cuDNN, H100)."""

logger = logging.getLogger(__name__)


class Backend(Protocol):
    """A loaded, warm network on a device.

    Attributes:
        device: What computes, and in which precision.
        batch_size: How many photos to hand over at once.
        requests: How many threads may have it compute at the same time, so that none of its parts waits.
    """

    device: Device
    batch_size: int
    requests: int

    def infer(self, pictures: Pictures) -> Batch:
        """(N, R, R, 3) uint8, N <= `batch_size`; any N on a CPU -> logits (N, categories) float32.

        Raises:
            OutOfMemory: The batch is too large for the device.
            DeviceError: The device failed.
        """
        ...

    def extract(self, pictures: Pictures) -> Batch:
        """The same -> features (N, D) float32: the pooled vectors before the classifier."""
        ...

    def infer_with_features(self, pictures: Pictures) -> tuple[Batch, Batch]:
        """What `infer` and `extract` say, from one pass."""
        ...

    def warm_up(self) -> None:
        """Computes a full batch of nothing, so that the first real one takes no longer than the next."""
        ...


def scale_and_shift(preprocessing: Preprocessing) -> tuple[Batch, Batch]:
    """What each channel of a picture is multiplied by, and what is subtracted then, to centre it on the mean colour."""
    mean: Batch = np.array(preprocessing.mean, dtype=np.float32)
    std: Batch = np.array(preprocessing.std, dtype=np.float32)
    return np.reciprocal(255 * std), mean / std


def import_openvino() -> Any:
    """Imports OpenVINO without its telemetry, which reports each import to its makers: nothing leaves this machine."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def openvino_config(precision: Precision, *, for_many: bool = False, threads: int | None = None) -> dict[str, str]:
    """What OpenVINO is told.

    Args:
        precision: ``fast`` lets it choose; all others mean float32.
        for_many: Whether as many photos a second as possible count, or each answer as soon as possible.
        threads: How many it may use, where other processes use the other cores; None for all that it finds useful.
    """
    config = {"PERFORMANCE_HINT": "THROUGHPUT" if for_many else "LATENCY"}
    if threads:  # unpinned: else all those processes would share the first cores
        config |= {"INFERENCE_NUM_THREADS": str(threads), "ENABLE_CPU_PINNING": "NO"}
    return config if precision == "fast" else config | {"INFERENCE_PRECISION_HINT": "f32"}


class ParallelModel:
    """A model on the CPU that several threads may use: `requests` of them compute at the same time.

    Args:
        model: An IR's file, or a model in memory, of batch 1; it takes pictures that are centred on the mean colour.
        preprocessing: What it was trained with.
        precision: See `OpenVinoBackend`.
        for_many: Whether it is for as many photos a second as possible, several at a time, or for one soon.
        threads: See `openvino_config`.

    Attributes:
        requests: How many compute at a time.
        precision: What is really used.

    Raises:
        ModelError: The IR is damaged.
    """

    def __init__(
        self,
        model: Any,
        preprocessing: Preprocessing,
        precision: Precision,
        *,
        for_many: bool,
        threads: int | None = None,
    ) -> None:
        ov = import_openvino()
        core = ov.Core()
        if sys.platform == "win32":  # a mapped file would keep its folder from being renamed or deleted
            core.set_property({"ENABLE_MMAP": False})
        config = openvino_config(precision, for_many=for_many, threads=threads)
        try:
            compiled = core.compile_model(_of_pictures(core, model, preprocessing), "CPU", config)
        except RuntimeError as error:
            if not isinstance(model, Path):
                raise
            raise ModelError(
                "OpenVINO cannot read the converted model {file}.",
                "Delete that folder; it is made anew at the next start.",
                file=model,
            ) from error
        names = {ov.Type.f32: "f32", ov.Type.bf16: "bf16", ov.Type.f16: "f16"}
        self.precision = names.get(compiled.get_property("INFERENCE_PRECISION_HINT"), "f32")
        self.requests: int = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS") if for_many else 1
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self.requests):
            self._idle.put(compiled.create_infer_request())
        self.run(np.zeros(tuple(compiled.input(0).shape), np.uint8))

    def run(self, pictures: Pictures, output: int = 0) -> Batch:
        """(N, R, R, 3) -> one of the outputs, (N, ...); any N."""
        return self._run(pictures, (output,))[0]

    def run_both(self, pictures: Pictures) -> tuple[Batch, Batch]:
        """Like `run`, the first two outputs from one pass."""
        first, second = self._run(pictures, (0, 1))
        return first, second

    def _run(self, pictures: Pictures, outputs: Sequence[int]) -> tuple[Batch, ...]:
        request = self._idle.get()
        rows = []
        try:
            for picture in pictures:
                answer = request.infer({0: picture[None]}, share_inputs=True)
                rows.append([answer[output].copy() for output in outputs])
        except RuntimeError as error:
            raise DeviceError("OpenVINO failed: {reason}", reason=_first_line(error)) from error
        finally:
            self._idle.put(request)
        return tuple(map(np.concatenate, zip(*rows, strict=True)))


def _of_pictures(core: Any, model: Any, preprocessing: Preprocessing) -> Any:
    """A network that centres pictures itself, see `scale_and_shift`."""
    ov = import_openvino()
    from openvino.preprocess import PrePostProcessor

    processor = PrePostProcessor(core.read_model(model) if isinstance(model, Path) else model.clone())
    pictures = processor.input(0)
    pictures.tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    pictures.model().set_layout(ov.Layout("NCHW"))
    mean, std = ([255 * value for value in values] for values in (preprocessing.mean, preprocessing.std))
    pictures.preprocess().convert_element_type(ov.Type.f32).mean(mean).scale(std)
    return processor.build()


class OpenVinoBackend:
    """A converted model on the CPU, one photo at a time: batches gain nothing there.

    Args:
        xml: The IR's ``model.xml``, of batch 1.
        preprocessing: What the network was trained with.
        precision: ``fast`` computes in what OpenVINO prefers on this processor, bf16 where the chip has it; that
            changes up to 2 % of the top answers, and without matrix units (AMX) it can be slower than float32, too
            (tests/bench/accuracy.py). So all others mean float32.
        for_many: See `ParallelModel`.
        threads: See `openvino_config`.

    Raises:
        ModelError: The IR is damaged.
    """

    def __init__(
        self,
        xml: Path,
        preprocessing: Preprocessing,
        precision: Precision = "auto",
        *,
        for_many: bool = False,
        threads: int | None = None,
    ) -> None:
        self._model = ParallelModel(xml, preprocessing, precision, for_many=for_many, threads=threads)
        name = import_openvino().Core().get_property("CPU", "FULL_DEVICE_NAME")
        self.device = Device("cpu", name, "OpenVINO", self._model.precision)
        self.batch_size = 1
        self.requests = self._model.requests

    def infer(self, pictures: Pictures) -> Batch:
        """See `Backend.infer`; any N, from several threads."""
        return self._model.run(pictures, output=0)

    def extract(self, pictures: Pictures) -> Batch:
        """See `Backend.extract`; any N, from several threads."""
        return self._model.run(pictures, output=1)

    def infer_with_features(self, pictures: Pictures) -> tuple[Batch, Batch]:
        """See `Backend.infer_with_features`; any N, from several threads."""
        return self._model.run_both(pictures)

    def warm_up(self) -> None:
        """Does nothing: the one photo at a time that it computes is warm."""


class TorchBackend:
    """A torch network on a GPU: 16-bit weights, batches of fixed sizes, and on CUDA graphs and copies that overlap.

    A GPU makes itself ready for each size of a batch, for a second or more. So it is given two sizes, a single photo
    and `batch_size`: what is between is filled up.

    Args:
        network: The network in evaluation mode.
        kind: The device to move it to. ``cpu`` works too: plain float32, for comparisons.
        name: What the device's maker calls it.
        preprocessing: What the network was trained with.
        precision: ``f32`` keeps the weights as they are.

    Raises:
        DeviceError: The device failed with the first photo.
    """

    def __init__(
        self, network: Any, kind: DeviceKind, name: str, preprocessing: Preprocessing, precision: Precision = "auto"
    ) -> None:
        import torch

        self._torch = torch
        self._torch_device = torch.device("cuda" if kind == "rocm" else kind)  # ROCm answers to CUDA's name
        # f16 keeps more digits than bf16, which answers differently for 1 to 2 % of photos.
        self._dtype = torch.float32 if kind == "cpu" or precision == "f32" else torch.float16
        self.device = Device(kind, name, "PyTorch", "f32" if self._dtype == torch.float32 else "f16")
        if precision == "f32":
            torch.backends.cudnn.allow_tf32 = False  # it would keep no more digits than f16
        self.batch_size = self._usual_size = 1 if kind == "cpu" else GPU_BATCH
        self.requests = 2 if kind == "cuda" else 1  # one is copied while the other is computed
        self._side = preprocessing.resolution
        self._idle: SimpleQueue[dict[int, _FixedSize]] = SimpleQueue()  # by size, for each request
        for _ in range(self.requests):
            self._idle.put({})
        try:
            self._network = network.to(self._torch_device, self._dtype, memory_format=torch.channels_last)
            self._scale, self._shift = (
                torch.from_numpy(values).to(self._torch_device)[:, None, None]
                for values in scale_and_shift(preprocessing)
            )
        except RuntimeError as error:
            raise self._explained(error) from error
        self._compute_nothing(1)

    def warm_up(self) -> None:
        """See `Backend.warm_up`; from any thread. One that fails says nothing: the first real batch will."""
        with suppress(DeviceError):
            self._compute_nothing(self.batch_size)

    def _compute_nothing(self, size: int) -> None:
        """Makes each request ready for a size, all on this thread: cuDNN's choices hold for one thread alone."""
        for _ in range(self.requests):
            self._run(np.zeros((size, self._side, self._side, 3), np.uint8), size)

    def infer(self, pictures: Pictures) -> Batch:
        """See `Backend.infer`; from several threads."""
        return self.infer_with_features(pictures)[0]

    def extract(self, pictures: Pictures) -> Batch:
        """See `Backend.extract`; from several threads."""
        return self.infer_with_features(pictures)[1]

    def infer_with_features(self, pictures: Pictures) -> tuple[Batch, Batch]:
        """See `Backend.infer_with_features`; from several threads."""
        return self._run(pictures, 1 if len(pictures) == 1 else max(self.batch_size, len(pictures)))

    def _run(self, pictures: Pictures, size: int) -> tuple[Batch, Batch]:
        programs = self._idle.get()
        try:
            if size < self._usual_size:  # memory was short, or it is a single photo
                for other in [other for other in programs if other > max(size, self.batch_size)]:
                    del programs[other]
            if size not in programs:
                has_cudnn = size > 1 and self._dtype == self._torch.float16
                shape = (size, self._side, self._side, 3)
                programs[size] = _FixedSize(self._look, shape, self._torch_device, has_cudnn=has_cudnn)
            return programs[size].run(pictures)
        except RuntimeError as error:
            programs.pop(size, None)
            raise self._explained(error) from error
        finally:
            self._idle.put(programs)

    def _look(self, pictures: Any) -> tuple[Any, Any]:
        """(N, R, R, 3) uint8 on the device -> logits and features, float32."""
        x = pictures.permute(0, 3, 1, 2).float() * self._scale - self._shift  # channels last, as the pictures are
        features = self._network.avgpool(self._network.features(x.to(self._dtype))).flatten(1)
        return self._network.classifier(features).float(), features.float()

    def _explained(self, error: RuntimeError) -> DeviceError:
        if isinstance(error, self._torch.OutOfMemoryError) or "out of memory" in str(error).lower():
            if self._torch_device.type == "cuda":
                self._torch.cuda.empty_cache()
            return OutOfMemory("{device} ran out of memory.", device=self.device.name)
        return DeviceError("{device} failed: {reason}", device=self.device.name, reason=_first_line(error))


def _first_line(error: RuntimeError) -> str:
    return (str(error).splitlines() or ["?"])[0]


class _FixedSize:
    """A network for batches of one size: what is to be done is recorded once on CUDA, and repeated for each batch.

    Args:
        look: (N, R, R, 3) on the device -> logits and features there.
        shape: Of a batch.
        device: Torch's.
        has_cudnn: Whether cuDNN computes. It is nearly three times as fast as PyTorch's own kernels for 32 photos, but
            compiles for two seconds or more first; a single photo takes as long with either (Lite0, H100, cuDNN 9.19).
    """

    def __init__(self, look: Any, shape: tuple[int, ...], device: Any, *, has_cudnn: bool) -> None:
        import torch

        self._torch: Any = torch
        self._look = look
        self._is_cuda = device.type == "cuda" and torch.version.hip is None
        # Pinned memory is copied while something else is computed.
        self._host = torch.zeros(shape, dtype=torch.uint8, pin_memory=self._is_cuda)
        self._input = torch.zeros(shape, dtype=torch.uint8, device=device)
        if not self._is_cuda:
            return
        self._stream = self._torch.cuda.Stream(device)
        with torch.no_grad(), torch.cuda.device(device), _cudnn(torch, is_enabled=has_cudnn):
            self._stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self._stream):
                for _ in range(3):  # the libraries choose what is fastest for this size, and take their memory
                    outputs = look(self._input)
            self._stream.synchronize()
            self._graph = self._record()
        self._answers = [torch.empty_like(output, device="cpu").pin_memory() for output in outputs]

    def _record(self) -> Any:
        """What is to be done for each batch; None where something cannot be recorded: then it is told each time."""
        torch = self._torch
        graph = torch.cuda.CUDAGraph()
        try:
            # Other threads may use the GPU meanwhile.
            with torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"):
                self._outputs = self._look(self._input)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as error:
            logger.warning("The GPU computes without a graph: %s", _first_line(error))
            return None
        return graph

    def run(self, pictures: Pictures) -> tuple[Batch, Batch]:
        """(N, R, R, 3), N at most the size -> logits (N, C) and features (N, D)."""
        torch, photos = self._torch, len(pictures)
        with torch.no_grad():
            self._host.numpy()[:photos] = pictures  # what is behind them does not count
            if not self._is_cuda:
                self._input.copy_(self._host)
                # The copy to the CPU waits for the device, so the caller's clock is right.
                logits, features = (rows.cpu().numpy()[:photos] for rows in self._look(self._input))
                return logits, features
            with torch.cuda.stream(self._stream):
                self._input.copy_(self._host, non_blocking=True)
                if self._graph:
                    self._graph.replay()
                else:
                    self._outputs = self._look(self._input)
                for answer, output in zip(self._answers, self._outputs, strict=True):
                    answer.copy_(output, non_blocking=True)
            self._stream.synchronize()
            logits, features = (answer[:photos].numpy().copy() for answer in self._answers)
            return logits, features


_turn: SimpleQueue[None] = SimpleQueue()
_turn.put(None)


@contextmanager
def _cudnn(torch: Any, *, is_enabled: bool) -> Iterator[None]:
    """Lets PyTorch use cuDNN or not, one thread after the other: that holds for all of the process.

    PyTorch's own `flags` sets whatever else it knows to its defaults, too.
    """
    _turn.get()
    before = torch.backends.cudnn.enabled
    torch.backends.cudnn.enabled = before and is_enabled
    try:
        yield
    finally:
        torch.backends.cudnn.enabled = before
        _turn.put(None)
