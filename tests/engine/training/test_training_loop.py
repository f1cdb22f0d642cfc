"""Training all layers: what a GPU does, computed on the CPU here; memory that runs out, a device that is not there."""

import copy
import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
import safetensors
import safetensors.numpy
import safetensors.torch
import torch
from shapes import fill
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError, OutOfMemory
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import EpochFinished, HeadFitted
from effnet_desktop.engine.training import fine_tune, recipes, training_loop, upper_layers, workers
from effnet_desktop.engine.training.job import Job
from effnet_desktop.engine.training.recipes import Recipe
from effnet_desktop.engine.training.run_folder import BEST, CHECKPOINT
from effnet_desktop.engine.variants import VARIANTS

PARTS = {
    "whole network": Recipe(stages=None, views=0, epochs=2, head_lr=3e-3, lr_decay=0.8),
    "upper layers": Recipe(stages=1, views=2, epochs=2, head_lr=3e-3, lr_decay=0.8),
}


@pytest.fixture
def job(tmp_path: Path, ready_dir: Path) -> Job:
    """All layers of a small network: Lite0 at 64 pixels."""
    folder = fill(tmp_path / "shapes", 12)
    photos = [
        (path, category) for category, inner in enumerate(sorted(folder.iterdir())) for path in sorted(inner.iterdir())
    ]
    preprocessing = dataclasses.replace(VARIANTS["lite0"].preprocessing, resolution=64, resize=72)
    path = Engine(ready_dir).models()[0].path
    assert path is not None
    (tmp_path / "run").mkdir()
    return Job(
        variant=dataclasses.replace(VARIANTS["lite0"], preprocessing=preprocessing),
        weights=path,
        recipe=Recipe(stages=None, views=0, epochs=3, head_lr=3e-3, lr_decay=0.8),
        categories=3,
        head_weight=np.random.default_rng(0).normal(0, 0.01, (3, 1280)).astype(np.float32),
        head_bias=np.zeros(3, np.float32),
        head_val_acc1=0.0,
        train=tuple(photos[::3] + photos[1::3]),
        val=tuple(photos[2::3]),
        seed=0,
        folder=tmp_path / "run",
        fingerprint="data",
    )


def epochs_of(events: list[object]) -> list[EpochFinished]:
    return [event for event in events if isinstance(event, EpochFinished)]


def weights_before(job: Job) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in architecture.load(job.variant, job.weights).state_dict().items()}


def test_all_layers_learn_and_a_resumed_run_ends_where_a_whole_one_does(job: Job, tmp_path: Path) -> None:
    events, _ = run(workers.train(job))
    epochs = epochs_of(events)
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert epochs[-1].train_loss < epochs[0].train_loss
    assert all(epoch.photos_per_second > 0 for epoch in epochs)
    best, before = safetensors.numpy.load_file(job.folder / BEST), weights_before(job)
    assert best.keys() == before.keys()
    assert set(best) == set(before)
    statistics = "features.1.0.block.0.1.1.running_mean"
    assert np.array_equal(best[statistics], before[statistics])

    (tmp_path / "again").mkdir()
    again = dataclasses.replace(job, folder=tmp_path / "again")
    verb = workers.train(again)
    next(event for event in verb if isinstance(event, EpochFinished))
    verb.close()
    events, _ = run(workers.train(again))
    assert [epoch.train_loss for epoch in epochs_of(events)] == [epoch.train_loss for epoch in epochs]
    resumed = safetensors.numpy.load_file(again.folder / BEST)
    assert all(np.array_equal(resumed[name], best[name]) for name in best)


def train_an_epoch(job: Job) -> EpochFinished:
    """Trains one epoch and is stopped."""
    verb = workers.train(job)
    epoch = next(event for event in verb if isinstance(event, EpochFinished))
    verb.close()
    return epoch


def notices_of(events: list[object]) -> list[str]:
    return [str(event) for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("LABEL_SMOOTHING", 0.3), ("WEIGHT_DECAY", 0.5), ("LOOP", 3), ("WHOLE", 3), ("head_lr", 1e-3), ("lr_decay", 0.5)],
)
def test_deeper_layers_of_another_recipe_begin_anew(job: Job, tmp_path, monkeypatch, name: str, value: float) -> None:
    before = train_an_epoch(job)
    if name.isupper():
        monkeypatch.setattr(training_loop, name, value)
    else:
        job = dataclasses.replace(job, recipe=dataclasses.replace(job.recipe, **{name: value}))
    events, _ = run(workers.train(job))
    assert ["begin anew" in notice for notice in notices_of(events)] == [True]
    epochs = epochs_of(events)
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert epochs[0] != before

    (tmp_path / "fresh").mkdir()
    events, _ = run(workers.train(dataclasses.replace(job, folder=tmp_path / "fresh")))
    assert notices_of(events) == []
    assert [epoch.train_loss for epoch in epochs_of(events)] == [epoch.train_loss for epoch in epochs]


def test_what_another_recipe_has_learnt_best_is_not_kept(job: Job, monkeypatch) -> None:
    train_an_epoch(job)
    assert (job.folder / BEST).is_file()
    monkeypatch.setattr(training_loop, "LABEL_SMOOTHING", 0.3)
    run(workers.train(dataclasses.replace(job, head_val_acc1=1.1)))  # the head alone is better than any epoch
    assert not (job.folder / BEST).exists()


def test_a_checkpoint_of_version_0_1_0_which_does_not_say_its_recipe_begins_anew(job: Job) -> None:
    train_an_epoch(job)
    file = job.folder / CHECKPOINT
    with safetensors.safe_open(file, "pt") as opened:
        state = json.loads(opened.metadata()["state"])
    del state["recipe"]
    safetensors.torch.save_file(safetensors.torch.load(file.read_bytes()), file, {"state": json.dumps(state)})
    events, _ = run(workers.train(job))
    assert ["begin anew" in notice for notice in notices_of(events)] == [True]
    assert epochs_of(events)[0].epoch == 1


def test_what_is_trained_is_the_network_itself_with_its_batch_norm_applied_to_the_weights(job: Job) -> None:
    network = architecture.load(job.variant, job.weights)
    whole = upper_layers.split(copy.deepcopy(network))[1]
    whole = copy.deepcopy(whole).train()  # as its average is made
    assert whole.state_dict().keys() == network.state_dict().keys()
    assert not any(isinstance(layer, torch.nn.BatchNorm2d) for layer in whole.modules())
    for layer in (*whole.modules(), *network.modules()):
        if "Dropout" in type(layer).__name__ or "StochasticDepth" in type(layer).__name__:
            layer.p = 0.0
    x = torch.randn(2, 3, 64, 64)
    outputs = [each(x) for each in (whole, network.eval())]
    assert torch.allclose(*outputs, atol=1e-3)
    gradients = [
        torch.autograd.grad(y.square().mean(), list(each.parameters()))
        for y, each in zip(outputs, (whole, network), strict=True)
    ]
    for ours, theirs in zip(*gradients, strict=True):
        assert torch.allclose(ours, theirs, rtol=0.02, atol=1e-3 * float(theirs.abs().max()) + 1e-6)


@pytest.mark.parametrize("has_bf16", [False, True])
def test_a_cpu_trains_in_bf16_where_it_has_instructions_and_always_measures_in_float32(
    job: Job, monkeypatch, has_bf16: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": has_bf16})
    _, whole = upper_layers.split(architecture.load(job.variant, job.weights))
    whole.classifier = training_loop._head(job)
    device = training_loop.TrainingDevice("cpu")
    seen = []
    whole.features[-1].register_forward_hook(lambda _, __, output: seen.append(output.dtype))
    x, y = torch.rand(4, 3, 64, 64), torch.tensor([0, 1, 2, 0])
    whole.train()
    device.step(whole, torch.optim.AdamW(whole.parameters(), lr=1e-4), torch.ones(3), x, y)
    whole.eval()
    logits = device.predict(whole, x)
    assert seen == [torch.bfloat16 if has_bf16 else torch.float32, torch.float32]
    with torch.inference_mode():
        assert torch.equal(logits, whole(x))


def test_the_loss_is_balanced_and_pulls_no_photo_to_a_rare_category(job: Job) -> None:
    class Fixed(torch.nn.Module):
        """Gives the same logits whatever it sees."""

        def __init__(self) -> None:
            super().__init__()
            self.logits = torch.nn.Parameter(torch.tensor([[0.5, 0.0, -0.5], [0.0, 1.0, 0.0]]))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.logits

    network, weights = Fixed(), torch.tensor([0.4, 40.0, 1.0])
    y = torch.tensor([0, 0])  # neither is of the rare category
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    before = network.logits.detach().softmax(1)
    loss = training_loop.TrainingDevice("cpu").step(network, optimizer, weights, torch.zeros(2, 1), y)
    of_each = -(before.log() * torch.tensor([0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3])).sum(1)
    assert float(loss) == pytest.approx(of_each.mean().item(), rel=1e-5)
    after = network.logits.detach().softmax(1)
    assert (after[:, 0] > before[:, 0]).all()
    assert (after[:, 1] < before[:, 1]).all()


def test_memory_that_runs_out_halves_the_batch_and_changes_nothing_else(job: Job, tmp_path, monkeypatch) -> None:
    job = dataclasses.replace(job, recipe=dataclasses.replace(job.recipe, epochs=1))
    for kind in ("torch.nn.Dropout", "torchvision.ops.StochasticDepth"):  # random numbers come in another order
        monkeypatch.setattr(f"{kind}.forward", lambda self, x: x)
    expected = epochs_of(run(workers.train(job))[0])[0]
    compute = training_loop.TrainingDevice._compute
    sizes = []

    def small(self, network, x):
        sizes.append(len(x))
        if len(x) > 8:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return compute(self, network, x)

    monkeypatch.setattr(training_loop.TrainingDevice, "_compute", small)
    (tmp_path / "small").mkdir()
    events, _ = run(workers.train(dataclasses.replace(job, folder=tmp_path / "small")))
    assert sizes[:3] == [24, 16, 8]
    assert max(sizes[3:]) == 8
    assert [event.values["batch"] for event in events if isinstance(event, Notice)] == [8]
    assert epochs_of(events)[0].train_loss == pytest.approx(expected.train_loss, rel=1e-4)


@pytest.mark.parametrize(
    ("device", "photos", "batch"),
    [("cpu", 100_000, 32), ("cuda", 100_000, 128), ("mps", 1024, 128), ("cuda", 1023, 64), ("cuda", 300, 32)],
)
def test_a_gpu_takes_larger_steps_as_long_as_an_epoch_has_enough_of_them(device, photos: int, batch: int) -> None:
    assert recipes.batch_for(device, photos) == batch


def test_larger_steps_go_on_as_large_as_they_began_and_wherever(job: Job, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(training_loop, "batch_for", lambda device, photos: 64)
    job = dataclasses.replace(job, train=job.train * 4)  # 96 photos
    (tmp_path / "whole").mkdir()
    whole, _ = run(workers.train(dataclasses.replace(job, folder=tmp_path / "whole")))
    train_an_epoch(job)
    monkeypatch.setattr(training_loop, "batch_for", lambda device, photos: 32)  # as a CPU would
    taken = []
    step = training_loop.TrainingDevice.step

    def note(self, network, optimizer, weights, x, y):
        taken.append((len(y), self.batch, optimizer.param_groups[0]["lr"]))
        return step(self, network, optimizer, weights, x, y)

    monkeypatch.setattr(training_loop.TrainingDevice, "step", note)
    events, _ = run(workers.train(job))
    assert [size for size, _, _ in taken] == [64, 32] * 2  # of the second epoch and the third
    assert {at_a_time for _, at_a_time, _ in taken} == {32}
    assert taken[0][2] == pytest.approx(2**0.5 * 3e-3 * 0.5 * (1 + math.cos(math.pi * (2 / 6 - 0.1) / 0.9)))
    ours, theirs = epochs_of(events), epochs_of(whole)
    assert [epoch.train_loss for epoch in ours] == [epoch.train_loss for epoch in theirs]


def test_memory_for_not_even_one_photo_is_said(job: Job, monkeypatch) -> None:
    def full(self, network, x):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(training_loop.TrainingDevice, "_compute", full)
    with pytest.raises(OutOfMemory, match="not enough memory"):
        run(workers.train(job))
    assert not (job.folder / CHECKPOINT).exists()


def failed(events: list[object]) -> list[Path]:
    return [event.path for event in events if isinstance(event, PhotoFailed)]


@pytest.mark.parametrize("part", PARTS)
def test_photos_that_go_away_are_left_out_and_named_once(job: Job, part: str) -> None:
    job = dataclasses.replace(job, recipe=PARTS[part])
    gone, empty = job.train[3][0], job.val[2][0]
    gone.unlink()
    empty.write_bytes(b"")
    verb = workers.train(job)
    before = [next(verb)]
    while not isinstance(before[-1], EpochFinished):
        before.append(next(verb))
    verb.close()
    assert sorted(failed(before)) == sorted([gone, empty])
    epoch = before[-1]
    assert epoch.val_acc1 * (len(job.val) - 1) == pytest.approx(round(epoch.val_acc1 * (len(job.val) - 1)))

    events, _ = run(workers.train(job))  # and it goes on where it was
    assert sorted(failed(events)) == sorted([gone, empty])
    assert [event.epoch for event in epochs_of(events)] == [1, 2]
    assert epochs_of(events)[0] == epoch


def test_a_photo_that_goes_away_between_two_epochs_is_left_out(job: Job) -> None:
    train_an_epoch(job)
    gone = job.train[5][0]
    gone.unlink()
    events, _ = run(workers.train(job))
    assert failed(events) == [gone]
    assert [event.epoch for event in epochs_of(events)] == [1, 2, 3]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("split", "gone", "message"),
    [("train", 5, "More than half of the photos of one category"), ("val", 12, "None of the photos to measure on")],
)
def test_too_many_photos_that_go_away_end_the_training(job: Job, part: str, split: str, gone: int, message) -> None:
    job = dataclasses.replace(job, recipe=PARTS[part])
    photos = job.val if split == "val" else [photo for photo in job.train if photo[1] == 1]
    for path, _ in photos[:gone]:
        path.unlink()
    with pytest.raises(ModelError, match=message):
        run(workers.train(job))


def test_a_gpu_that_is_not_there_hands_over_to_the_cpu(tmp_path, ready_dir) -> None:
    """The CPU then trains the upper layers, and the model is made of these."""
    folder = fill(tmp_path / "shapes", 10)
    engine = Engine(tmp_path / "data")
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / "lite0").symlink_to(ready_dir / "models" / "lite0")
    config = FineTuneConfig(folder, epochs=1, name="shapes")
    gpu = Device("cuda", "A GPU", "PyTorch")
    places = engine._store, engine._runs, engine._feature_cache, engine._labels(folder)
    verb = fine_tune.fine_tune(*places, config, lambda: gpu)
    events, done = run(verb)
    (notice,) = [str(event) for event in events if isinstance(event, Notice)]
    assert notice.startswith("A GPU failed, so the CPU goes on")
    assert [epoch.epoch for epoch in epochs_of(events)] == [1]
    assert done.model.acc1 >= next(event for event in events if isinstance(event, HeadFitted)).val_acc1


def test_the_recipe_for_all_layers_is_another_one() -> None:
    config = FineTuneConfig(Path("x"), preset="best")
    assert recipes.recipe_of(config, is_whole=True).stages is None
    assert recipes.recipe_of(config, is_whole=False).stages
    assert recipes.recipe_of(dataclasses.replace(config, epochs=7), is_whole=True).epochs == 7
