"""Where photos are decoded: on threads, and in processes where many are left and that is measured to be faster.

Each list begins with threads, and what it has started ends with it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.classifying.relay import Candidate, Relay
from effnet_desktop.engine.classifying.speeds import Speed, SpeedFile
from effnet_desktop.engine.errors import DeviceError
from effnet_desktop.engine.photos.decoding_processes import DecodingProcesses
from effnet_desktop.engine.photos.inputs import LoadedPhoto
from effnet_desktop.engine.photos.prefetch import CORES, MOST_DECODERS
from effnet_desktop.engine.records.classifying import Framing, PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.variants import Preprocessing

FEWEST_CORES = 6
"""With fewer, processes take from the network what they gain."""

PROCESSES = max(2, 3 * MOST_DECODERS // 4)
"""As many as leave cores for what reads from them: on 16, 12 decoded 2,440 small photos/s, 16 1,976, threads 600."""
EXPECTED = Speed(seconds=1.0, gain=1.5)
"""What to expect where nothing was measured yet."""

Load = Callable[[Path], LoadedPhoto | PhotoFailed]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """A way to decode; `batch_size` and `requests` tell how many photos it has begun."""

    load: Load
    device = Device("cpu", "", "", "")
    batch_size = 1
    requests = 2 * MOST_DECODERS


class Decoding:
    """The decoding of one list.

    Args:
        model: For which processes were measured before.
        preprocessing: What the network expects.
        framing: What of a photo is seen.
        on_thread: Decodes one photo.
        speeds: Remembers what was measured.
    """

    def __init__(
        self, model: str, preprocessing: Preprocessing, framing: Framing, on_thread: Load, speeds: SpeedFile
    ) -> None:
        self._processes = DecodingProcesses(PROCESSES, preprocessing, framing)
        candidate = Candidate(f"{model} decoding", "cpu", self._start, EXPECTED)
        self._relay = Relay(_Way(on_thread), [candidate], speeds)
        self._has_begun = False

    def load(self, path: Path) -> LoadedPhoto | PhotoFailed:
        """Decodes one photo; from `MOST_DECODERS` threads."""
        return self._relay.backend.load(path)

    def note(self, photos: int, left: int) -> None:
        """Counts photos that were answered while nothing but the decoding may change.

        Args:
            photos: How many.
            left: How many are not answered yet.
        """
        if not self._has_begun:
            self._has_begun = True
            self._relay.begin(left)
            return
        try:
            self._relay.note(photos)
        except DeviceError as error:
            logger.info("Photos are decoded on threads: %s", error)

    def close(self) -> None:
        """Ends the processes, also those that are being started."""
        self._processes.close()

    def _start(self) -> _Way:
        return _Way(self._processes.start().load)


def may_use_processes() -> bool:
    """Whether this machine has enough cores."""
    return CORES >= FEWEST_CORES
