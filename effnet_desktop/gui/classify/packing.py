"""Answers in half the memory: the list keeps 100,000 of them, and more where several models have answered."""

import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

from effnet_desktop.engine.records.classifying import Classification, Group, Prediction
from effnet_desktop.engine.records.devices import Device

ONE = struct.Struct("=dI")  # a probability, and the category's place among the known ones


class Predictions(Sequence[Prediction]):
    """Predictions of which only the best is at hand; the others are made anew each time they are read.

    Args:
        best: The first, which is read most.
        known: Each category once, for all photos; grows.
        others: `ONE` for each other prediction.
    """

    __slots__ = ("_best", "_known", "_others")

    def __init__(self, best: Prediction, known: Sequence[Prediction], others: bytes) -> None:
        self._best = best
        self._known = known
        self._others = others

    def __len__(self) -> int:
        return 1 + len(self._others) // ONE.size

    def __iter__(self) -> Iterator[Prediction]:
        yield self._best
        for probability, place in ONE.iter_unpack(self._others):
            like = self._known[place]
            yield Prediction(like.category, like.index, probability, like.japanese, like.groups)

    @overload
    def __getitem__(self, place: int) -> Prediction: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Prediction, ...]: ...

    def __getitem__(self, place: int | slice) -> Prediction | tuple[Prediction, ...]:
        return self._best if place == 0 else tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Predictions | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Packing:
    """Packs answers: what many have in common is one object, and their predictions are `Predictions`."""

    def __init__(self) -> None:
        self._known: list[Prediction] = []
        self._places: dict[Prediction, int] = {}
        self._latest: dict[tuple[str, int], int] = {}  # finds most places sooner
        self._groups: dict[Group, Group] = {}
        self._devices: dict[Device, Device] = {}

    def pack(self, answer: Classification) -> Classification:
        """The answer, equal to what it was."""
        if isinstance(answer.predictions, Predictions):
            return answer
        group = answer.group
        if group:
            shared = self._groups.setdefault(group.group, group.group)
            group = replace(group, group=shared, predictions=self._pack(group.predictions))
        return replace(
            answer,
            model=sys.intern(answer.model),
            predictions=self._pack(answer.predictions),
            device=self._devices.setdefault(answer.device, answer.device),
            truth=sys.intern(answer.truth) if answer.truth else answer.truth,
            group=group,
        )

    def _pack(self, predictions: Sequence[Prediction]) -> Sequence[Prediction]:
        if not predictions:
            return ()
        best, *others = predictions
        like = self._known[self._place(best)]
        best = Prediction(like.category, like.index, best.probability, like.japanese, like.groups)
        packed = b"".join([ONE.pack(other.probability, self._place(other)) for other in others])
        return Predictions(best, self._known, packed)

    def _place(self, prediction: Prediction) -> int:
        """The place of its category among the known ones."""
        name = prediction.category, prediction.index
        place = self._latest.get(name)
        if place is not None:
            like = self._known[place]
            if like.japanese == prediction.japanese and like.groups == prediction.groups:
                return place
        like = replace(prediction, probability=0.0)
        place = self._latest[name] = self._places.setdefault(like, len(self._known))
        if place == len(self._known):
            self._known.append(like)
        return place
