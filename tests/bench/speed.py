"""Prints the speed figures of docs/measured.md.

- ``python tests/bench/speed.py``: this app against the plain way, each ratio with what is to be reached.
- ``... speed.py rivals [MODEL...]``: a photo's tensor through this app, bare eager PyTorch, ``torch.compile`` (needs a
  C++ compiler) and onnxruntime (``pip install onnxruntime onnx`` first; no dependency of this app's). Whatever is
  missing is named and left out.
- ``... speed.py layers [MODEL...]``: where OpenVINO's time goes, and what a plain matrix product reaches beside it.

Run on an idle machine. Contestants take turns, medians count, and each has its best of two ways to do many photos. On
one that is busy all the same, ``one thread`` can be trusted: it is the processor's time, not the clock's.
``ONEDNN_MAX_CPU_ISA=AVX2`` keeps OpenVINO, but not onnxruntime, from the instructions that older processors lack.
"""

import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import ParallelModel, import_openvino, openvino_config
from effnet_desktop.engine.scaling import cost
from effnet_desktop.engine.variants import VARIANTS

REACH = {"lite0": 4.0, "b0": 5.0}  # eager_ms / model_ms
MODELS = ("lite0", "lite2", "b0", "b4")
WAYS = {"soon": "one photo soon", "many": "of many photos", "thread": "one thread"}
ROUNDS = 15
MANY = 16  # photos in a turn
BATCH = 8
PROFILES, PROFILED = 8, 8  # compilations, and passes of each: counters are whole microseconds of a running mean

Contestants = Iterator[tuple[str, Callable[[], object]]]


def main(part: str = "plain", *arguments: str) -> None:
    """Runs a part of the bench."""
    if part == "rivals":
        for model in arguments or MODELS:
            for way in WAYS:  # each in a process of its own: torch compiles for a number of threads
                subprocess.run([sys.executable, __file__, "race", model, way], check=True)
    elif part == "race":
        race(*arguments)
    elif part == "layers":
        for model in arguments or MODELS:
            layers(model)
    else:
        against_the_plain_way()


def against_the_plain_way() -> None:
    """Measures Lite0 (its weights) and B0 (random weights will do for timing)."""
    for model, eager_ratio in REACH.items():
        command = [sys.executable, "-m", "effnet_desktop", "benchmark", "--model", model, "--json"]
        figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        folder = figures["folder_photos_per_second"] / figures["plain_folder_photos_per_second"]
        ratios = (
            ("model_ms / bare_ms", figures["model_ms"] / figures["bare_ms"], "<= 1.05"),
            ("eager_ms / model_ms", figures["eager_ms"] / figures["model_ms"], f">= {eager_ratio}"),
            ("plain_photo_ms / photo_ms", figures["plain_photo_ms"] / figures["photo_ms"], ">= 5"),
            ("folder, against the plain way", folder, ">= 4"),
        )
        print(json.dumps(figures))
        for name, value, reach in ratios:
            print(f"  {name:32} {value:6.2f}  (reach {reach})")


def race(model: str, way: str) -> None:
    """Milliseconds a photo of each contestant, and the median of its ratios to this app, round by round."""
    clock = time.process_time if way == "thread" else time.perf_counter
    photos = MANY if way == "many" else 1
    runs = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, run in contestants(model, way, Path(temporary)):
            run()
            runs[name] = run
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                run()  # warm, and the threads of the one before have gone to sleep
                start = clock()
                run()
                times[name].append(1e3 * (clock() - start) / photos)
    print(f"{model}, {WAYS[way]}, {1 if way == 'thread' else os.cpu_count()} cores")
    ours = next(iter(times.values()))
    for name, own in times.items():
        ratio = statistics.median(a / b for a, b in zip(own, ours, strict=True))
        print(f"  {name:34} {statistics.median(own):7.2f} ms  {ratio:5.2f}", flush=True)


def contestants(model: str, way: str, folder: Path) -> Contestants:
    """What does the work, this app first; says which ones are missing."""
    import torch

    network, resolution = _network(model)
    xml = _saved(network, resolution, folder)
    x = np.random.default_rng(0).standard_normal((MANY, 3, resolution, resolution), dtype=np.float32)
    one, batch = x[:1], x[:BATCH]
    cores = os.cpu_count() or 1
    torch.set_num_threads(1 if way == "thread" else cores)
    pool = ThreadPoolExecutor(cores)

    if way == "many":
        app = ParallelModel(xml, VARIANTS[model].preprocessing, "f32", for_many=True)
        pictures = np.random.default_rng(0).integers(0, 256, (MANY, resolution, resolution, 3), np.uint8)
        yield f"this app, {app.requests} at a time", lambda: list(pool.map(app.run, np.split(pictures, MANY)))
    else:
        request = _openvino_request(xml, 1 if way == "thread" else cores)
        yield "this app", lambda: request.infer({0: one}, share_inputs=True)

    compiled = _compiled(network, torch.from_numpy(batch if way == "many" else one))
    for name, module in (("eager PyTorch", network), ("torch.compile", compiled)):
        if module is not None:
            yield from _torch_ways(name, module, x, way)

    if importlib.util.find_spec("onnxruntime") is None:
        print("onnxruntime is left out: pip install onnxruntime onnx")
        return
    if way != "many":
        session = _session(network, one, folder / "one.onnx", 1 if way == "thread" else cores)
        yield "onnxruntime", lambda: session.run(None, {"x": one})
        return
    single = _session(network, one, folder / "one.onnx", 1)
    several = _session(network, batch, folder / "several.onnx", cores)
    yield (
        f"onnxruntime, {cores} at a time",
        lambda: list(pool.map(lambda photo: single.run(None, {"x": photo}), np.split(x, MANY))),
    )
    yield (
        f"onnxruntime, batches of {BATCH}",
        lambda: [several.run(None, {"x": part}) for part in np.split(x, MANY // BATCH)],
    )


def layers(model: str) -> None:
    """Milliseconds of each kind of layer on one thread: of each layer the shortest time of many."""
    network, resolution = _network(model)
    shortest: dict[tuple[str, str], float] = {}
    x = np.random.default_rng(0).standard_normal((1, 3, resolution, resolution), dtype=np.float32)
    with tempfile.TemporaryDirectory() as temporary:
        xml = _saved(network, resolution, Path(temporary))
        for _ in range(PROFILES):
            request = _openvino_request(xml, 1, PERF_COUNT="YES")
            before: dict[tuple[str, str], float] = defaultdict(float)
            for done in range(1, PROFILED + 1):
                request.infer({0: x}, share_inputs=True)
                for layer in request.profiling_info:  # means since the beginning
                    key = (layer.node_name, f"{layer.node_type} {layer.exec_type}")
                    total = 1e3 * layer.real_time.total_seconds() * done
                    if done > 1:
                        shortest[key] = min(shortest.get(key, np.inf), total - before[key])
                    before[key] = total
    kinds: dict[str, list[float]] = defaultdict(list)
    for (_, kind), milliseconds in shortest.items():
        if milliseconds > 0:
            kinds[kind].append(milliseconds)
    whole = sum(map(sum, kinds.values()))
    print(f"{model}, one thread: {whole:.2f} ms, {2 * cost(VARIANTS[model]).madds / whole / 1e6:.0f} GFLOP/s;", end=" ")
    print(f"a matrix product reaches {_matrix_product():.0f} GFLOP/s")
    for kind, own in sorted(kinds.items(), key=lambda item: -sum(item[1])):
        print(f"  {kind:46} {len(own):3} {sum(own):7.2f} ms  {100 * sum(own) / whole:3.0f} %")


def _network(model: str) -> tuple[Any, int]:
    """A network with its weights where they are installed as a package, else random ones; and its resolution."""
    from effnet_desktop.engine.networks import architecture

    variant = VARIANTS[model]
    with tempfile.TemporaryDirectory() as nothing:
        weights = ModelStore(Path(nothing)).find(model).path  # those of a package
    network = architecture.load(variant, weights) if weights else architecture.build(variant)
    return network.eval(), variant.preprocessing.resolution


def _saved(network: Any, resolution: int, folder: Path) -> Path:
    from effnet_desktop.engine.networks.convert import save_ir

    save_ir(network, resolution, folder / "model.xml")
    return folder / "model.xml"


def _openvino_request(xml: Path, threads: int, **more: str) -> Any:
    config = openvino_config("f32") | {"INFERENCE_NUM_THREADS": str(threads)} | more
    return import_openvino().Core().compile_model(xml, "CPU", config).create_infer_request()


def _torch_ways(name: str, module: Any, x: Any, way: str) -> Contestants:
    import torch

    def look(tensor: Any) -> object:
        with torch.inference_mode():
            return module(tensor)

    tensor = torch.from_numpy(x)
    if way == "many":
        yield f"{name}, batches of {BATCH}", lambda: [look(part) for part in tensor.split(BATCH)]
    else:
        yield name, lambda: look(tensor[:1])


def _compiled(network: Any, example: Any) -> Any:
    import torch

    if not (shutil.which("g++") or shutil.which("clang++") or shutil.which("cl")):
        print("torch.compile is left out: no C++ compiler")
        return None
    torch._inductor.config.freezing = True  # weights as constants, laid out for the kernels: its best
    compiled = torch.compile(network, dynamic=False)
    try:
        with torch.inference_mode():
            compiled(example)
    except Exception as error:  # whatever this compiler stumbles over
        print(f"torch.compile is left out: {str(error).splitlines()[0]}")
        return None
    return compiled


def _session(network: Any, example: Any, file: Path, threads: int) -> Any:
    """An onnxruntime session of a fixed batch: with an open one it does not fold Lite's padding."""
    import onnxruntime
    import torch

    torch.onnx.export(network, (torch.from_numpy(example),), file, dynamo=False, input_names=["x"], verbose=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def _matrix_product() -> float:
    """The best of many, in GFLOP/s, on one thread: of the sizes that these networks' middle layers have."""
    import torch

    torch.set_num_threads(1)
    left, right = torch.randn(196, 480), torch.randn(480, 112)
    shortest = np.inf
    for _ in range(2000):
        start = time.perf_counter()
        torch.mm(left, right)
        shortest = min(shortest, time.perf_counter() - start)
    return 2 * 196 * 480 * 112 / shortest / 1e9


if __name__ == "__main__":
    main(*sys.argv[1:])
