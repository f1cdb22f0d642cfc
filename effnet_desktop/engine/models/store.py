"""The models on this machine: list, download, import, convert, delete.

One folder a model under ``models/``: its weights under their own file name (unless a package carries them) and
``openvino/``, what `convert` made of them. An installer carries some models converted. Models trained here are folders,
too: see `trained_model`. Whatever is half-written has another name.
"""

import contextlib
import errno
import importlib.util
import math
import os
import shutil
import time
from collections.abc import Generator, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from effnet_desktop.engine import json_files
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import ModelError, ModelNotInstalled, StorageError, Text, explain_storage
from effnet_desktop.engine.models import earlier, trained_model, work_folders
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, EarlierModel, ModelInfo
from effnet_desktop.engine.variants import DEFAULT_VARIANT, VARIANTS, Variant
from effnet_desktop.engine.whole_files import put_in_place

if TYPE_CHECKING:
    from effnet_desktop.engine.networks.convert import ConvertedModel

CASCADE = "cascade.json"
POLL_SECONDS = 0.1
LONGEST_NAME = 100
SPARE_MB = 1.0  # what a file may be larger than is known

# Where torchvision's own records point to; a test compares.
WEIGHTS_URL = "https://download.pytorch.org/models"

PACKAGED_IR = "model.xml"  # in an installer's weights package, in place of the weights


class ModelStore:
    """The models of one data folder.

    Args:
        folder: Holds one folder a model; made when first needed.
        weights_url: Mirror to download from; None for torchvision's host.
    """

    def __init__(self, folder: Path, weights_url: str | None = None) -> None:
        self.folder = folder
        self.set_weights_url(weights_url)
        trained_model.recover(folder)
        work_folders.sweep(folder)

    def set_weights_url(self, base: str | None) -> None:
        """Downloads from a mirror from now on; None means torchvision's host."""
        self.weights_url = (base or WEIGHTS_URL).rstrip("/")

    def models(self) -> tuple[ModelInfo, ...]:
        """Every known model, installed or not: the variants in their order, then those made here by name.

        One that is broken says so; `find` refuses it.

        Like `find`, it changes nothing on the disk, and sees each model whole while another one is put in its place.
        """
        return (*map(self._info, VARIANTS.values()), *self._made_here())

    def find(self, name: str) -> ModelInfo:
        """The model of that name, installed or not.

        Raises:
            ModelError: There is none, or its record is damaged.
        """
        if name in VARIANTS:
            return self._info(VARIANTS[name])
        if found := self.find_made_here(name):
            if found.problem:
                raise found.problem
            return found
        names = ", ".join(model.name for model in self.models())
        raise ModelError("There is no model named {name}.", "The models are: {names}.", name=name, names=names)

    def find_installed(self, name: str) -> ModelInfo:
        """The installed model of that name.

        Raises:
            ModelError: There is none (`ModelNotInstalled`: known, but its weights are absent).
        """
        info = self.find(name)
        if info.path is None:
            raise ModelNotInstalled(
                "The model {name} is not installed.",
                "Download it ({size:.0f} MB) on the Models page.",
                "effnet-desktop models download {name}",
                name=name,
                size=info.variant.weights_mb,
            )
        return info

    def identity(self, name: str) -> tuple[object, ...]:
        """What an installed model is made of now; where that changes, what was loaded of it is out of date.

        Fast, reads no weights: the record and the weights' name, size and time; of a pair, those of its models, too.

        Raises:
            ModelError: As `find_installed`.
        """
        from effnet_desktop.engine.networks.convert import source_of

        info = self.find_installed(name)
        if info.cascade:
            return info, self.identity(info.cascade.first), self.identity(info.cascade.second)
        assert info.path is not None
        try:
            return info, source_of(info.path)
        except OSError:  # loading it will say why
            return (info,)

    def download(self, name: str) -> Generator[Progress, None, ModelInfo]:
        """Fetches a model's weights and checks them; a model that is there already is returned at once.

        Raises:
            ModelError: There is no such model.
            DownloadError: The weights could not be fetched.
            StorageError: The disk is full or cannot be written.
        """
        from effnet_desktop.engine.models.downloads import download

        info = self.find(name)
        if info.is_installed:
            return info
        if info.variant.weights_package:
            raise ModelError(
                "The package {package} is missing, which carries {name}.",
                "Install the app again, or that package alone.",
                "pip install {package}",
                package=info.variant.weights_package.replace("_", "-"),
                name=name,
            )
        folder = self._make_folder(name)
        file = info.variant.weights_file
        yield from download(
            f"{self.weights_url}/{file}",
            folder / file,
            sha256_prefix=info.variant.sha256_prefix,
            at_most=math.ceil((info.variant.weights_mb + SPARE_MB) * 2**20),
        )
        return self.find(name)

    def import_file(self, file: Path) -> Generator[Progress, None, ModelInfo]:
        """Copies weights from a ``.pth`` or ``.safetensors`` file, once it is known which variant they fit.

        Raises:
            ModelError: The file is damaged or fits no variant.
            StorageError: The disk is full or cannot be written.
        """
        from effnet_desktop.engine.networks import convert

        if not os.path.isfile(file):
            raise ModelError("{file} is not a file.", file=file)
        if file.suffix.lower() not in {".pth", ".safetensors"}:
            raise ModelError(
                "{file} is neither a .pth nor a .safetensors file.",
                "Weights for EfficientNet come in one of these two.",
                file=file.name,
            )
        checking = Progress(Text("Importing {file}", file=file.name))
        yield checking
        try:
            with work_folders.work_folder(self.folder, "weights", "imported") as work:
                part = work / "weights.safetensors"
                variant = VARIANTS[(yield from run_in_child(checking, convert.take_weights, file, part))]
                folder = self._make_folder(variant.name)
                new = folder / f"{variant.weights_file.removesuffix('.pth')}.safetensors"
                put_in_place(part, new)
                for old in set(_weights_files(folder)) - {new}:
                    old.unlink()
        except TimeoutError as error:
            raise ModelError("Another file is being imported.", "Wait for it to end.") from error
        except OSError as error:
            raise explain_storage(error, self.folder) from error
        return self.find(variant.name)

    def remove(self, name: str) -> tuple[str, ...]:
        """Deletes a model's files, or leaves it whole; one that was made here is kept, to be brought back.

        Returns:
            Names of the pairs that need it, and are broken now.

        Raises:
            ModelError: There is no such model, it came with the app, or it is not installed.
            StorageError: A file cannot be deleted.
        """
        with trained_model.changing(self.folder):
            info = self.find_made_here(name) or self.find_installed(name)
            if info.state == "packaged":
                raise ModelError("{name} came with the app and cannot be removed alone.", name=name)
            place, aside = self.folder / name, work_folders.place_of(self.folder, name, "removed")
            work_folders.delete(aside)
            try:
                _check_deletable(place)
                if info.trained or info.cascade:
                    earlier.keep(self.folder, name, place)
                else:
                    os.replace(place, aside)  # at once, so that nobody ever sees a part of it
            except OSError as error:
                raise StorageError(
                    "{name} cannot be removed: {reason}.",
                    "Check who may write to {folder}.",
                    name=name,
                    reason=error.strerror or error,
                    folder=error.filename or place,
                ) from error
            work_folders.delete(aside)
        pairs = [(model.name, model.cascade) for model in self._made_here() if model.cascade]
        return tuple(pair for pair, cascade in pairs if name in (cascade.first, cascade.second))

    def earlier_models(self) -> tuple[EarlierModel, ...]:
        """What was replaced or removed, and can be brought back."""
        return earlier.kept(self.folder)

    def bring_back(self, name: str) -> ModelInfo:
        """Puts the earlier version of a model in its place; the present one can be brought back then.

        Raises:
            ModelError: There is none.
            StorageError: It cannot be moved.
        """
        trained_model.bring_back(self.folder, name)
        return self.find(name)

    def forget_earlier(self, name: str) -> None:
        """Deletes the earlier version of a model for good.

        Raises:
            StorageError: Others are changing models, and do not come to an end.
        """
        with trained_model.changing(self.folder):
            earlier.forget(self.folder, name)

    def is_being_made(self, name: str) -> bool:
        """Whether a training of that name runs, here or in another process."""
        return work_folders.is_held(self.folder, name, "new")

    def set_threshold(self, name: str, confidence: float) -> None:
        """Changes the confidence below which a trained model's photos are unsure.

        Raises:
            ModelError: There is no such model, or it is damaged.
            StorageError: It cannot be written.
        """
        with trained_model.changing(self.folder):  # else the record might be that of the model before
            path = self.find_installed(name).path
            assert path is not None
            trained_model.set_threshold(path.parent, confidence)

    def set_kept(self, name: str, kept: float) -> None:
        """Changes the share of photos of its categories that a trained model is not to call novel.

        Raises:
            ModelError: There is no such model, it is damaged, or it does not tell novel photos.
            StorageError: It cannot be written.
        """
        with trained_model.changing(self.folder):
            info = self.find_installed(name)
            if info.path is None or info.trained is None or info.trained.novelty is None:
                raise ModelError(
                    "{name} does not tell which photos belong to none of its categories.",
                    "Let it learn again, with 20 photos or more that it can be measured on.",
                    name=name,
                )
            trained_model.set_novelty(info.path.parent, replace(info.trained.novelty, kept=min(max(kept, 0.0), 1.0)))

    def save_cascade(self, cascade: Cascade) -> ModelInfo:
        """Saves a pair of models under a name of its own.

        Raises:
            ModelError: The name cannot be used or is taken, or the two do not answer with the same categories.
            StorageError: It cannot be written.
        """
        name = trained_model.check_name(cascade.name)
        first, second = self.find_installed(cascade.first), self.find_installed(cascade.second)
        if first.cascade or second.cascade or first.name == second.name:
            raise _no_pair()
        if (first.trained and first.trained.categories) != (second.trained and second.trained.categories):
            raise ModelError(
                "{first} and {second} know different categories.",
                "A pair needs two models of the same categories.",
                first=first.name,
                second=second.name,
            )
        folder = self.folder / name
        with trained_model.changing(self.folder):
            if folder.exists() and not (folder / CASCADE).is_file():
                raise ModelError("There is a model named {name} already.", "Choose another name.", name=name)
            self._make_folder(name)
            try:
                kept = replace(cascade, name=name, temperature=first.temperature)
                json_files.write(folder / CASCADE, {"format": 1, **asdict(kept)})
            except OSError as error:
                raise explain_storage(error, folder) from error
        return self.find(name)

    def convert(
        self, info: ModelInfo, *, for_pytorch: bool = False
    ) -> Generator[Progress, None, tuple[Path, "ConvertedModel"]]:
        """Makes the OpenVINO form of an installed model, unless it is there and whole.

        Args:
            info: The model.
            for_pytorch: See `read_converted`.

        Returns:
            The folder with ``model.xml``, and what its ``model.json`` says.

        Raises:
            ModelError: The weights are damaged.
            StorageError: The disk is full or cannot be written.
        """
        from effnet_desktop.engine.networks import convert

        assert info.path is not None
        if info.path.name == PACKAGED_IR:
            packaged = convert.read_converted(info.path.parent, info.path)
            if packaged is None:
                raise ModelError(
                    "{name}, which came with the app, is damaged.", "Install the app again.", name=info.name
                )
            return info.path.parent, packaged
        is_elsewhere = info.state == "packaged"
        folder = (self._make_folder(info.name) if is_elsewhere else info.path.parent) / "openvino"
        categories = info.trained.categories if info.trained else None
        read = partial(convert.read_converted, folder, info.path, categories, for_pytorch=for_pytorch)
        preparing = Progress(Text("Preparing {model} for this computer (only once)", model=info.name))
        while (converted := read()) is None:
            yield preparing
            try:
                with work_folders.work_folder(self.folder, info.name, "converted") as work:
                    if (converted := read()) is None:  # else another process has just made it
                        converted = yield from run_in_child(
                            preparing, convert.convert, info.variant, info.path, work, categories
                        )
                        shutil.rmtree(folder, ignore_errors=True)
                        put_in_place(work, folder)
                break
            except TimeoutError:
                time.sleep(POLL_SECONDS)  # another process is making it
            except OSError as error:
                raise explain_storage(error, folder) from error
        return folder, converted

    def _made_here(self) -> Iterator[ModelInfo]:
        for name in trained_model.names(self.folder):
            if name not in VARIANTS and (info := self.find_made_here(name)):
                yield info

    def find_made_here(self, name: str) -> ModelInfo | None:
        """The trained model or pair of that name, which may be broken; None if there is none."""
        if found := self._find_trained(name):
            return found
        for folder in self._places(name):
            with contextlib.suppress(FileNotFoundError):
                return self._pair(name, folder)
        return None

    def _find_trained(self, name: str) -> ModelInfo | None:
        """The trained model of that name, which may be broken."""
        problem = None
        for folder in self._places(name):
            weights = folder / trained_model.WEIGHTS
            try:
                model, variant = trained_model.read(folder)
            except FileNotFoundError:
                continue
            except ModelError as error:
                return _broken(name, folder, error)
            if weights.is_file():
                return ModelInfo(name, variant, "trained", weights, replace(model, name=name))
            problem = trained_model.damaged(folder)  # unless another saving has renamed it just now
        folder = self.folder / name
        if problem is None and self._places(name) and (folder / trained_model.WEIGHTS).is_file():
            problem = trained_model.damaged(folder)
        return _broken(name, folder, problem) if problem else None

    def _places(self, name: str) -> list[Path]:
        """Where a model made here may be; nowhere for what is no name."""
        is_name = name not in VARIANTS and not name.startswith(".") and Path(name).name == name
        return trained_model.places(self.folder, name) if is_name else []

    def _pair(self, name: str, folder: Path) -> ModelInfo:
        """The pair in a folder, which may be broken.

        Raises:
            FileNotFoundError: There is none.
        """
        try:
            cascade = _read_cascade(folder)
        except ModelError as error:
            return _broken(name, folder, error)
        if cascade.first == cascade.second:
            return _broken(name, folder, _no_pair(), cascade)
        models: list[ModelInfo] = []
        for member in (cascade.first, cascade.second):
            model = self._info(VARIANTS[member]) if member in VARIANTS else self._find_trained(member)
            if model is None or not model.is_installed:
                missing = ModelError(
                    "The pair {name} needs the model {member}, which is not here or damaged.",
                    "Get that model back, or remove the pair on the Models page and save it again.",
                    name=name,
                    member=member[:LONGEST_NAME],
                )
                return _broken(name, folder, missing, cascade)
            models.append(model)
        return ModelInfo(name, models[0].variant, "cascade", folder / CASCADE, cascade=cascade)

    def _info(self, variant: Variant) -> ModelInfo:
        files = _weights_files(self.folder / variant.name)
        if files:
            return ModelInfo(variant.name, variant, "installed", files[0])
        packaged = _packaged_weights(variant)
        return ModelInfo(variant.name, variant, "packaged" if packaged else "absent", packaged)

    def _make_folder(self, name: str) -> Path:
        folder = self.folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explain_storage(error, folder) from error
        return folder


def _broken(name: str, folder: Path, problem: ModelError, cascade: Cascade | None = None) -> ModelInfo:
    return ModelInfo(name, VARIANTS[DEFAULT_VARIANT], "broken", folder, cascade=cascade, problem=problem)


def _no_pair() -> ModelError:
    return ModelError("A pair needs two different models.", "Choose another first or second model.")


def _read_cascade(folder: Path) -> Cascade:
    try:
        cascade = replace(json_files.read(folder / CASCADE, Cascade), name=folder.name)
        if not 0 <= cascade.threshold <= trained_model.MAX_THRESHOLD:
            raise ValueError(f"no confidence: {cascade.threshold}")
        return cascade
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFoundError(folder / CASCADE) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            "The files of the model {name} are damaged or do not belong together.",
            "Remove it on the Models page and save the pair again.",
            name=folder.name,
        ) from error


def _check_deletable(folder: Path) -> None:
    """Finds out before whether all that a folder holds can be deleted.

    Raises:
        PermissionError: It cannot.
    """
    for inner, _, _ in os.walk(folder):
        if not os.access(inner, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), inner)


def _weights_files(folder: Path) -> list[Path]:
    found = [*folder.glob("efficientnet*.pth"), *folder.glob("efficientnet*.safetensors")]
    return sorted(found)


def _packaged_weights(variant: Variant) -> Path | None:
    if variant.weights_package is None:
        return None
    spec = importlib.util.find_spec(variant.weights_package)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    files = (package / "models" / variant.weights_file, package / "openvino" / PACKAGED_IR)
    return next((file for file in files if file.is_file()), None)
