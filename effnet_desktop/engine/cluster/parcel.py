"""A model as it travels to the workers: whatever they need of it, so that it need not be installed there."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.classifying import novelty
from effnet_desktop.engine.classifying.classifier import CascadeClassifier, Classifier
from effnet_desktop.engine.classifying.judgements import Judgements
from effnet_desktop.engine.classifying.novelty import Novelty
from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.networks.backends import Backend, OpenVinoBackend
from effnet_desktop.engine.records.devices import DeviceChoice, Precision
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo

IR = ("model.xml", "model.bin")
JUDGEMENTS = "judgements.sqlite"


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One network.

    Attributes:
        info: What is known of it; its path is that of the machine it comes from.
        categories: In the order of its logits.
        ir: The converted network, by the names of `IR`.
        weights: The name and content of its weights' file, where GPUs compute.
        novelty: See `Classifier`.
    """

    info: ModelInfo
    categories: tuple[str, ...]
    ir: dict[str, bytes]
    weights: tuple[str, bytes] | None
    novelty: Novelty | None

    def write(self, folder: Path) -> Path:
        """Writes its files into a folder that may not be there yet; returns the IR's ``model.xml``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.ir.items():
            (folder / name).write_bytes(content)
        return folder / IR[0]


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """A model, or the two of a pair.

    Attributes:
        members: Its networks.
        cascade: The pair; None for a single model.
        judgements: The file of what people said of photos; None where nobody said anything.
    """

    members: tuple[Member, ...]
    cascade: Cascade | None
    judgements: bytes | None

    def fingerprint(self) -> str:
        """Of all that its answers depend on, but for what people said of photos."""
        digest = hashlib.sha256()
        for member in self.members:
            digest.update(member.ir[IR[1]])
            scale = member.info.trained.novelty if member.info.trained else None
            known = member.categories, member.info.temperature, member.info.threshold, scale and scale.threshold()
            digest.update(repr((member.info.name, *known)).encode("utf-8", "surrogatepass"))
        digest.update(repr(self.cascade).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def unpack(
        self, folder: Path, choice: DeviceChoice, precision: Precision, threads: int | None
    ) -> Classifier | CascadeClassifier:
        """Makes the classifier on a worker.

        Args:
            folder: The worker's own.
            choice: What computes; ``auto`` means the CPU.
            precision: How exactly.
            threads: How many a CPU may use; None for as many as it likes.
        """
        judgements = folder / JUDGEMENTS
        if self.judgements is not None:
            judgements.write_bytes(self.judgements)
        known = Judgements(judgements)
        made = []
        for number, member in enumerate(self.members):
            is_first = number == 0  # the second of a pair sees single photos
            backend = _make_backend(member, folder / str(number), choice, precision, threads, for_many=is_first)
            made.append(
                Classifier(
                    member.info.name,
                    backend,
                    member.info.variant.preprocessing,
                    member.categories,
                    info=member.info,
                    cascade=self.cascade if is_first else None,
                    novelty=member.novelty,
                    judgement_of=known.of,
                )
            )
        return CascadeClassifier(self.cascade, *made) if self.cascade else made[0]


def pack(
    store: ModelStore, model: str, judgements: Path, *, with_weights: bool = False
) -> Generator[Progress, None, Parcel]:
    """Packs an installed model.

    Args:
        store: Has it.
        model: Its name.
        judgements: The file of what people said of photos, which may not be there.
        with_weights: Whether GPUs are to compute.

    Raises:
        ModelError: It is not installed, or damaged.
        StorageError: It cannot be read.
    """
    info = store.find_installed(model)
    names = (info.cascade.first, info.cascade.second) if info.cascade else (model,)
    members = []
    for name in names:
        members.append((yield from pack_member(store, store.find_installed(name), with_weights=with_weights)))
    try:
        said = judgements.read_bytes() if judgements.is_file() else None
    except OSError as error:
        raise _unreadable(judgements, error) from error
    return Parcel(tuple(members), info.cascade, said)


def pack_member(store: ModelStore, info: ModelInfo, *, with_weights: bool = False) -> Generator[Progress, None, Member]:
    """Packs one network; see `pack`."""
    assert info.path is not None
    if info.trained:
        trained_model.check(info.path.parent)
    folder, converted = yield from store.convert(info)
    own = novelty.read(info.path) if info.trained else None
    try:
        ir = {name: (folder / name).read_bytes() for name in IR}
        weights = (info.path.name, info.path.read_bytes()) if with_weights else None
    except OSError as error:
        raise _unreadable(folder, error) from error
    return Member(info, converted.categories, ir, weights, own)


def _make_backend(
    member: Member, folder: Path, choice: DeviceChoice, precision: Precision, threads: int | None, *, for_many: bool
) -> Backend:
    try:
        xml = member.write(folder)
        if member.weights:
            name, content = member.weights
            (folder / name).write_bytes(content)
    except OSError as error:
        raise explain_storage(error, folder) from error
    preprocessing = member.info.variant.preprocessing
    if member.weights is None:
        return OpenVinoBackend(xml, preprocessing, precision, for_many=for_many, threads=threads)
    from effnet_desktop.engine.networks import architecture
    from effnet_desktop.engine.networks.backends import TorchBackend

    device = devices.choose(choice, devices.find_devices(devices.see_signs()))
    network = architecture.load(member.info.variant, folder / member.weights[0], len(member.categories))
    backend = TorchBackend(network, device.kind, device.name, preprocessing, precision)
    backend.warm_up()
    return backend


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error))
