"""What a measured model says, in words; chart, table and the views below them say the same."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from effnet_desktop.engine.records.comparing import Comparison, ModelMeasured, Spread
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.wording import milliseconds_text, percent_text, translate


def agrees_with(models: Sequence[ModelMeasured]) -> str:
    """The model by the agreement with which these are judged; empty where it is by accuracy."""
    return models[0].agrees_with if models else ""


def score_title(reference: str) -> str:
    """What the score of a comparison is called in headings, given what `agrees_with` says."""
    if not reference:
        return translate("Comparison", "Accuracy")
    return translate("Comparison", "Agreement with {model}").format(model=title_of(reference))


def interval_range(interval: tuple[float, float]) -> str:
    """A 95 % interval, short: ``92.1 to 94.3 %``."""
    low, high = (QLocale().toString(100 * edge, "f", 1) for edge in interval)
    return translate("Comparison", "{low} to {high} %").format(low=low, high=high)


def spread_text(spread: Spread) -> str:
    """Median and 95th percentile: ``8.2 / 11.0``, in milliseconds."""
    p50, p95 = (QLocale().toString(value, "f", 1 if value < 100 else 0) for value in (spread.p50, spread.p95))
    return translate("Comparison", "{p50} / {p95}").format(p50=p50, p95=p95)


def describe(model: ModelMeasured) -> str:
    """The figures of a model that matter most, one a line, for tooltips and screen readers."""
    lines = [title_of(model.model)]
    if model.untrained:
        lines.append(translate("Comparison", "untrained: latency only"))
    elif model.score is None:
        lines.append(translate("Comparison", "no photo of its categories: latency only"))
    else:
        share = percent_text(100 * model.score)
        lines.append(
            translate("Comparison", "accuracy: {share}").format(share=share)
            if not model.agrees_with
            else translate("Comparison", "agreement with {model}: {share}").format(
                model=title_of(model.agrees_with), share=share
            )
        )
    if model.score_ci95:
        text = translate("Comparison", "95 % interval: {range}")
        lines.append(text.format(range=interval_range(model.score_ci95)))
    lines.append(
        translate("Comparison", "latency: p50 {p50}, p95 {p95}").format(
            p50=milliseconds_text(model.latency.p50), p95=milliseconds_text(model.latency.p95)
        )
    )
    if model.score is not None:
        lines.append(
            translate("Comparison", "on the Pareto front")
            if model.is_pareto
            else translate("Comparison", "dominated: another model is at least as right and as fast")
        )
    return "\n".join(lines)


def trained_names(comparison: Comparison) -> list[str]:
    """Names of the models that have answered, smallest first."""
    pairs = zip(comparison.models, comparison.answers, strict=True)
    return [model.model for model, answers in pairs if answers]
