"""Made-up records of comparisons, for the tests of the Compare page and its parts."""

from dataclasses import replace
from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.comparing import (
    Answer,
    CascadeCurve,
    CascadePoint,
    Comparison,
    Difference,
    ModelMeasured,
    PairedComparison,
    Spread,
)
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import VARIANTS

FOLDER = Path("/photos/val")
PHOTOS = tuple(FOLDER / "tench" / f"{number}.jpg" for number in range(40))
CPU = Device("cpu", "Test Processor", "OpenVINO", "f32")
LATENCY = {"lite0": 6.1, "lite1": 8.4, "lite2": 11.2, "b0": 9.0, "b1": 14.0, "b2": 21.0, "b3": 30.0}
ACCURACY = {"lite0": 0.90, "lite1": 0.895, "lite2": 0.95}
MADDS = {"lite0": 0.4, "lite1": 0.6, "lite2": 0.86, "b0": 0.39, "b1": 0.69, "b2": 1.1, "b3": 1.83}


def measured(name: str, *, by_accuracy: bool = True, photos: int = 40, **changes: object) -> ModelMeasured:
    """A model's figures; of `ACCURACY`'s models, those of a trained one."""
    variant, latency, score = VARIANTS[name], LATENCY[name], ACCURACY.get(name)
    judged = score is not None and by_accuracy
    model = ModelMeasured(
        model=name,
        variant=variant,
        untrained=score is None,
        photos=photos,
        with_truth=photos if judged else 0,
        acc1=score if judged else None,
        acc1_ci95=(score - 0.06, min(1.0, score + 0.04)) if judged and score else None,
        agreement=None if score is None else 1.0 if name == "lite2" else score,
        latency=Spread(latency, 1.4 * latency),
        decode=Spread(3.0, 4.5),
        preprocess=Spread(0.8, 1.1),
        inference=Spread(latency - 3.8, latency - 2),
        photos_per_second=1500 / latency,
        params=variant.params,
        madds=round(1e9 * MADDS[name]),
        peak_memory_mb=150 + 10 * latency,
        is_pareto=name in ("lite0", "lite2"),
        agrees_with="" if by_accuracy else "lite2",
    )
    return replace(model, **changes)  # type: ignore[arg-type]


def answers(right: int, model: str, by_accuracy: bool = True) -> tuple[Answer, ...]:
    """Answers to `PHOTOS`, of which the first so many are right."""
    return tuple(
        Answer(
            "tench" if place < right else "coho",
            0.99 - 0.02 * place,
            place < right if by_accuracy else None,
            LATENCY[model] + place % 3,
        )
        for place in range(len(PHOTOS))
    )


def comparison(
    *names: str, by_accuracy: bool = True, fit_head: bool = False, photos: int = len(PHOTOS), **changes: object
) -> Comparison:
    """A comparison of these models, by default lite0 to lite2 and b0, which is untrained."""
    names = names or ("lite0", "lite1", "lite2", "b0")
    models = tuple(measured(name, by_accuracy=by_accuracy, photos=photos) for name in names)
    trained = [name for name in names if name in ACCURACY]
    result = Comparison(
        models=models,
        photos=PHOTOS[:photos],
        answers=tuple(
            answers(round(ACCURACY[name] * 40), name, by_accuracy)[:photos] if name in ACCURACY else ()
            for name in names
        ),
        unreadable=(),
        reference=max(trained, key=MADDS.__getitem__) if trained else "",
        fit_head=fit_head,
        device=CPU,
        seconds=12.0,
    )
    return replace(result, **changes)  # type: ignore[arg-type]


def paired(smaller: str = "lite0", bigger: str = "lite2", *, p_value: float | None = 1.0) -> PairedComparison:
    """What two models mean, with a sentence of its own."""
    sentence = Text("{bigger} beside {smaller}.", bigger=bigger, smaller=smaller)
    return PairedComparison(smaller, bigger, len(PHOTOS), 2, 1, p_value, 1.8, sentence)


DIFFERENCE = Difference(fixed=(36, 37), broken=(2,), changed=(), paired=paired())
UNKNOWN_DIFFERENCE = Difference((), (), changed=(4, 5, 6), paired=paired(p_value=None))


def curve(**changes: object) -> CascadeCurve:
    """What thresholds give: the accuracy is highest at 60 %, and that threshold was chosen on the other half."""
    result = CascadeCurve(
        points=_points(), best=60, chosen_on=20, measured_on=20, is_independent=True, alone=((6.0, 0.9), (11.0, 0.95))
    )
    return replace(result, **changes)  # type: ignore[arg-type]


def _points(count: int = 101) -> tuple[CascadePoint, ...]:
    return tuple(
        CascadePoint(
            threshold=step / (count - 1),
            escalated=step / (count - 1),
            acc1=0.95 - 0.1 * abs(step / (count - 1) - 0.6),
            acc1_ci95=(0.85, 0.99),
            latency=Spread(6.0 + step / 10, 9.0 + step / 10),
            mean_ms=6.0 + step / 9,
        )
        for step in range(count)
    )


def models(installed: tuple[str, ...] = ("lite0", "lite1", "lite2")) -> tuple[ModelInfo, ...]:
    """Every published model."""
    return tuple(
        ModelInfo(name, variant, "packaged", Path(name))
        if name in installed
        else ModelInfo(name, variant, "absent", None)
        for name, variant in VARIANTS.items()
    )
