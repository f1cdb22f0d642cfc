"""What a comparison of models says: the Pareto front, the model for a budget, what a bigger one buys, two in a row.

Everything here is computed from the measured answers and times; nothing is run.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from effnet_desktop.engine.classifying.metrics import wilson_interval
from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.records.comparing import (
    Answer,
    Budget,
    CascadePoint,
    Comparison,
    Difference,
    ModelMeasured,
    Pick,
    Spread,
)

THRESHOLDS = 101


def spread(milliseconds: Sequence[float]) -> Spread:
    """Median and 95th percentile."""
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return Spread(float(p50), float(p95))


def mark_pareto(models: Sequence[ModelMeasured]) -> tuple[ModelMeasured, ...]:
    """Marks the models that no other one dominates: none is as right and as fast, and better in one of the two.

    A model without a score is never on the front.
    """
    points = {model.model: (model.score, -model.latency.p50) for model in models if model.score is not None}

    def is_dominated(own: tuple[float, float]) -> bool:
        return any(other != own and other[0] >= own[0] and other[1] >= own[1] for other in points.values())

    return tuple(
        dataclasses.replace(model, is_pareto=model.model in points and not is_dominated(points[model.model]))
        for model in models
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Limit:
    """One side of a budget.

    Attributes:
        value: What the user asked for.
        of: What a model has; None where it was not measured.
        is_ceiling: Whether less is better.
        digits: Decimals to show.
        fits: Sentence for a model that fits.
        misses: Sentence for the nearest one of models that all miss it.
    """

    value: float
    of: Callable[[ModelMeasured], float | None]
    is_ceiling: bool
    digits: int
    fits: str
    misses: str

    def slack(self, model: ModelMeasured) -> float:
        """How far on the right side of the limit a model is; negative beyond it."""
        own = self.of(model)
        if own is None:
            return -np.inf
        return self.value - own if self.is_ceiling else own - self.value


def pick(models: Sequence[ModelMeasured], budget: Budget) -> Pick:
    """See `Engine.pick`; of equals the faster one is picked."""
    right = {model.model: model.score for model in models if model.score is not None}
    candidates = [model for model in models if model.model in right]
    limits = _limits(budget, right)
    if not candidates:
        return Pick(None, Text("No model was measured whose weights are installed."))

    def most_accurate(among: Sequence[ModelMeasured]) -> ModelMeasured:
        return max(among, key=lambda model: (right[model.model], -model.latency.p50))

    if not limits:
        best = most_accurate(candidates)
        return Pick(best.model, Text("{model} is the most accurate.", model=best.model))
    fitting = [model for model in candidates if all(limit.slack(model) >= 0 for limit in limits)]
    if not fitting:
        missed = next((limit for limit in limits if all(limit.slack(model) < 0 for model in candidates)), limits[0])
        nearest = max(candidates, key=missed.slack)
        return Pick(None, _sentence(missed.misses, missed, nearest))
    if budget.accuracy is None:
        return Pick((best := most_accurate(fitting)).model, _sentence(limits[0].fits, limits[0], best))
    best = min(fitting, key=lambda model: model.latency.p50)
    return Pick(best.model, _sentence(limits[-1].fits, limits[-1], best))


def _limits(budget: Budget, right: Mapping[str, float]) -> list[_Limit]:
    """The sides of a budget that the user has set, the accuracy last."""
    limits = []
    if budget.milliseconds is not None:
        limits.append(
            _Limit(
                budget.milliseconds,
                lambda model: model.latency.p50,
                True,
                1,
                "{model} is the most accurate that fits: {own} ms a photo, {margin} ms under your limit.",
                "No measured model takes {limit} ms a photo or less: the fastest, {model}, takes {own} ms.",
            )
        )
    if budget.photos_per_minute is not None:
        limits.append(
            _Limit(
                budget.photos_per_minute,
                lambda model: None if model.photos_per_second is None else 60 * model.photos_per_second,
                False,
                0,
                "{model} is the most accurate that fits: {own} photos a minute, {margin} more than you need.",
                "No measured model reaches {limit} photos a minute: the fastest, {model}, reaches {own}.",
            )
        )
    if budget.memory_mb is not None:
        limits.append(
            _Limit(
                budget.memory_mb,
                lambda model: model.peak_memory_mb,
                True,
                0,
                "{model} is the most accurate that fits: {own} MB of memory, {margin} MB under your limit.",
                "No measured model runs in {limit} MB of memory: the smallest, {model}, needs {own} MB.",
            )
        )
    if budget.accuracy is not None:
        limits.append(
            _Limit(
                100 * budget.accuracy,
                lambda model: 100 * right[model.model],
                False,
                1,
                "{model} is the fastest that fits: {own} % right, {margin} points above your limit.",
                "No measured model reaches {limit} % right: the best, {model}, reaches {own} %.",
            )
        )
    return limits


def _sentence(template: str, limit: _Limit, model: ModelMeasured) -> Text:
    own = limit.of(model)
    values = {"own": own, "limit": limit.value, "margin": abs(limit.slack(model))}
    shown = {name: "?" if value is None else f"{value:.{limit.digits}f}" for name, value in values.items()}
    return Text(template, model=model.model, **shown)


def difference(comparison: Comparison, smaller: str, bigger: str) -> Difference:
    """See `Engine.difference`."""
    fixed, broken, changed = [], [], []
    pairs = zip(_answers(comparison, smaller), _answers(comparison, bigger), strict=True)
    for place, (small, big) in enumerate(pairs):
        if small.is_correct is None or big.is_correct is None:
            if small.category != big.category:
                changed.append(place)
        elif big.is_correct and not small.is_correct:
            fixed.append(place)
        elif small.is_correct and not big.is_correct:
            broken.append(place)
    return Difference(tuple(fixed), tuple(broken), tuple(changed))


def cascade(comparison: Comparison, first: str, second: str) -> tuple[CascadePoint, ...]:
    """See `Engine.cascade`; a photo that is passed on costs what both models take."""
    small, big = _answers(comparison, first), _answers(comparison, second)
    if comparison.has_truth:
        judged = [i for i in range(len(small)) if small[i].is_correct is not None and big[i].is_correct is not None]
        right = [np.array([bool(answers[i].is_correct) for i in judged]) for answers in (small, big)]
    else:
        reference = _answers(comparison, comparison.reference)
        judged = list(range(len(small)))
        right = [np.array([answers[i].category == reference[i].category for i in judged]) for answers in (small, big)]
    sureness = np.array([answer.probability for answer in small])
    is_novel = np.array([answer.is_novel for answer in small], bool)
    alone, passed_on = (np.array([answer.milliseconds for answer in answers]) for answers in (small, big))
    points = []
    for threshold in np.linspace(0, 1, THRESHOLDS):
        is_escalated = (sureness < threshold) | is_novel
        count = int(np.where(is_escalated[judged], right[1], right[0]).sum()) if judged else 0
        milliseconds = alone + np.where(is_escalated, passed_on, 0)
        points.append(
            CascadePoint(
                threshold=float(threshold),
                escalated=float(is_escalated.mean()),
                acc1=count / len(judged) if judged else 0.0,
                acc1_ci95=wilson_interval(count, len(judged)),
                latency=spread(milliseconds.tolist()),
                mean_ms=float(milliseconds.mean()),
            )
        )
    return tuple(points)


def _answers(comparison: Comparison, model: str) -> tuple[Answer, ...]:
    for measured, answers in zip(comparison.models, comparison.answers, strict=True):
        if measured.model == model and answers:
            return answers
    raise ModelError(
        "{model} has no answers in this comparison.", "Compare it with its weights installed.", model=model
    )
