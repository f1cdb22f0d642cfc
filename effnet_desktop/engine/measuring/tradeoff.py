"""What a comparison of models says: the Pareto front, the model for a budget, what a bigger one buys, two in a row.

Everything here is computed from the measured answers and times; nothing is run.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.classifying.metrics import mcnemar_p
from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.records.comparing import (
    Answer,
    Budget,
    CascadeCurve,
    CascadePoint,
    Comparison,
    Difference,
    ModelMeasured,
    PairedComparison,
    Pick,
    Spread,
)

Places = NDArray[np.intp]

THRESHOLDS = 101
FEWEST_TO_DIVIDE = 20
"""Of fewer photos, a threshold is chosen and measured on all."""

HARDLY_CHANCE = 0.05
"""A difference that would be less probable than this by chance is called hardly chance."""


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
    paired = _pair(comparison, smaller, bigger) if smaller != bigger else None
    return Difference(tuple(fixed), tuple(broken), tuple(changed), paired)


def pairs_in_order(comparison: Comparison) -> tuple[PairedComparison, ...]:
    """See `Engine.pairs_in_order`."""
    answered = zip(comparison.models, comparison.answers, strict=True)
    names = [model.model for model, answers in answered if answers]
    return tuple(_pair(comparison, smaller, bigger) for smaller, bigger in pairwise(names))


def _pair(comparison: Comparison, smaller: str, bigger: str) -> PairedComparison:
    pairs = list(zip(_answers(comparison, smaller), _answers(comparison, bigger), strict=True))
    judged = [(one, other) for one, other in pairs if one.is_correct is not None and other.is_correct is not None]
    fixed = sum(bool(other.is_correct and not one.is_correct) for one, other in judged)
    broken = sum(bool(one.is_correct and not other.is_correct) for one, other in judged)
    latency = {model.model: model.latency.p50 for model in comparison.models}
    time_ratio = latency[bigger] / latency[smaller]
    values: dict[str, object] = {"smaller": smaller, "bigger": bigger, "time": _say_time(time_ratio)}
    if not judged:
        alike = sum(one.category == other.category for one, other in pairs)
        sentence = Text(
            "{bigger} answers {alike} of {photos} like {smaller}, and it is not known which of the two is right; "
            "{time}.",
            alike=alike,
            photos=_say_photos(len(pairs)),
            **values,
        )
        return PairedComparison(smaller, bigger, len(pairs), 0, 0, None, time_ratio, sentence)
    p_value = mcnemar_p(fixed, broken)
    values |= {
        "photos": _say_photos(len(judged)),
        "more": abs(fixed - broken),
        "chance": Text("which is hardly chance") if p_value < HARDLY_CHANCE else Text("which may be chance"),
        "p": f"= {p_value:.2g}" if p_value >= 0.001 else "< 0.001",
        "right": sum(bool(other.is_correct) for _, other in judged),
    }
    if fixed > broken:
        template = "{bigger} is right on {more} more of {photos} than {smaller}, {chance} (McNemar p {p}); {time}."
    elif fixed < broken:
        template = "{bigger} is right on {more} fewer of {photos} than {smaller}, {chance} (McNemar p {p}); {time}."
    elif fixed:
        template = (
            "{bigger} is right on {right} of {photos}, as many as {smaller}, but not on the same ones (McNemar p {p}); "
            "{time}."
        )
    elif values["right"]:
        template = "{bigger} is right on {right} of {photos}, the very same as {smaller}; {time}."
    else:
        template = "{bigger}, like {smaller}, is right on none of {photos}; {time}."
    return PairedComparison(smaller, bigger, len(judged), fixed, broken, p_value, time_ratio, Text(template, **values))


def _say_photos(count: int) -> Text:
    return Text("1 photo") if count == 1 else Text("{count} photos", count=count)


def _say_time(ratio: float) -> Text:
    times = f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"
    return Text("it takes about as long") if times == "1" else Text("it takes {times} times as long", times=times)


def cascade(comparison: Comparison, first: str, second: str) -> CascadeCurve:
    """See `Engine.cascade`; a photo that is passed on costs what both models take."""
    small, big = _answers(comparison, first), _answers(comparison, second)
    reference = _answers(comparison, comparison.reference)
    places = range(len(small))
    if comparison.has_truth:
        is_judged = np.array([small[i].is_correct is not None and big[i].is_correct is not None for i in places])
        right = np.array([[bool(answers[i].is_correct) for i in places] for answers in (small, big)])
        strata = [small[i].truth or "" for i in places]
    else:
        is_judged = np.ones(len(small), np.bool_)
        right = np.array([[answers[i].category == reference[i].category for i in places] for answers in (small, big)])
        strata = [reference[i].category for i in places]
    sureness = np.array([answer.probability for answer in small])
    is_novel = np.array([answer.is_novel for answer in small], bool)
    alone, passed_on = (np.array([answer.milliseconds for answer in answers]) for answers in (small, big))
    thresholds = np.linspace(0, 1, THRESHOLDS)
    is_independent = int(is_judged.sum()) >= FEWEST_TO_DIVIDE
    chosen, measured = _halves(strata, is_judged) if is_independent else (np.arange(len(small)), np.arange(len(small)))

    def count_right(among: Places, threshold: float) -> int:
        among = among[is_judged[among]]
        is_escalated = (sureness[among] < threshold) | is_novel[among]
        return int(np.where(is_escalated, right[1][among], right[0][among]).sum())

    counted = int(is_judged[measured].sum())
    points = []
    for threshold in thresholds:
        is_escalated = (sureness[measured] < threshold) | is_novel[measured]
        count = count_right(measured, threshold)
        milliseconds = alone[measured] + np.where(is_escalated, passed_on[measured], 0)
        points.append(
            CascadePoint(
                threshold=float(threshold),
                escalated=float(is_escalated.mean()),
                acc1=count / counted if counted else 0.0,
                acc1_ci95=wilson_interval(count, counted),
                latency=spread(milliseconds.tolist()),
                mean_ms=float(milliseconds.mean()),
            )
        )
    judged = measured[is_judged[measured]]
    scores = [float(own[judged].mean()) if counted else 0.0 for own in right]
    return CascadeCurve(
        points=tuple(points),
        best=int(np.argmax([count_right(chosen, threshold) for threshold in thresholds])),  # of equals, the first
        chosen_on=int(is_judged[chosen].sum()),
        measured_on=counted,
        is_independent=is_independent,
        alone=((float(alone[measured].mean()), scores[0]), (float(passed_on[measured].mean()), scores[1])),
    )


def _halves(strata: Sequence[str], is_judged: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Places of the photos, divided in two, the same way each time.

    Of each stratum, and of the photos that count for accuracy, each half holds as many; it may be one more or less.
    """
    shuffled = np.random.default_rng(0).permutation(len(strata))
    in_order = sorted(shuffled.tolist(), key=lambda place: (not is_judged[place], strata[place]))
    return np.array(in_order[::2], np.intp), np.array(in_order[1::2], np.intp)


def _answers(comparison: Comparison, model: str) -> tuple[Answer, ...]:
    for measured, answers in zip(comparison.models, comparison.answers, strict=True):
        if measured.model == model and answers:
            return answers
    raise ModelError(
        "{model} has no answers in this comparison.", "Compare it with its weights installed.", model=model
    )
