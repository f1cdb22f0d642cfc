"""Which backends may take over from the one that answers at once."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from effnet_desktop.engine.classifying.relay import Candidate
from effnet_desktop.engine.classifying.speeds import Speed
from effnet_desktop.engine.errors import DeviceAbsent
from effnet_desktop.engine.models.loading import load
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.records.devices import DeviceReport, Precision
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.verbs import result_of

if TYPE_CHECKING:
    from effnet_desktop.engine.models.store import ModelStore
    from effnet_desktop.engine.networks.backends import Backend

# What to expect where nothing was measured yet.
SEVERAL_AT_A_TIME = Speed(seconds=1.0, gain=1.3)
GPU = Speed(seconds=10.0, gain=3.0)


def find_candidates(
    store: "ModelStore",
    info: ModelInfo,
    precision: Precision,
    find_gpu: Callable[[], Generator[Progress, None, DeviceReport]] | None,
) -> list[Candidate["Backend"]]:
    """The CPU with several photos at a time, and a GPU where the machine shows signs of one.

    Args:
        store: Where the model is.
        info: The model.
        precision: In which number format.
        find_gpu: Finds out what works, see `Engine.devices`; None where the user wants the CPU alone.
    """

    def load_for_many() -> "Backend":
        return result_of(load(store, info, devices.cpu(), precision, for_many=True))[0]

    candidates: list[Candidate[Backend]] = [
        Candidate(f"{info.name} {precision} cpu", "cpu", load_for_many, SEVERAL_AT_A_TIME)
    ]
    if find_gpu is None or not devices.need_torch(devices.see_signs()):
        return candidates

    def load_on_gpu() -> "Backend":
        report = result_of(find_gpu())
        if report.chosen.kind == "cpu":
            why = report.reasons[0]
            raise DeviceAbsent(why.template, **why.values)
        backend, _ = result_of(load(store, info, report.chosen, precision))
        backend.warm_up()
        return backend

    return [*candidates, Candidate(f"{info.name} {precision} gpu", "cuda", load_on_gpu, GPU)]
