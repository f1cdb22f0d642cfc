"""Puts what the engine says into the user's language.

The engine's sentences are English templates; their translations are looked up in the context ``Engine``.
"""

from PySide6.QtCore import QCoreApplication, QLocale

from effnet_desktop.engine.chance import measured
from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.records.classifying import Classification, Language
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, Inheritance, ModelInfo, Preset
from effnet_desktop.engine.variants import title_of

translate = QCoreApplication.translate  # Under this name pyside6-lupdate finds the texts below.


def language() -> Language:
    """The language of the window, which ImageNet's categories are named in, too."""
    application = QCoreApplication.instance()
    return "ja" if application and application.property("language") == "ja" else "en"


def predictions_text(answer: Classification) -> str:
    """The best categories, each with its probability; of those that a group answers for, the group's."""
    predictions = answer.group.predictions if answer.group else answer.predictions
    return ", ".join(f"{p.name_in(language())} {percent_text(100 * p.probability)}" for p in predictions)


def answer_text(answer: Classification) -> tuple[str, str]:
    """The group or the category that a photo shows, if any, and how sure that is: of a group's categories, each."""
    if answer.is_novel:
        nearest = answer.predictions[0].name_in(language())
        return translate("Wording", "None of these"), translate("Wording", "{category}?").format(category=nearest)
    if answer.group:
        return answer.group.group.name_in(language()), predictions_text(answer)
    best = answer.predictions[0]
    return best.name_in(language()), percent_text(100 * best.probability)


def answer_line(answer: Classification) -> str:
    """The same in one line: ``dog 82.0 % (Shih-Tzu 41.0 %, Lhasa 40.0 %)`` or ``tabby, 90.0 %``."""
    name, detail = answer_text(answer)
    if answer.is_novel:
        return f"{name} ({detail})"
    if not answer.group:
        return f"{name}, {detail}"
    return translate("Wording", "{group} {percent} ({categories})").format(
        group=name, percent=percent_text(100 * answer.group.probability), categories=detail
    )


def english_names(answer: Classification) -> str:
    """What hovering over an answer says where it is not shown in English."""
    if language() == "en" or not answer.predictions[0].japanese:
        return ""
    names = [(p.name_in(language()), p.category) for p in answer.predictions]
    if answer.group:
        names.insert(0, (answer.group.group.name_in(language()), answer.group.group.name))
    return "\n".join(f"{name}: {english}" for name, english in names)


def say(text: Text) -> str:
    """A text of the engine's in the user's language; texts, whole numbers and models inside it are, too."""
    values = {name: _say_value(value) for name, value in text.values.items()}
    return translate("Engine", text.template).format(**values) if text.template else ""


def _say_value(value: object) -> object:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, str):
        return title_of(value)  # a model is called here what it is called everywhere
    return _Count(value) if isinstance(value, int) else value


class _Count(int):
    """A whole number that is written as the user's language writes it: ``15,198,728``."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec) if spec or self.bit_length() > 63 else QLocale().toString(int(self))


def explain(error: EngineError) -> tuple[str, str]:
    """What happened, and what the user can do about it (maybe nothing, an empty text)."""
    return say(error.message), say(error.hint)


def progress_text(progress: Progress) -> str:
    """What is being done and how far it has come, such as ``Downloading B0: 3.1 MB of 20.5 MB``."""
    step = say(progress.step)
    if progress.total is None and not progress.done:
        return step
    amount = size_text if progress.unit == "bytes" else QLocale().toString
    if progress.total is None:
        return translate("Wording", "{step}: {done}").format(step=step, done=amount(progress.done))
    return translate("Wording", "{step}: {done} of {total}").format(
        step=step, done=amount(progress.done), total=amount(progress.total)
    )


def size_text(size: float, decimals: int = 1) -> str:
    """A number of bytes for people: ``20.5 MB``, where a MB is 1,024 kB, as in torchvision's tables."""
    return QLocale().formattedDataSize(round(size), decimals, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def weights_size_text(model: ModelInfo) -> str:
    """How much there is to download: ``20 MB``."""
    return size_text(model.variant.weights_mb * 2**20, decimals=0)


def params_text(model: ModelInfo) -> str:
    """The network's number of parameters: ``4.7 M``."""
    return translate("Wording", "{millions} M").format(millions=QLocale().toString(model.variant.params / 1e6, "f", 1))


def millions_text(count: float) -> str:
    """A large number of parameters, to two decimals: ``7.79 M``."""
    return translate("Wording", "{millions} M").format(millions=QLocale().toString(count / 1e6, "f", 2))


def billions_text(count: float) -> str:
    """A large number of multiply-adds, to three decimals: ``0.391 G``."""
    return translate("Wording", "{billions} G").format(billions=QLocale().toString(count / 1e9, "f", 3))


def percent_text(percent: float) -> str:
    """A share in percent, with one decimal: ``75.1 %``."""
    return translate("Wording", "{number} %").format(number=QLocale().toString(percent, "f", 1))


def accuracy_text(percent: float | None) -> str:
    """An accuracy in percent, or that there is none."""
    return translate("Wording", "not measured") if percent is None else percent_text(percent)


def measured_text(accuracy: float, ci95: tuple[float, float]) -> str:
    """An accuracy (0..1) in percent, or that nothing was measured."""
    share = measured(accuracy, ci95)
    return accuracy_text(None if share is None else 100 * share)


def family_text(model: ModelInfo) -> str:
    """The name of the model's family."""
    return translate("Wording", "Lite") if model.variant.family == "lite" else translate("Wording", "Standard")


def inheritance_text(inherited: Inheritance) -> str:
    """How much of a network's weights came from a published one."""
    if inherited.is_same:
        text = translate(
            "Wording", "{percent} of the weights are inherited from {model}; at first it computes the same."
        )
    else:
        text = translate("Wording", "{percent} of the weights are inherited from {model}.")
    return text.format(percent=percent_text(100 * inherited.share), model=title_of(inherited.model))


def preset_text(preset: Preset) -> str:
    """The name of a preset of training."""
    return {
        "quick": translate("Preset", "Quick"),
        "balanced": translate("Preset", "Balanced"),
        "best": translate("Preset", "Best"),
    }[preset]


def spoken_figure(name: str, value: str) -> str:
    """What a screen reader says of a figure: ``p50: 8.2 ms``."""
    return translate("Wording", "{name}: {value}").format(name=name, value=value)


def duration_text(seconds: float) -> str:
    """A time for people, rounded more the longer it is: ``40 s``, ``3 min``, ``2 h 10 min``."""
    seconds = max(1, round(seconds))
    if seconds < 60:
        return translate("Wording", "{seconds} s").format(seconds=seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("Wording", "{minutes} min").format(minutes=minutes)
    return translate("Wording", "{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def milliseconds_text(milliseconds: float) -> str:
    """A latency: ``8.2 ms``."""
    number = QLocale().toString(milliseconds, "f", 1 if milliseconds < 100 else 0)
    return translate("Wording", "{number} ms").format(number=number)


def cascade_text(cascade: Cascade) -> str:
    """What a pair of models does: ``EfficientNet-Lite0 then EfficientNet-Lite2, below 60 %``."""
    return translate("Wording", "{first} then {second}, below {confidence} %").format(
        first=title_of(cascade.first),
        second=title_of(cascade.second),
        confidence=QLocale().toString(round(100 * cascade.threshold)),
    )
