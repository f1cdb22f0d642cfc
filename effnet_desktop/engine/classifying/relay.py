"""Which backend computes: one that answers at once, and where many photos are left, one that is faster by then.

No photo is kept waiting. A faster backend is loaded in the background while the first one answers, where the photos
that are left will take longer than that; it is tried on the photos that are next, and stays if it is faster on these.
What was measured is remembered, so that the next decision is a better one.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from effnet_desktop.engine.classifying.speeds import Speed, SpeedFile
from effnet_desktop.engine.errors import DeviceError, Text
from effnet_desktop.engine.photos.prefetch import Future, in_background
from effnet_desktop.engine.records.devices import Device, DeviceKind

MANY = 16
"""Photos from which on a list begins with a backend that is faster with several at a time."""
PACE_SECONDS = 0.3
TRIAL_SECONDS = 1.0
WORTHWHILE = 1.05  # times as fast
MARGIN = 1.5  # times as long as the loading takes has to be saved

Clock = Callable[[], float]


class Runner(Protocol):
    """What may take turns: a backend, or a way to decode.

    Attributes:
        device: What computes.
        batch_size: How many photos it is given at once.
        requests: How many of these at the same time.
    """

    device: Device
    batch_size: int
    requests: int


B = TypeVar("B", bound=Runner)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[B]):
    """A backend that may take over.

    Attributes:
        name: What its speed is remembered as.
        kind: What it computes on. A GPU that is faster is so for single photos, too.
        load: Loads and warms it; called on a thread of its own.
        expected: What to expect of it until it was measured here.
    """

    name: str
    kind: DeviceKind
    load: Callable[[], B]
    expected: Speed


@dataclass(slots=True)
class _Loading(Generic[B]):
    """A candidate from its loading to the verdict.

    Attributes:
        backend: What is loaded.
        seconds: How long that took.
        to_beat: Photos a second of the backend before it, on these photos; None while that is not known.
    """

    backend: Future[B]
    seconds: float
    to_beat: float | None


class _Pace:
    """Photos a second, from the first answer on that counts.

    Args:
        clock: Tells the time in seconds.
        skipped: Answers that do not count.
    """

    def __init__(self, clock: Clock, skipped: int = 1) -> None:
        self._clock = clock
        self._skipped = skipped
        self._since = clock()
        self._photos = 0
        self.seconds = 0.0

    def add(self, photos: int) -> None:
        if self._skipped > 0:
            self._skipped -= photos
            self._since = self._clock()
        else:
            self._photos += photos
            self.seconds = self._clock() - self._since

    def is_known(self, seconds: float) -> bool:
        """Whether it was measured for so long."""
        return self._photos > 0 and self.seconds >= seconds

    @property
    def photos_per_second(self) -> float:
        return self._photos / max(self.seconds, 1e-9)


class Relay(Generic[B]):
    """The backends of one model, of which one computes at a time.

    Args:
        backend: The one that answers at once.
        candidates: What may take over, one after the other.
        speeds: Remembers what was measured.
        clock: Tells the time in seconds.

    Attributes:
        backend: What computes now.
        why: Why it does, where there is a choice between devices.
    """

    def __init__(
        self,
        backend: B,
        candidates: Sequence[Candidate[B]] = (),
        speeds: SpeedFile | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.backend = backend
        self.why: Text | None = None
        self._first = self._for_few = self._for_many = backend
        self._candidates = deque(candidates)
        self._speeds = speeds
        self._clock = clock
        self._loading: _Loading[B] | None = None
        self._is_on_trial = False
        self._photos = self._left = 0
        self._pace = _Pace(clock)

    def begin(self, photos: int) -> None:
        """Chooses the backend that a list of so many photos begins with."""
        self._photos = self._left = photos
        self._is_on_trial = False  # the list before ended too soon for a verdict
        if self._loading:
            self._loading.to_beat = None  # these photos may be others
        self._compute_on(self._for_many if photos >= MANY else self._for_few)
        if self._gpu and not self._loading:
            self.why = Text("The CPU answers at once; a GPU takes over where that is faster.")

    def note(self, photos: int) -> None:
        """Counts photos that were answered, and lets another backend take over where that is faster.

        Raises:
            DeviceError: A candidate cannot be used. It is not tried again, and what computes goes on.
        """
        self._left -= photos
        self._pace.add(photos)
        if not self._candidates:
            return
        if self._is_on_trial:
            self._judge()
        elif self._loading is None:
            self._consider()
        elif self._loading.backend.done():
            self._try(self._loading)

    @property
    def left(self) -> int:
        """How many photos of the list are not answered yet."""
        return self._left

    @property
    def is_settled(self) -> bool:
        """Whether no candidate is being loaded or tried, nor will one be, as far as is to be seen."""
        if self._loading or self._is_on_trial:
            return False
        return self._pace.is_known(PACE_SECONDS) and not any(map(self._saves, self._candidates))

    def fall_back(self) -> bool:
        """Computes on the first backend for good, as the present one failed; False where it is the first."""
        if self.backend is self._first:
            return False
        self.replace(self._first)
        return True

    def replace(self, backend: B) -> None:
        """Computes on a backend for good."""
        self._candidates.clear()
        self._loading, self._is_on_trial, self.why = None, False, None
        self._first = self._for_few = self._for_many = backend
        self._compute_on(backend)

    def _compute_on(self, backend: B, skipped: int = 1) -> None:
        self.backend = backend
        self._pace = _Pace(self._clock, skipped)

    @property
    def _gpu(self) -> Candidate[B] | None:
        return next((candidate for candidate in self._candidates if candidate.kind != "cpu"), None)

    def _saves(self, candidate: Candidate[B]) -> bool:
        """Whether a candidate is expected to be worth its loading for the photos that are left."""
        speed = (self._speeds and self._speeds.get(candidate.name)) or candidate.expected
        left = self._left / self._pace.photos_per_second
        return (left - speed.seconds) * (1 - 1 / max(speed.gain, 0.01)) > (MARGIN - 1) * speed.seconds

    def _consider(self) -> None:
        """Begins to load the next candidate that is worth it."""
        if self._pace.is_known(PACE_SECONDS):
            if candidate := next(filter(self._saves, self._candidates), None):
                while self._candidates[0] is not candidate:
                    self._candidates.popleft()
                self._begin_to_load(candidate)
                return
        elif self._left > 0:
            return
        if self._gpu:
            self.why = Text("{photos} photos are done before a GPU is warm.", photos=self._photos)

    def _begin_to_load(self, candidate: Candidate[B]) -> None:
        started = self._clock()
        future = in_background(candidate.load)
        self._loading = loading = _Loading(future, 0.0, self._pace.photos_per_second)

        def note_seconds(_: object) -> None:
            loading.seconds = self._clock() - started

        future.add_done_callback(note_seconds)
        if candidate.kind != "cpu":
            self.why = Text("A GPU is being made ready; it takes over if it is faster on these photos.")

    def _try(self, loading: _Loading[B]) -> None:
        """Lets the candidate that was loaded compute the next photos."""
        if self._left < MANY:
            return  # the next list may be longer
        if loading.to_beat is None:
            if not self._pace.is_known(PACE_SECONDS):
                return
            loading.to_beat = self._pace.photos_per_second
        try:
            backend = loading.backend.result()
        except Exception as error:
            self._candidates.popleft()
            self._loading = self.why = None
            raise error if isinstance(error, DeviceError) else DeviceError("{reason}", reason=str(error)) from error
        # What the one before it has begun does not count, nor the candidate's first answers.
        skipped = sum((one.requests + 1) * one.batch_size for one in (self.backend, backend))
        self._is_on_trial = True
        self._compute_on(backend, skipped)

    def _judge(self) -> None:
        """Keeps the candidate on trial if it is faster."""
        assert self._loading is not None
        assert self._loading.to_beat is not None
        if not self._pace.is_known(TRIAL_SECONDS):
            return
        candidate = self._candidates.popleft()
        gain = self._pace.photos_per_second / self._loading.to_beat
        if self._speeds:
            self._speeds.put(candidate.name, Speed(self._loading.seconds, gain))
        is_gpu = candidate.kind != "cpu"
        if gain >= WORTHWHILE:
            self._for_many = self.backend
            if is_gpu:
                self._for_few = self.backend
                self.why = Text("{times} times as fast as the CPU on these photos.", times=round(gain, 1))
        else:
            if is_gpu:
                self.why = Text("The CPU is faster than {device} on these photos.", device=self.backend.device.name)
            self._compute_on(self._for_many)
        self._loading, self._is_on_trial = None, False
