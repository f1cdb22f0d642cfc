"""Comparisons made up for tests: models with given answers and times."""

from collections.abc import Sequence
from pathlib import Path

from effnet_desktop.engine.classifying.metrics import wilson_interval
from effnet_desktop.engine.measuring.tradeoff import mark_pareto, spread
from effnet_desktop.engine.records.comparing import Answer, Comparison, ModelMeasured, Spread
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.variants import VARIANTS

CPU = Device("cpu", "A processor <of & for tests>", "OpenVINO", "f32")


def measured(
    model: str,
    acc1: float | None = None,
    ms: float = 10.0,
    *,
    agreement: float | None = None,
    photos_per_second: float | None = None,
    peak_memory_mb: float | None = None,
    agrees_with: str = "",
) -> ModelMeasured:
    return ModelMeasured(
        model=model,
        variant=VARIANTS.get(model, VARIANTS["lite0"]),
        untrained=acc1 is None and agreement is None,
        photos=100,
        with_truth=0 if acc1 is None else 100,
        acc1=acc1,
        acc1_ci95=None if acc1 is None else wilson_interval(round(100 * acc1), 100),
        agreement=agreement,
        latency=Spread(ms, 1.5 * ms),
        decode=Spread(0.1 * ms, 0.2 * ms),
        preprocess=Spread(0.1 * ms, 0.2 * ms),
        inference=Spread(0.8 * ms, 1.1 * ms),
        photos_per_second=photos_per_second or 1000 / ms,
        params=4_000_000,
        madds=400_000_000,
        peak_memory_mb=peak_memory_mb,
        is_pareto=False,
        agrees_with=agrees_with,
    )


def compared(answers: dict[str, Sequence[tuple[str, float, float]]], truth: Sequence[str] | None) -> Comparison:
    """A comparison of models by their answers: category, probability and milliseconds of each photo."""
    *_, reference = answers
    models, rows = [], []
    for name, own in answers.items():
        row = tuple(
            Answer(
                category,
                probability,
                None if truth is None else category == truth[i],
                ms,
                truth=None if truth is None else truth[i],
            )
            for i, (category, probability, ms) in enumerate(own)
        )
        right = [bool(answer.is_correct) for answer in row]
        same = [mine.category == other[0] for mine, other in zip(row, answers[reference], strict=True)]
        model = measured(
            name,
            None if truth is None else sum(right) / len(right),
            spread([ms for _, _, ms in own]).p50,
            agreement=sum(same) / len(same),
            agrees_with="" if truth else reference,
        )
        models.append(model)
        rows.append(row)
    photos = tuple(Path(f"/photos/secret-{i}.jpg") for i in range(len(rows[0])))
    return Comparison(mark_pareto(models), photos, tuple(rows), (), reference, False, CPU, 12.0)
