"""The engine's verbs, for the window and the command line alike.

A long verb is a generator: it yields progress and results, returns its summary, raises `EngineError`, and cleans up
when it is closed. Heavy libraries are imported inside the verb that needs them, so that the window starts at once.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from effnet_desktop.engine.errors import DeviceError, ModelError, PhotoError, Text
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.records.classifying import (
    BackendReady,
    Capture,
    Category,
    Classification,
    ClassifySummary,
    Framing,
    Judgement,
    PhotoFailed,
    Thumbnail,
)
from effnet_desktop.engine.records.folders import FoundPhotos
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, EarlierModel, FineTuneConfig, ModelInfo, SplitBy
from effnet_desktop.engine.variants import Preprocessing, Variant
from effnet_desktop.engine.verbs import result_of

if TYPE_CHECKING:
    from effnet_desktop.engine.classifying.classifier import CascadeClassifier, Classifier
    from effnet_desktop.engine.classifying.judgements import Judgements
    from effnet_desktop.engine.folders.feature_cache import FeatureCache
    from effnet_desktop.engine.folders.label_list import LabelList
    from effnet_desktop.engine.folders.small_pictures import SmallPictures
    from effnet_desktop.engine.models.loading import Loaded
    from effnet_desktop.engine.networks.backends import Backend
    from effnet_desktop.engine.piles.session import PileSession as PileSession
    from effnet_desktop.engine.records.cluster import ClusterSummary, Describe, Place
    from effnet_desktop.engine.records.comparing import (
        Benchmark,
        Budget,
        CascadeCurve,
        CompareConfig,
        Comparison,
        Difference,
        EarlierComparison,
        KeptComparison,
        ModelMeasured,
        PairedComparison,
        Pick,
    )
    from effnet_desktop.engine.records.devices import Device, DeviceChoice, DeviceReport, Precision
    from effnet_desktop.engine.records.evaluation import FolderEvaluation
    from effnet_desktop.engine.records.filing import (
        AnsweredPhoto,
        Filed,
        FileFailed,
        FileFiled,
        FilingConfig,
        FilingPlan,
        FilingRun,
        TagConfig,
        TagPlan,
        Undone,
    )
    from effnet_desktop.engine.records.folders import Dataset, FolderListed
    from effnet_desktop.engine.records.piles import Question
    from effnet_desktop.engine.records.training import (
        FineTuned,
        InterruptedTraining,
        Suspect,
        TrainingEstimate,
        TrainingEvent,
        TrainingReport,
    )
    from effnet_desktop.engine.scaling import Scaling

FEATURE_CACHE_BYTES = 1 << 30
FOUND_AT_A_TIME = 250
FOUND_SECONDS = 0.1


def is_loading() -> bool:
    """Whether something is being loaded in the background, for which a process that ends need not wait."""
    from effnet_desktop.engine.photos.prefetch import is_busy_in_background

    return is_busy_in_background()


class Engine:
    """Everything the app can do with photos and models.

    One engine serves several threads: each verb may run at the same time as the others, but `classify` and
    `benchmark` belong on one lane.

    Args:
        data_dir: Folder that everything is written to; made when first needed.
        weights_url: Mirror to download weights from; None for torchvision's own host.
    """

    def __init__(self, data_dir: Path, weights_url: str | None = None) -> None:
        self._data_dir = data_dir
        self._store = ModelStore(data_dir / "models", weights_url)
        self._report: DeviceReport | None = None
        # The last classifier stays loaded, so that photos dropped one by one are answered at once. Only `classify`
        # touches it; the key tells what it was made of.
        self._loaded: tuple[tuple[object, ...], Classifier | CascadeClassifier] | None = None
        self._pictures: dict[tuple[Path, Preprocessing], SmallPictures] = {}  # one at the most

    @property
    def weights_url(self) -> str:
        """Where weights are downloaded from; a change takes effect with the next download."""
        return self._store.weights_url

    @weights_url.setter
    def weights_url(self, base: str | None) -> None:
        self._store.set_weights_url(base)

    def models(self) -> tuple[ModelInfo, ...]:
        """Every known model, installed or not, smallest first. Fast, reads no weights."""
        return self._store.models()

    def categories_of(self, name: str) -> tuple[Category, ...]:
        """What a model can answer, installed or not, in its order; fast, reads no weights.

        Raises:
            ModelError: There is no such model, or its record is damaged.
        """
        from effnet_desktop.engine.classifying.groups import imagenet_categories

        info = self._store.find(name)
        if info.cascade:
            return self.categories_of(info.cascade.first)
        return tuple(map(Category, info.trained.categories)) if info.trained else imagenet_categories()

    def find_photos(self, paths: Sequence[Path]) -> Generator[tuple[Path, ...], None, FoundPhotos]:
        """Finds the photos in files and folders (recursive, in order of name), some hundred at a time.

        Yields:
            Paths not yielded before. A file named directly is taken whatever its suffix.

        Returns:
            How many there were, and what was passed over.
        """
        from effnet_desktop.engine.photos.finding import Search

        found: list[Path] = []
        count = 0
        since = time.monotonic()
        search = Search(paths)
        for path in search.photos():
            found.append(path)
            count += 1
            if len(found) >= FOUND_AT_A_TIME or time.monotonic() - since > FOUND_SECONDS:
                yield tuple(found)
                found.clear()
                since = time.monotonic()
        if found:
            yield tuple(found)
        return FoundPhotos(count, search.left_out())

    def thumbnails(self, paths: Sequence[Path], side: int) -> Generator[Thumbnail | PhotoFailed, None, None]:
        """Small upright pictures that fit into a square of `side` pixels, in order."""
        from effnet_desktop.engine.photos.reading import read_whole

        for path in paths:
            try:
                whole = read_whole(path, side)
            except PhotoError as error:
                yield PhotoFailed(path, error)
                continue
            photo, (width, height) = whole.photo, whole.size
            photo.thumbnail((side, side))
            yield Thumbnail(path, photo.width, photo.height, photo.tobytes(), width, height)

    def classify(
        self,
        paths: Sequence[Path],
        model: str,
        *,
        device: DeviceChoice = "auto",
        precision: Precision = "auto",
        framing: Framing = "crop",
        top: int = 5,
        chosen: Sequence[Path] = (),
        kept: float | None = None,
    ) -> Generator[Progress | Notice | BackendReady | Classification | PhotoFailed, None, ClassifySummary]:
        """Says what photos show.

        Args:
            paths: The photos.
            model: Name of the model.
            device: What computes.
            precision: How exactly.
            framing: What of a photo is seen.
            top: How many categories an answer names.
            chosen: The files and folders that the photos were found in: folders inside these that are named like
                categories tell the truth.
            kept: Share of photos of a trained model's categories (0..1) that are not to be called novel; None for the
                model's own (`set_kept`).

        Yields:
            `Progress` while the model is prepared, `BackendReady`, then one `Classification` or `PhotoFailed` a
            photo, in order; a `Notice` where something fell back.

        Raises:
            ModelError: The model is unknown (or `ModelNotInstalled`).
            DeviceError: The device that was asked for is not usable.
        """
        before = self._loaded
        classifier = yield from self._find_classifier(model, device, precision)
        yield BackendReady(model, classifier.backend.device, self._loaded is not before)
        return (yield from classifier.classify(paths, framing, top, chosen, kept))

    def classify_on_cluster(
        self,
        places: Sequence[Place],
        model: str,
        cluster: str,
        out: Path,
        describe: Describe,
        *,
        device: DeviceChoice = "auto",
        precision: Precision = "auto",
        framing: Framing = "crop",
        top: int = 5,
        kept: float | None = None,
    ) -> Generator[Progress | Notice, None, ClusterSummary]:
        """Says what photos show, on the machines of the user's own Ray cluster.

        The answers come into Parquet files in ``out/answers``. What is there is not done again: the same call goes on
        after whatever ended it.

        Args:
            places: Photos and folders: paths that all machines see, or addresses such as ``s3://bucket/folder``.
            model: Name of the model; it travels to the machines.
            cluster: ``auto`` for the one that this machine is part of, or ``ray://HOST:PORT``.
            out: Folder for the answers, made if absent.
            describe: What is kept of a photo.
            device: ``auto`` and ``cpu`` compute on the processors; others on one GPU a worker.
            precision: As `classify` has it, and so are the others.
            framing: What of a photo is seen.
            top: How many categories an answer names.
            kept: See `classify`.

        Raises:
            ModelError: The model is unknown (or `ModelNotInstalled`).
            ClusterError: Ray is not installed, the cluster cannot be reached, or it cannot do this work.
            StorageError: `out` cannot be written, or holds something else or the answers of another run.
        """
        from effnet_desktop.engine.cluster import classify

        options = classify.Options(device, precision, framing, top, kept)
        return (
            yield from classify.classify(
                self._store, self._judgements.file, places, model, cluster, out, describe, options
            )
        )

    def judge(self, judgements: Sequence[tuple[Path, Judgement | None]]) -> Generator[Progress, None, None]:
        """Keeps what a person says of photos, by their content; None forgets it. `classify` tells it from then on.

        Raises:
            StorageError: A photo cannot be read, or the judgement cannot be written; those before are kept.
        """
        for done, (photo, judgement) in enumerate(judgements, start=1):
            self._judgements.note(photo, judgement)
            yield Progress(Text("Noting what you said"), done, len(judgements))

    @staticmethod
    def capture(photo: Path) -> Capture | None:
        """When, where and with what a photo was taken; None where there is no such file. Reads its first bytes."""
        from effnet_desktop.engine.photos.capture import read_capture

        return read_capture(photo)

    def devices(self) -> Generator[Progress, None, DeviceReport]:
        """What this machine can compute on, and why the choice fell as it did. May load PyTorch: seconds."""
        if self._report is None:
            signs = devices.see_signs()
            if devices.need_torch(signs):
                yield Progress(Text("Trying the GPU"))
            self._report = devices.find_devices(signs)
        return self._report

    def download_model(self, name: str) -> Generator[Progress, None, ModelInfo]:
        """Fetches and verifies a model's weights; what a cut left behind is resumed."""
        return (yield from self._store.download(name))

    def import_model(self, file: Path) -> Generator[Progress, None, ModelInfo]:
        """Takes weights from a ``.pth`` or ``.safetensors`` file; finds out which variant they are."""
        return (yield from self._store.import_file(file))

    def remove_model(self, name: str) -> tuple[str, ...]:
        """Deletes a model from this machine; a packaged one refuses with `ModelError`. See `bring_back`.

        Returns:
            Names of the pairs that need it, and are broken now.
        """
        return self._store.remove(name)

    def earlier_models(self) -> tuple[EarlierModel, ...]:
        """Models that a training replaced or that were removed, the last version of each; fast, reads no weights."""
        return self._store.earlier_models()

    def bring_back(self, name: str) -> ModelInfo:
        """Puts the earlier version of a model in its place; what stood there can be brought back in turn.

        Raises:
            ModelError: There is none.
            StorageError: It cannot be moved.
        """
        return self._store.bring_back(name)

    def forget_earlier(self, name: str) -> None:
        """Deletes the earlier version of a model for good."""
        self._store.forget_earlier(name)

    def benchmark(self, model: str, photos: int = 24) -> Generator[Progress, None, Benchmark]:
        """Measures a model's speed here against the plain way; untrained weights where none are installed.

        Args:
            model: Name of a known model.
            photos: How many 12-megapixel photos the folder has that throughput is measured on.
        """
        from effnet_desktop.engine.measuring import benchmark

        return (yield from benchmark.run(self._store, model, photos))

    def inspect_folder(
        self,
        folder: Path,
        seed: int = 0,
        not_categories: Sequence[str] | None = None,
        labels: Path | None = None,
        split_by: SplitBy = "photo",
        model: str | None = None,
        scaling: Scaling | None = None,
    ) -> Generator[FolderListed | Progress, None, Dataset]:
        """Reads and checks a training folder; what is wrong with it is among the result's problems.

        Args:
            folder: Holds one folder a category, or, with `labels`, photos of any folders.
            seed: Of the split.
            not_categories: See `FineTuneConfig`.
            labels: A CSV file of photos and their categories.
            split_by: What is kept to measure on.
            model: What will be trained, if that is known: then small pictures are kept for it, so that the photos need
                not be read once more.
            scaling: Of a network of the user's own.

        Raises:
            EngineError: The model is not known, the file cannot be read, or the photos are not of several such folders,
                cameras or days.
        """
        from effnet_desktop.engine.folders.dataset import inspect

        corrections, cache = self._labels(folder), self._feature_cache
        with self._small_pictures(folder, model, scaling) as pictures:
            return (
                yield from inspect(
                    folder,
                    corrections,
                    cache,
                    seed=seed,
                    not_categories=not_categories,
                    table=labels,
                    split_by=split_by,
                    pictures=pictures,
                )
            )

    def estimate_training(
        self, dataset: Dataset, model: str, scaling: Scaling | None = None
    ) -> Generator[Progress | TrainingEstimate, None, TrainingEstimate]:
        """How long each preset will take for these photos on this machine.

        Yields:
            `TrainingEstimate`, a guess at first, then again with each thing that was measured, and `Progress`.
        """
        from effnet_desktop.engine.training import estimate

        device = yield from self._choose_device("auto")
        borrow = partial(self._small_pictures, dataset.folder, model, scaling)
        return (yield from estimate.run(self._store, self._feature_cache, dataset, model, device.kind, scaling, borrow))

    def fine_tune(self, config: FineTuneConfig) -> Generator[TrainingEvent, None, FineTuned]:
        """Trains a classifier on a folder of category folders.

        Closing the generator stops it within a second; `finish_training` then makes a model of the best so far, and
        `fine_tune` with ``resume`` goes on.

        Yields:
            `FolderListed`, `Dataset`, `FeaturesExtracted`, `HeadFitted`, one `EpochFinished` an epoch, and `Progress`.

        Raises:
            ModelError: The folder, the name or the model cannot be used; the name is not free where a training of it
                runs, or what was made from another folder has it.
            StorageError: The disk is full; an older model of that name is left as it was.
        """
        from effnet_desktop.engine.training import fine_tune

        choice = "cpu" if config.preset == "quick" else config.device
        choose: Callable[[], Device] = lambda: result_of(self._choose_device(choice))  # noqa: E731
        if not devices.need_torch(devices.see_signs()):
            choose()  # what cannot be used is said before the work
        labels = self._labels(config.folder)
        with self._small_pictures(config.folder, config.model, config.scaling) as pictures:
            done = yield from fine_tune.fine_tune(
                self._store, self._runs, self._feature_cache, labels, config, choose, pictures
            )
        self._pictures.clear()  # the features are known now
        return done

    def look_on_cluster(
        self, config: FineTuneConfig, cluster: str
    ) -> Generator[FolderListed | Progress | Notice, None, int]:
        """Computes the features that `fine_tune` will ask for on the user's own Ray cluster; see `classify_on_cluster`.

        All its machines have to see the photos under the same paths.

        Returns:
            How many photos were looked at; the others were known already.

        Raises:
            ModelError: The folder or the model cannot be used.
            ClusterError: The cluster cannot be reached, or it cannot do this work.
        """
        from effnet_desktop.engine.cluster import features

        return (
            yield from features.look(self._store, self._feature_cache, self._labels(config.folder), config, cluster)
        )

    def learn_again(self, name: str) -> FineTuneConfig:
        """The training that teaches a trained model the user's corrections; see `fine_tune`. Reads a small file.

        Raises:
            ModelError: There is no such model, or it was not trained here.
        """
        from effnet_desktop.engine.training import recipes

        return recipes.learn_again(self._store.find_installed(name))

    def interrupted_trainings(self) -> tuple[InterruptedTraining, ...]:
        """Trainings that a stop or a crash left unfinished, newest first."""
        if not any(self._runs.glob("*")):  # saves the import at every start
            return ()
        from effnet_desktop.engine.training import run_folder

        return run_folder.interrupted(self._runs, self._store.is_being_made)

    def finish_training(self, name: str) -> Generator[Progress | Notice, None, FineTuned]:
        """Makes a model of the best that an interrupted training has reached."""
        from effnet_desktop.engine.training import fine_tune

        return (yield from fine_tune.finish(self._store, self._runs, name))

    def discard_training(self, name: str) -> None:
        """Deletes what an interrupted training has left.

        Raises:
            ModelError: It runs again, in another window or on the command line.
        """
        from effnet_desktop.engine.training import fine_tune

        fine_tune.discard(self._store, self._runs, name)

    def open_piles(
        self, folder: Path, model: str = "lite0", others: Sequence[Path] = ()
    ) -> Generator[Progress | Notice, None, PileSession]:
        """Puts the photos of a folder without categories into piles, or takes up the piles of the last time.

        Photos that came later go to the named piles that they are like, and to new ones.

        Args:
            folder: With all that is in it.
            model: Whose features tell what is alike.
            others: Photos and folders from elsewhere, which belong to these piles from now on.

        Yields:
            `Progress`, and a `Notice` for each photo that is left out.

        Raises:
            ModelError: There is no photo that can be read, or the model is none to begin with.
            StorageError: What was kept of the last time cannot be understood; it is left as it is.
        """
        from effnet_desktop.engine.piles import session

        return (
            yield from session.open_piles(self._store, self._feature_cache, self._piles(folder), folder, model, others)
        )

    def suggest_names(
        self, photos: Sequence[Path], model: str = "lite0"
    ) -> Generator[Progress | Notice, None, tuple[str, ...]]:
        """What a model says that most of some photos show, likeliest first, at most five: names for a pile."""
        shares: dict[str, float] = {}
        answers = self.classify(photos, model, device="cpu")
        for answer in answers:
            if isinstance(answer, Classification):
                for prediction in answer.predictions:
                    shares[prediction.category] = shares.get(prediction.category, 0.0) + prediction.probability
            elif isinstance(answer, Progress | Notice):
                yield answer
        return tuple(sorted(shares, key=shares.__getitem__, reverse=True)[:5])

    def ask(
        self, folder: Path, labels: Path, count: int = 20, model: str = "lite0"
    ) -> Generator[Progress | Notice, None, tuple[Question, ...]]:
        """The photos of a folder whose categories would teach most, beside those that a CSV file says already.

        Raises:
            EngineError: The file cannot be used, or no photo can be read.
        """
        from effnet_desktop.engine.piles import asking

        return (yield from asking.ask(self._store, self._feature_cache, folder, labels, count, model))

    def audit(
        self, folder: Path, model: str = "lite0", seed: int = 0
    ) -> Generator[TrainingEvent, None, tuple[Suspect, ...]]:
        """Photos that are probably filed wrongly, the surest first; trains nothing to keep."""
        from effnet_desktop.engine.training import audit

        return (yield from audit.audit(self._store, self._feature_cache, self._labels(folder), folder, model, seed))

    def evaluate(self, folder: Path, model: str) -> Generator[Progress, None, FolderEvaluation]:
        """Measures a model on a folder whose sub-folders are named like its categories."""
        from effnet_desktop.engine.classifying import novelty
        from effnet_desktop.engine.measuring import evaluate_folder
        from effnet_desktop.engine.networks.backends import OpenVinoBackend

        info = self._store.find_installed(model)
        if info.cascade:
            raise ModelError("{model} is a pair of models.", "Evaluate its two models alone.", model=model)
        converted_folder, converted = yield from self._store.convert(info)
        backend = OpenVinoBackend(converted_folder / "model.xml", info.variant.preprocessing, for_many=True)
        own_novelty = novelty.read(info.path) if info.trained and info.path else None
        return (yield from evaluate_folder.evaluate_folder(backend, converted.categories, info, folder, own_novelty))

    def count_network(self, variant: Variant) -> Generator[Progress, None, tuple[int, int, int]]:
        """What the real network costs, counted on PyTorch's meta device; `scaling.cost` says the same at once.

        Returns:
            Parameters, multiply-adds and bytes of memory for one photo.
        """
        from effnet_desktop.engine.child_process import run_in_child
        from effnet_desktop.engine.training import workers

        counting = Progress(Text("Counting the real network"))
        counts: tuple[int, int, int] = yield from run_in_child(counting, workers.count_network, variant)
        return counts

    def compare(
        self, config: CompareConfig
    ) -> Generator[Progress | Notice | FolderListed | ModelMeasured, None, Comparison]:
        """Measures models side by side on the same photos.

        Yields:
            `Progress`, `FolderListed` with `fit_head`, a `Notice` for what is left out or untrained, and
            `ModelMeasured` of each model again and again while the photos go by (the latest of a name replaces the
            one before).

        Raises:
            ModelError: A model is unknown, or the folder has no readable photos (or, with `fit_head`, cannot be
                trained on).
        """
        from effnet_desktop.engine.measuring import compare

        device = yield from self._choose_device(config.device)
        return (yield from compare.run(self._store, self._feature_cache, self._labels, device, config))

    @staticmethod
    def pick(comparison: Comparison, budget: Budget) -> Pick:
        """The most accurate measured model that fits a budget, or the fastest that is accurate enough."""
        from effnet_desktop.engine.measuring import tradeoff

        return tradeoff.pick(comparison.models, budget)

    @staticmethod
    def difference(comparison: Comparison, smaller: str, bigger: str) -> Difference:
        """The photos that a bigger model fixes, those that it breaks, and what that means."""
        from effnet_desktop.engine.measuring import tradeoff

        return tradeoff.difference(comparison, smaller, bigger)

    @staticmethod
    def pairs_in_order(comparison: Comparison) -> tuple[PairedComparison, ...]:
        """What the figures mean: each model that has answered, beside the next smaller one."""
        from effnet_desktop.engine.measuring import tradeoff

        return tradeoff.pairs_in_order(comparison)

    @staticmethod
    def cascade(comparison: Comparison, first: str, second: str) -> CascadeCurve:
        """Accuracy and latency of two models in a row at 101 thresholds, from 0 (the first alone) to 1.

        A threshold that is measured on the photos that it was chosen on looks better than it is. So the photos are
        divided in two halves, always the same ones, which hold as many photos of each category: the best threshold is
        chosen on the first, and every figure is measured on the second. Fewer than 20 photos are not divided, and the
        result says so.
        """
        from effnet_desktop.engine.measuring import tradeoff

        return tradeoff.cascade(comparison, first, second)

    def keep_comparison(self, config: CompareConfig, comparison: Comparison, finished: float | None = None) -> None:
        """Keeps a comparison for the next start, and forgets all but the last ten. It holds paths, no pictures.

        Args:
            config: What was compared.
            comparison: What came of it.
            finished: When, in seconds since 1970; None for now.

        Raises:
            StorageError: It cannot be written.
        """
        from effnet_desktop.engine.measuring import kept_comparisons

        kept_comparisons.keep(self._comparisons, config, comparison, time.time() if finished is None else finished)

    def earlier_comparisons(self) -> tuple[EarlierComparison, ...]:
        """The comparisons that were kept, the newest first. What cannot be read is left out."""
        from effnet_desktop.engine.measuring import kept_comparisons

        return kept_comparisons.listed(self._comparisons)

    def earlier_comparison(self, name: str) -> KeptComparison | None:
        """A comparison that was kept; None where it cannot be read any more."""
        from effnet_desktop.engine.measuring import kept_comparisons

        return kept_comparisons.read(self._comparisons, name)

    def remove_comparison(self, name: str) -> None:
        """Forgets a comparison; `keep_comparison` with its time brings it back.

        Raises:
            StorageError: It cannot be deleted.
        """
        from effnet_desktop.engine.measuring import kept_comparisons

        kept_comparisons.remove(self._comparisons, name)

    @property
    def _comparisons(self) -> Path:
        return self._data_dir / "comparisons"

    def save_cascade(self, cascade: Cascade) -> ModelInfo:
        """Saves a pair of models as one that photos can be classified with.

        Raises:
            ModelError: The name cannot be used or is taken, or the two have other categories.
            StorageError: It cannot be written.
        """
        return self._store.save_cascade(cascade)

    def training_report(self, name: str) -> TrainingReport:
        """What a model that was trained here learnt."""
        return trained_model.read_report(self._trained_folder(name))

    def set_threshold(self, name: str, confidence: float) -> None:
        """Changes the confidence (0..1) below which a trained model calls a photo unsure."""
        self._store.set_threshold(name, confidence)

    def plan_filing(
        self, photos: Sequence[AnsweredPhoto], config: FilingConfig
    ) -> Generator[Progress, None, FilingPlan]:
        """What `file_photos` would do: the tree, conflicts, names that change, room on the disk. Changes nothing.

        Args:
            photos: What is known of each photo, from `classify` and from the user.
            config: Where to, and how.
        """
        from effnet_desktop.engine.filing import plan

        return (yield from plan.plan_filing(photos, config))

    def file_photos(self, plan: FilingPlan) -> Generator[Progress | FileFailed | FileFiled, None, Filed]:
        """Copies, moves or links photos as planned; `undo_filing` takes it back at any time.

        Closing the generator stops it within a second and leaves no half-written file; `resume_filing` goes on.

        Yields:
            `Progress`, and one `FileFiled` or `FileFailed` a file.

        Raises:
            StorageError: The plan has problems, the disk is full or was removed, or photos are being filed already.
        """
        from effnet_desktop.engine.filing import filing

        return (yield from filing.file_photos(self._filing, plan))

    def resume_filing(self, run: str | None = None) -> Generator[Progress | FileFailed | FileFiled, None, Filed]:
        """Goes on with a run of `file_photos` that was stopped, by a crash too; None: with the newest one.

        Raises:
            StorageError: There is no such run, or as `file_photos`.
        """
        from effnet_desktop.engine.filing import filing

        return (yield from filing.resume_filing(self._filing, run))

    def undo_filing(self, run: str | None = None) -> Generator[Progress | FileFailed | FileFiled, None, Undone]:
        """Takes a run of `file_photos` or `tag_photos` back; None: the newest that is not taken back yet.

        Originals are where and as they were, their folders' times too, and what was made is gone. What somebody has
        changed since is left, and is among the result's `left`. It may be stopped, and started again.

        Yields:
            `Progress`, and one `FileFiled` (from where it was filed to where it came from) or `FileFailed` a file.

        Raises:
            StorageError: There is no such run, or photos are being filed.
        """
        from effnet_desktop.engine.filing import undo

        return (yield from undo.undo_filing(self._filing, run))

    def filing_runs(self) -> tuple[FilingRun, ...]:
        """Every run of `file_photos` and `tag_photos`, newest first."""
        from effnet_desktop.engine.filing import journal

        return journal.runs(self._filing)

    def plan_tags(self, photos: Sequence[AnsweredPhoto], config: TagConfig) -> Generator[Progress, None, TagPlan]:
        """Which XMP sidecars lack which keywords. Changes nothing."""
        from effnet_desktop.engine.filing import tagging

        return (yield from tagging.plan_tags(photos, config))

    def tag_photos(self, plan: TagPlan) -> Generator[Progress | FileFailed | FileFiled, None, Filed]:
        """Puts keywords into XMP sidecars; what is in them stays. `undo_filing` takes just these out again.

        Yields:
            `Progress`, and one `FileFiled` a photo or `FileFailed` a sidecar.

        Raises:
            StorageError: The disk is full, or photos are being filed.
        """
        from effnet_desktop.engine.filing import tagging

        return (yield from tagging.tag_photos(self._filing, plan))

    def set_kept(self, name: str, kept: float) -> None:
        """Changes the share (0..1) of photos of a trained model's categories that it is not to call novel.

        Raises:
            ModelError: There is no such model, it is damaged, or it does not tell novel photos.
        """
        self._store.set_kept(name, kept)

    def corrections(self, folder: Path) -> tuple[dict[Path, str], frozenset[Path]]:
        """The user's corrections of a training folder: labels that moved or were added, and photos left out."""
        labels = self._labels(folder)
        return labels.labels, labels.left_out

    def move_label(self, folder: Path, photo: Path, category: str) -> None:
        """Puts a photo into a category of a training folder's list; the photo itself stays where it is."""
        self._labels(folder).label(photo, category)

    def leave_out(self, folder: Path, photo: Path) -> None:
        """Leaves a photo out of a training folder's list."""
        self._labels(folder).leave_out(photo)

    def forget_correction(self, folder: Path, photo: Path) -> None:
        """Takes a correction back."""
        self._labels(folder).forget(photo)

    def _labels(self, folder: Path) -> LabelList:
        from effnet_desktop.engine.folders.label_list import LabelList

        return LabelList(self._data_dir / "labels" / f"{_digest_of(folder)}.json", folder.resolve())

    def _piles(self, folder: Path) -> Path:
        return self._data_dir / "piles" / _digest_of(folder)

    @cached_property
    def _judgements(self) -> Judgements:
        from effnet_desktop.engine.classifying.judgements import Judgements

        return Judgements(self._data_dir / "judgements.sqlite")

    @property
    def _runs(self) -> Path:
        return self._data_dir / "training"

    @property
    def _filing(self) -> Path:
        return self._data_dir / "filing"

    @contextmanager
    def _small_pictures(
        self, folder: Path, model: str | None, scaling: Scaling | None
    ) -> Iterator[SmallPictures | None]:
        """Those of a folder's photos as a model sees them; one verb at a time has them, and another begins anew.

        Raises:
            ModelError: There is no such model.
        """
        from effnet_desktop.engine.folders.small_pictures import SmallPictures
        from effnet_desktop.engine.scaling import scaled_variant

        if model is None:
            yield None
            return
        preprocessing = (scaled_variant(scaling) if scaling else self._store.find(model).variant).preprocessing
        key = Path(os.path.abspath(folder)), preprocessing
        pictures = self._pictures.pop(key, None) or SmallPictures(self._data_dir, preprocessing)
        try:
            yield pictures
        finally:
            self._pictures.clear()
            self._pictures[key] = pictures

    @property
    def _feature_cache(self) -> FeatureCache:
        from effnet_desktop.engine.folders.feature_cache import FeatureCache

        return FeatureCache(self._data_dir / "features.sqlite", FEATURE_CACHE_BYTES)

    def _trained_folder(self, name: str) -> Path:
        path = self._store.find_installed(name).path
        assert path is not None
        return path.parent

    def _find_classifier(
        self, model: str, choice: DeviceChoice, precision: Precision
    ) -> Generator[Progress | Notice, None, Classifier | CascadeClassifier]:
        """The classifier that is loaded, unless the model is another or a changed one; it may change while loading."""
        while True:
            key = self._store.identity(model), choice, precision
            if self._loaded and self._loaded[0] == key:
                return self._loaded[1]
            self._loaded = None  # frees its memory before the next is loaded
            self._loaded = key, (yield from self._load_classifier(model, choice, precision))

    def _load_classifier(
        self, model: str, choice: DeviceChoice, precision: Precision, cascade: Cascade | None = None
    ) -> Generator[Progress | Notice, None, Classifier | CascadeClassifier]:
        from effnet_desktop.engine.classifying import novelty
        from effnet_desktop.engine.classifying.candidates import find_candidates
        from effnet_desktop.engine.classifying.classifier import CascadeClassifier, Classifier, hand_over
        from effnet_desktop.engine.classifying.relay import Relay
        from effnet_desktop.engine.classifying.speeds import SpeedFile
        from effnet_desktop.engine.models.loading import load
        from effnet_desktop.engine.photos.prefetch import in_background

        info = self._store.find_installed(model)
        if info.cascade:
            first = yield from self._load_classifier(info.cascade.first, choice, precision, info.cascade)
            second = yield from self._load_classifier(info.cascade.second, choice, precision)
            assert isinstance(first, Classifier)
            assert isinstance(second, Classifier)
            return CascadeClassifier(info.cascade, first, second)
        own_novelty = None
        if info.path and info.trained:
            trained_model.check(info.path.parent)
            own_novelty = novelty.read(info.path)
        relay = cpu_backend = None
        speeds = SpeedFile(self._data_dir / "speeds.json", devices.describe_machine)
        if choice not in ("auto", "cpu"):
            device = yield from self._choose_device(choice)
            try:
                backend, categories = yield from load(self._store, info, device, precision)
            except DeviceError as error:
                yield hand_over(device.name, error)
            else:
                in_background(backend.warm_up)  # a single photo need not wait for it
                relay = Relay(backend)
                cpu_backend = lambda: _without_categories(load(self._store, info, devices.cpu(), precision))  # noqa: E731
        if relay is None:
            backend, categories = yield from load(self._store, info, devices.cpu(), precision)
            gpu = self.devices if choice == "auto" else None
            candidates = find_candidates(self._store, info, precision, gpu)
            relay = Relay(backend, candidates, speeds)
        return Classifier(
            model,
            relay,
            info.variant.preprocessing,
            categories,
            info=info,
            cascade=cascade,
            novelty=own_novelty,
            cpu_backend=cpu_backend,
            speeds=speeds,
            judgement_of=self._judgements.of,
        )

    def _choose_device(self, choice: DeviceChoice) -> Generator[Progress, None, Device]:
        # The CPU needs no looking for: PyTorch stays unloaded.
        return devices.cpu() if choice == "cpu" else devices.choose(choice, (yield from self.devices()))


def _digest_of(folder: Path) -> str:
    """Names a folder in the data folder."""
    return hashlib.blake2b(str(folder.resolve()).encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()


def _without_categories(loading: Generator[Progress, None, Loaded]) -> Generator[Progress, None, Backend]:
    return (yield from loading)[0]
