"""The words of the field that stand in the window, each in a sentence or two."""

from dataclasses import dataclass
from typing import Literal

from effnet_desktop.gui.wording import translate

Term = Literal[
    "accuracy",
    "interval",
    "confidence",
    "unsure",
    "calibration",
    "temperature",
    "latency",
    "phi",
    "levers",
    "madds",
    "parameters",
    "agreement",
    "pareto",
    "mcnemar",
    "cascade",
    "f1",
    "confusion",
    "head",
    "deeper",
    "validation",
    "near-duplicates",
    "groups",
    "sidecars",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the glossary.

    Attributes:
        term: What links call it.
        title: The word.
        text: What it means.
    """

    term: Term
    title: str
    text: str


def entries() -> tuple[Entry, ...]:
    """The glossary in the user's language: what everybody meets first, then what scaling and training are about."""
    return (
        Entry(
            "accuracy",
            translate("Glossary", "Accuracy"),
            translate("Glossary", "The share of photos that a model names rightly, of those whose truth is known."),
        ),
        Entry(
            "interval",
            translate("Glossary", "95 % interval"),
            translate(
                "Glossary",
                "Measured on other photos of the same kind, the figure would lie in here 95 times of 100. The fewer "
                "photos were measured, the wider it is (Wilson's formula).",
            ),
        ),
        Entry(
            "confidence",
            translate("Glossary", "Confidence"),
            translate(
                "Glossary",
                "How probable a model finds its answer. All its categories together make 100 %, so that a photo of "
                "something else gets a confident answer, too.",
            ),
        ),
        Entry(
            "unsure",
            translate("Glossary", "Unsure"),
            translate(
                "Glossary",
                "The confidence is below the model's threshold: of the answers above it, 95 % were right where it was "
                "measured. These photos are worth a look.",
            ),
        ),
        Entry(
            "calibration",
            translate("Glossary", "Calibration error"),
            translate(
                "Glossary",
                "How far confidence and accuracy lie apart on average: of answers at 80 %, 80 of 100 should be right "
                "(expected calibration error, Guo and others, 2017).",
            ),
        ),
        Entry(
            "temperature",
            translate("Glossary", "Temperature"),
            translate(
                "Glossary",
                "One number by which a model's scores are divided, so that its confidence is neither too high nor too "
                "low. It changes no answer.",
            ),
        ),
        Entry(
            "latency",
            translate("Glossary", "Latency, p50 and p95"),
            translate(
                "Glossary",
                "The time from a photo's file to its answer. Half of the photos took p50 or less, 95 of 100 took p95 "
                "or less.",
            ),
        ),
        Entry(
            "phi",
            translate("Glossary", "phi"),
            translate(
                "Glossary",
                "The one number that scales EfficientNet: with each step a network gets deeper, wider and sees more "
                "pixels at once, and takes about twice the compute (Tan and Le, 2019).",
            ),
        ),
        Entry(
            "levers",
            translate("Glossary", "Depth, width, resolution"),
            translate(
                "Glossary",
                "How many layers follow each other, how many channels each has, and how many pixels a side of the "
                "photo has. With phi they grow by alpha, beta and gamma.",
            ),
        ),
        Entry(
            "madds",
            translate("Glossary", "Multiply-adds"),
            translate(
                "Glossary",
                "The multiplications, each with its addition, that one photo takes: a network's compute, whatever "
                "machine it runs on. Papers call them FLOPs or MACs.",
            ),
        ),
        Entry(
            "parameters",
            translate("Glossary", "Parameters"),
            translate("Glossary", "The numbers that a network has learnt. They decide its size on the disk."),
        ),
        Entry(
            "agreement",
            translate("Glossary", "Agreement"),
            translate(
                "Glossary",
                "Where no truth is known, how often a model answers like the largest one that was compared.",
            ),
        ),
        Entry(
            "pareto",
            translate("Glossary", "Pareto front"),
            translate(
                "Glossary",
                "The models that no other one beats in accuracy and in latency at once. One of these is the choice; "
                "which one depends on how much time a photo may take.",
            ),
        ),
        Entry(
            "mcnemar",
            translate("Glossary", "McNemar's test"),
            translate(
                "Glossary",
                "Of the photos that just one of two models names rightly, how many each of them does. p tells how "
                "often chance alone makes a difference like this one; below 0.05 it is called significant.",
            ),
        ),
        Entry(
            "cascade",
            translate("Glossary", "Cascade"),
            translate(
                "Glossary",
                "Two models in a row: the small one answers, and the large one is asked only where the small one is "
                "less confident than a threshold.",
            ),
        ),
        Entry(
            "f1",
            translate("Glossary", "Precision, recall and F1"),
            translate(
                "Glossary",
                "Of the photos that are called a category, the share that belongs to it; of those that belong to it, "
                "the share that is found; and the harmonic mean of the two.",
            ),
        ),
        Entry(
            "confusion",
            translate("Glossary", "Confusion matrix"),
            translate(
                "Glossary", "A table of what photos are, row by row, and what the model calls them, column by column."
            ),
        ),
        Entry(
            "head",
            translate("Glossary", "Head (Quick)"),
            translate(
                "Glossary",
                "The last layer of a network, which makes an answer of what the others have seen. Quick learns this "
                "layer alone, which takes seconds and few photos.",
            ),
        ),
        Entry(
            "deeper",
            translate("Glossary", "Deeper layers (Balanced, Best)"),
            translate(
                "Glossary",
                "The layers that see edges, textures and parts. Where they learn as well, the model becomes better at "
                "photos unlike ImageNet's, and it takes longer.",
            ),
        ),
        Entry(
            "validation",
            translate("Glossary", "Validation photos"),
            translate(
                "Glossary",
                "Photos that a model is measured on and never learns from: those in a folder called val, or else some "
                "that are set apart.",
            ),
        ),
        Entry(
            "near-duplicates",
            translate("Glossary", "Near-duplicates"),
            translate(
                "Glossary",
                "Photos that are almost the same, such as those of one burst. They stay together on one side, so that "
                "no model is measured on photos that it has nearly seen.",
            ),
        ),
        Entry(
            "groups",
            translate("Glossary", "Groups of categories"),
            translate(
                "Glossary",
                "ImageNet's 1,000 categories under broader words, from WordNet. Where a model wavers between two dogs, "
                "the answer is dog.",
            ),
        ),
        Entry(
            "sidecars",
            translate("Glossary", "Sidecar (XMP)"),
            translate(
                "Glossary",
                "A small file beside a photo that holds its keywords. digiKam, darktable and Lightroom read it; the "
                "photo itself stays as it is.",
            ),
        ),
    )
