"""Training end to end on pictures drawn here: discs, squares and stripes in many colours."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from ordinary_user import run_as_ordinary_user
from packages import hide_metadata
from PIL import Image
from shapes import draw, fill
from verbs import run

from effnet_desktop import export
from effnet_desktop.cli.rows import training_lines
from effnet_desktop.engine import json_files
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, ModelError, StorageError
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.networks.weights import BESIDE
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig, Inheritance
from effnet_desktop.engine.records.training import EpochFinished, FeaturesExtracted, HeadFitted, TrainingEstimate
from effnet_desktop.engine.scaling import Scaling, scaled_variant
from effnet_desktop.engine.training import run_folder


@pytest.fixture
def engine(ready_dir, tmp_path) -> Engine:
    """An engine in a data folder of its own in which lite0 is converted already."""
    shutil.copytree(ready_dir, tmp_path / "data")
    return Engine(tmp_path / "data")


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    return fill(tmp_path_factory.mktemp("shapes") / "shapes", 20)


def test_quick_gives_a_model_that_classifies_as_well_as_it_was_told(engine, photos, tmp_path) -> None:
    before = {path: path.stat().st_mtime_ns for path in photos.rglob("*")}
    events, done = run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    kinds = [type(e) for e in events if isinstance(e, FolderListed | Dataset | FeaturesExtracted | HeadFitted)]
    assert kinds == [FolderListed, Dataset, FeaturesExtracted, HeadFitted]
    model, report = done.model, done.report
    assert (model.name, model.categories) == ("shapes", ("disc", "square", "stripes"))
    assert model.acc1 > 0.8
    assert model.acc1_ci95[0] < model.acc1 <= model.acc1_ci95[1]
    assert engine.models()[-1].trained == model
    assert engine.training_report("shapes") == report

    dataset = next(e for e in events if isinstance(e, Dataset))
    val = [photo.path for photo in dataset.photos if photo.split == "val"]
    results, summary = run(engine.classify(val, "shapes"))
    assert summary.accuracy == pytest.approx(model.acc1)
    wrong = {e.path for e in results if isinstance(e, Classification) and not e.correct}
    assert wrong == {mistake.path for mistake in report.mistakes}
    assert {path: path.stat().st_mtime_ns for path in photos.rglob("*")} == before
    assert not list((tmp_path / "data" / "training").iterdir())


def test_retraining_reads_no_photo_twice(engine, photos) -> None:
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    moved = photos / "disc" / "003.png"
    engine.move_label(photos, moved, "square")
    engine.leave_out(photos, photos / "disc" / "004.png")
    events, _ = run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    extracted = next(e for e in events if isinstance(e, FeaturesExtracted))
    assert extracted.from_cache == extracted.photos == 59
    dataset = next(e for e in events if isinstance(e, Dataset))
    assert {p.path: dataset.categories[p.category] for p in dataset.photos}[moved] == "square"
    engine.forget_correction(photos, moved)
    assert engine.corrections(photos) == ({}, frozenset({photos / "disc" / "004.png"}))


def test_eight_photos_in_two_categories_give_an_honest_wide_interval(engine, tmp_path) -> None:
    folder = fill(tmp_path / "few", 4, ("disc", "stripes"))
    _, done = run(engine.fine_tune(FineTuneConfig(folder, preset="quick")))
    low, high = done.model.acc1_ci95
    assert high - low > 0.5
    assert done.report.photos == 8

    assert (done.model.threshold, done.report.tells_unsure) == (0.0, False)  # two photos cannot tell one
    assert export.training_record(done)["threshold"] is None
    assert any("no photo will be" in line for line in training_lines(done))
    results, _ = run(engine.classify(sorted(folder.rglob("*.png")), "few"))
    assert not any(result.is_unsure for result in results if isinstance(result, Classification))


def test_one_category_is_refused_in_plain_words(engine, tmp_path) -> None:
    with pytest.raises(ModelError) as caught:
        run(engine.fine_tune(FineTuneConfig(fill(tmp_path / "one", 3, ("disc",)), preset="quick")))
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "-1 cannot be the seed. Choose a whole number from 0"),
        ({"seed": 10**30}, "cannot be the seed"),
        ({"epochs": 0}, "0 epochs cannot be trained. Choose 1 to 1000"),
        ({"epochs": 10**9}, "epochs cannot be trained"),
    ],
)
def test_numbers_out_of_bounds_are_refused_before_a_photo_is_read(engine, photos, changes, message) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, **changes))
    events = []
    with pytest.raises(ModelError, match=message):
        events.extend(verb)
    assert not events


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        ".hidden",
        "a/b",
        "lite0",
        "b",
        "x" * 101,
        "what?",
        "猫" * 61,
        "a\nb",
        "\x1b[2J",
        "a\u202eb",
        "a\u2028b",
        "caf\udce9",
    ],
)
def test_names_that_cannot_be_folders_are_refused(name) -> None:
    with pytest.raises(ModelError):
        trained_model.check_name(name)


def test_names_may_be_japanese_and_have_spaces() -> None:
    assert trained_model.check_name(" うちの 猫 ") == "うちの 猫"


@pytest.mark.parametrize("name", ["猫" * 60, "👩" * 60, "x" * 60, "x" * 100])
def test_sixty_letters_fit_whatever_they_are_and_what_the_first_version_took(tmp_path, name) -> None:
    assert trained_model.check_name(name) == name
    (tmp_path / f".{name}.old").mkdir()  # the longest of its folders


def test_the_limit_is_said_in_letters() -> None:
    with pytest.raises(ModelError, match="up to 60 letters"):
        trained_model.check_name("猫" * 61)


def test_a_folder_with_an_odd_name_gives_its_model_a_name_that_can_be_used() -> None:
    config = FineTuneConfig(Path("caf\udce9\n\x1b\u202e: s"))
    assert trained_model.check_name(config.model_name) == "caf s"


def test_a_photo_that_goes_away_is_left_out_named_and_counted_out(engine, tmp_path) -> None:
    folder = fill(tmp_path / "shapes", 10)
    config = FineTuneConfig(folder, preset="balanced", epochs=1)
    verb = engine.fine_tune(config)
    events = [next(verb)]
    while not isinstance(events[-1], HeadFitted):
        events.append(next(verb))
    dataset = next(event for event in events if isinstance(event, Dataset))
    gone = [next(photo.path for photo in dataset.photos if photo.split == split) for split in ("train", "val")]
    for path in gone:
        path.unlink()
    verb.close()

    (waiting,) = engine.interrupted_trainings()
    events, done = run(engine.fine_tune(waiting.config))
    named = [str(event) for event in events if isinstance(event, Notice)]
    assert sorted(named) == sorted(f"{path} cannot be read any more and is left out." for path in gone)
    assert sorted(done.report.unreadable) == sorted(gone)
    assert done.report.photos == done.model.photos == 28


def test_balanced_trains_deeper_and_a_resumed_run_ends_where_a_whole_one_does(engine, photos, tmp_path) -> None:
    config = FineTuneConfig(photos, preset="balanced", epochs=2, name="whole")
    started = time.monotonic()
    events, done = run(engine.fine_tune(config))
    elapsed = time.monotonic() - started
    assert elapsed / 2 < done.report.seconds <= elapsed
    epochs = [e for e in events if isinstance(e, EpochFinished)]
    assert [e.epoch for e in epochs] == [1, 2]
    assert all(e.train_loss > 0 and e.photos_per_second > 0 for e in epochs)
    head = next(e for e in events if isinstance(e, HeadFitted))
    assert done.model.acc1 >= head.val_acc1 - 1e-9  # the best so far is kept, the head included

    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", epochs=2, name="resumed"))
    first = next(e for e in verb if isinstance(e, EpochFinished))
    verb.close()
    assert (first.epoch, first.train_loss) == (1, epochs[0].train_loss)
    (waiting,) = engine.interrupted_trainings()
    assert (waiting.config.name, waiting.epoch, waiting.epochs) == ("resumed", 1, 2)
    started = time.monotonic()
    events, resumed = run(engine.fine_tune(waiting.config))
    assert resumed.report.seconds > (time.monotonic() - started) / 2 + first.seconds  # of both parts
    assert [e.epoch for e in events if isinstance(e, EpochFinished)] == [1, 2]
    assert resumed.model.acc1 == done.model.acc1
    weights = [
        safetensors.numpy.load_file(tmp_path / "data" / "models" / name / "model.safetensors")
        for name in ("whole", "resumed")
    ]
    assert all(np.array_equal(weights[0][name], weights[1][name]) for name in weights[0])
    assert engine.interrupted_trainings() == ()


def test_deeper_layers_learn_from_rare_categories_and_common_ones_alike(engine, tmp_path) -> None:
    folder = fill(tmp_path / "shapes", 40)
    for category, kept in (("square", 10), ("stripes", 5)):
        for photo in sorted((folder / category).iterdir())[kept:]:
            photo.unlink()
    events, _ = run(engine.fine_tune(FineTuneConfig(folder, preset="balanced", epochs=3)))
    head = next(e for e in events if isinstance(e, HeadFitted))
    last = [e for e in events if isinstance(e, EpochFinished)][-1]
    assert head.val_acc1 > 0.8
    assert last.val_acc1 > head.val_acc1 - 0.1


def test_a_stopped_training_keeps_the_best_so_far(engine, photos) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", epochs=5, name="stopped"))
    head = next(e for e in verb if isinstance(e, HeadFitted))
    verb.close()
    _, done = run(engine.finish_training("stopped"))
    assert done.model.acc1 == pytest.approx(head.val_acc1)
    assert engine.interrupted_trainings() == ()


def test_the_time_of_a_stopped_training_counts(engine, photos, monkeypatch) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", epochs=5, name="stopped"))
    next(e for e in verb if isinstance(e, HeadFitted))
    verb.close()
    monkeypatch.setattr(run_folder, "seconds_trained", lambda folder: 1000.0)
    _, done = run(engine.finish_training("stopped"))
    assert done.report.seconds > 1000


def test_a_training_can_be_discarded(engine, photos) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", name="gone"))
    next(e for e in verb if isinstance(e, HeadFitted))
    verb.close()
    engine.discard_training("gone")
    assert engine.interrupted_trainings() == ()
    with pytest.raises(ModelError, match="no interrupted training"):
        run(engine.fine_tune(FineTuneConfig(photos, name="gone", resume=True)))


def test_a_full_disk_leaves_the_old_model_as_it_was(engine, photos, tmp_path, monkeypatch) -> None:
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    folder = tmp_path / "data" / "models" / "shapes"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def full(file, value):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json_files, "write", full)
    with pytest.raises(StorageError, match="No space left"):
        run(engine.fine_tune(FineTuneConfig(photos, preset="quick", seed=1)))
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert [path.name for path in (tmp_path / "data" / "models").iterdir() if path.name.startswith(".")] == []


def test_without_metadata_a_training_ends_as_well(engine, photos, tmp_path, monkeypatch) -> None:
    hide_metadata(monkeypatch, "effnet-desktop")  # a copied source tree
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    record = json.loads((tmp_path / "data" / "models" / "shapes" / "model.json").read_text(encoding="utf-8"))
    assert record["libraries"]["effnet-desktop"] == ""
    assert record["libraries"]["torch"]


@pytest.mark.parametrize("damage", ["weights", "record", "format", "categories"])
def test_a_damaged_model_is_refused_with_a_reason(engine, photos, tmp_path, damage) -> None:
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    folder = tmp_path / "data" / "models" / "shapes"
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    if damage == "weights":
        data = bytearray((folder / "model.safetensors").read_bytes())
        data[-1] ^= 1
        (folder / "model.safetensors").write_bytes(data)
    elif damage == "record":
        (folder / "model.json").write_text('{"format": 1', encoding="utf-8")
    else:
        record |= {"format": 99} if damage == "format" else {"categories": []}
        (folder / "model.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ModelError, match=r"damaged|format 99"):
        run(engine.classify([], "shapes", device="cpu"))


def test_misfiled_photos_are_found_and_nothing_is_kept(engine, tmp_path) -> None:
    folder = fill(tmp_path / "mixed", 25, ("disc", "stripes"))
    wrong = folder / "disc" / "wrong.png"
    (folder / "stripes" / "000.png").rename(wrong)
    _, suspects = run(engine.audit(folder))
    assert suspects[0].path == wrong
    assert (suspects[0].given, suspects[0].suggested) == ("disc", "stripes")
    assert all(model.state != "trained" for model in engine.models())

    engine.move_label(folder, wrong, "disc")  # the user says that the folder is right
    _, again = run(engine.audit(folder))
    assert wrong not in [suspect.path for suspect in again]
    _, trained = run(engine.fine_tune(FineTuneConfig(folder, preset="quick")))
    assert wrong not in [suspect.path for suspect in trained.report.suspects]


def test_the_unsure_threshold_can_be_changed(engine, photos) -> None:
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    photo = photos / "disc" / "000.png"
    engine.set_threshold("shapes", 0.0)
    events, _ = run(engine.classify([photo], "shapes"))
    assert not events[-1].is_unsure
    engine.set_threshold("shapes", 1.01)
    events, _ = run(engine.classify([photo], "shapes"))
    assert events[-1].is_unsure


def test_evaluate_agrees_with_the_training_and_names_unknown_folders(engine, photos, tmp_path) -> None:
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    engine.set_threshold("shapes", 0.5)
    fresh = fill(tmp_path / "fresh", 6, seed=7)
    (fresh / "triangle").mkdir()
    draw("disc", np.random.default_rng(1)).save(fresh / "triangle" / "a.png")
    (fresh / "disc" / "broken.png").write_bytes(b"no")
    _, result = run(engine.evaluate(fresh, "shapes"))
    assert result.evaluation.photos == 18
    assert result.evaluation.acc1 > 0.7
    assert sum(map(sum, result.evaluation.confusion)) == 18
    assert result.unknown == ("triangle",)
    assert [path.name for path in result.unreadable] == ["broken.png"]
    assert result.threshold is not None
    assert result.threshold.confidence == 0.5
    with pytest.raises(EngineError, match="No folder"):
        run(engine.evaluate(tmp_path / "data", "shapes"))


def test_estimates_are_measured_and_told_at_once(engine, photos) -> None:
    _, dataset = run(engine.inspect_folder(photos))
    events, estimate = run(engine.estimate_training(dataset, "lite0"))
    guesses = [event for event in events if isinstance(event, TrainingEstimate)]
    assert guesses[0] == next(event for event in events if not isinstance(event, Progress))
    # How balanced and best compare is measured, and on a busy machine any measured time may be long.
    for seconds in (guess.seconds for guess in (*guesses, estimate)):
        assert 0 < seconds["quick"] < min(seconds["balanced"], seconds["best"])
    assert [str(guess.assumption).split(". ")[0] for guess in (*guesses, estimate)] == [
        "This assumes a usual machine",
        *["This assumes that all photos take as long as 16 of them"] * 3,
        "This assumes that all photos take as long as 16 of them, and that this machine stays as busy as it is.",
    ]


def test_an_estimate_keeps_the_small_pictures_no_longer_than_it_looks_at_photos(engine, photos) -> None:
    _, dataset = run(engine.inspect_folder(photos, model="lite0"))
    (pictures,) = engine._pictures.values()
    verb = engine.estimate_training(dataset, "lite0")
    told = (event for event in verb if isinstance(event, TrainingEstimate))
    next(told), next(told)  # from now on it times PyTorch, and a training may begin
    assert list(engine._pictures.values()) == [pictures]
    verb.close()


def test_an_estimate_does_without_photos_that_are_gone(engine, tmp_path) -> None:
    folder = fill(tmp_path / "shapes", 4)
    _, dataset = run(engine.inspect_folder(folder))
    dataset.photos[0].path.unlink()
    _, estimate = run(engine.estimate_training(dataset, "lite0"))
    assert estimate.assumption.values["count"] == 11
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match="None of the photos"):
        run(engine.estimate_training(dataset, "lite0"))


def test_augmented_views_are_pictures_like_any_other() -> None:
    from effnet_desktop.engine.photos.preprocess import augment, preprocess
    from effnet_desktop.engine.variants import VARIANTS

    white = Image.new("RGB", (300, 200), "white")
    for name in ("lite0", "b1"):
        preprocessing = VARIANTS[name].preprocessing
        view = augment(white, preprocessing, np.random.default_rng(3))
        assert view.shape == preprocess(white, preprocessing).shape
        assert view.dtype == np.uint8
        assert len(np.unique(view)) == 1  # a darker white is the only change that a white photo can undergo


def test_an_interrupted_run_that_is_damaged_is_not_offered(engine, tmp_path) -> None:
    folder = tmp_path / "data" / "training" / "x"
    folder.mkdir(parents=True)
    (folder / run_folder.RUN).write_text("{", encoding="utf-8")
    assert engine.interrupted_trainings() == ()


def test_a_custom_phi_inherits_is_trained_whole_and_remembers_its_scaling(engine, photos, tmp_path) -> None:
    scaling = Scaling(-1.5, gamma=1.6)  # small, so that the test is short: 111 pixels
    config = FineTuneConfig(photos, epochs=1, name="custom", scaling=scaling)
    events, done = run(engine.fine_tune(config))
    (inherited,) = [e for e in events if isinstance(e, Inheritance)]
    assert (inherited.model, inherited.share, inherited.is_same) == ("lite0", 1.0, False)
    assert [e.epoch for e in events if isinstance(e, EpochFinished)] == [1]
    info = engine.models()[-1]
    assert info.trained == done.model
    assert (done.model.scaling, done.model.inherited) == (scaling, inherited)
    assert info.variant == scaled_variant(scaling)
    assert info.variant.preprocessing.resolution == 111
    events, summary = run(Engine(tmp_path / "data").classify(sorted(photos.rglob("*.png"))[:9], "custom"))
    assert summary.photos == 9
    assert not (tmp_path / "data" / "training").exists() or not any((tmp_path / "data" / "training").iterdir())

    # Learning from corrections keeps the layers that were trained, and needs no PyTorch.
    before = safetensors.numpy.load_file(tmp_path / "data" / "models" / "custom" / "model.safetensors")
    again = engine.learn_again("custom")
    assert (again.model, again.preset, again.scaling) == ("custom", "quick", None)
    _, relearnt = run(engine.fine_tune(again))
    after = safetensors.numpy.load_file(tmp_path / "data" / "models" / "custom" / "model.safetensors")
    assert all(
        np.array_equal(before[name], after[name]) for name in before if not name.startswith(("classifier", BESIDE))
    )
    assert (relearnt.model.scaling, relearnt.model.preset) == (scaling, "balanced")
    events, _ = run(engine.fine_tune(again))  # and the features are known by now
    extracted = next(e for e in events if isinstance(e, FeaturesExtracted))
    assert extracted.from_cache == extracted.photos


def test_a_custom_phi_of_a_family_without_weights_is_refused(engine, photos) -> None:
    with pytest.raises(ModelError, match=r"No model of the family .* Download b0"):
        run(engine.fine_tune(FineTuneConfig(photos, name="custom", scaling=Scaling(0.5, family="standard"))))


def test_a_custom_phi_that_was_interrupted_goes_on(engine, photos) -> None:
    config = FineTuneConfig(photos, epochs=2, name="custom", scaling=Scaling(-1.5, gamma=1.6))
    verb = engine.fine_tune(config)
    next(e for e in verb if isinstance(e, EpochFinished))
    verb.close()
    (waiting,) = engine.interrupted_trainings()
    assert (waiting.config.scaling, waiting.epoch, waiting.epochs) == (config.scaling, 1, 2)
    events, done = run(engine.fine_tune(waiting.config))
    assert [e.epoch for e in events if isinstance(e, EpochFinished)] == [1, 2]
    assert done.model.scaling == config.scaling


def test_estimates_of_a_custom_phi_are_those_of_all_layers(engine, photos) -> None:
    _, dataset = run(engine.inspect_folder(photos))
    _, estimate = run(engine.estimate_training(dataset, "lite0", Scaling(-1.5, gamma=1.6)))
    seconds = estimate.seconds
    assert 0 < seconds["quick"] < min(seconds["balanced"], seconds["best"])


def stop_at_the_head(engine: Engine, config: FineTuneConfig) -> None:
    verb = engine.fine_tune(config)
    next(e for e in verb if isinstance(e, HeadFitted))
    verb.close()


def test_a_model_of_another_folder_is_not_replaced_unless_that_is_wanted(engine, photos, tmp_path) -> None:
    other = shutil.copytree(photos, tmp_path / "other" / "shapes")
    _, done = run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    with pytest.raises(ModelError, match=r"named shapes already.*--name") as caught:
        next(engine.fine_tune(FineTuneConfig(other, preset="quick")))
    assert str(photos) in str(caught.value)
    assert engine.models()[-1].trained == done.model
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    _, done = run(engine.fine_tune(FineTuneConfig(other, preset="quick", replace=True)))
    assert engine.models()[-1].trained.folder == done.model.folder == other


def test_a_folder_is_told_by_its_place_not_by_what_it_was_called(engine, photos, tmp_path, monkeypatch) -> None:
    other = shutil.copytree(photos, tmp_path / "other" / "shapes")
    monkeypatch.chdir(photos.parent)
    _, done = run(engine.fine_tune(FineTuneConfig(Path("shapes"), preset="quick")))
    assert done.model.folder == photos
    monkeypatch.chdir(other.parent)
    with pytest.raises(ModelError, match="named shapes already"):
        next(engine.fine_tune(FineTuneConfig(Path("shapes"), preset="quick")))
    (tmp_path / "link").symlink_to(photos.parent)
    events, _ = run(engine.fine_tune(FineTuneConfig(tmp_path / "link" / "shapes", preset="quick")))
    assert events


@pytest.mark.parametrize("there", ["a pair", "a broken model", "a broken pair"])
def test_pairs_and_broken_models_are_not_replaced_either(engine, photos, there) -> None:
    if there == "a pair":
        engine.save_cascade(Cascade("shapes", "lite0", "lite1", 0.5))
    else:
        folder = engine._store.folder / "shapes"
        folder.mkdir()
        (folder / ("cascade.json" if there == "a broken pair" else "model.json")).write_text("{")
    with pytest.raises(ModelError, match="named shapes already"):
        next(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick", replace=True)))
    assert engine.models()[-1].state == "trained"


def test_an_unfinished_training_of_another_folder_is_not_given_up(engine, photos, tmp_path) -> None:
    other = shutil.copytree(photos, tmp_path / "other" / "shapes")
    stop_at_the_head(engine, FineTuneConfig(photos, preset="balanced"))
    (waiting,) = engine.interrupted_trainings()
    with pytest.raises(ModelError, match="unfinished training of shapes"):
        next(engine.fine_tune(FineTuneConfig(other, preset="quick")))
    assert engine.interrupted_trainings() == (waiting,)
    run(engine.fine_tune(FineTuneConfig(other, preset="quick", replace=True)))
    assert engine.interrupted_trainings() == ()


def test_a_second_training_of_a_name_is_told_at_once(engine, photos, tmp_path) -> None:
    first = engine.fine_tune(FineTuneConfig(photos, preset="balanced"))
    next(e for e in first if isinstance(e, HeadFitted))
    second = Engine(tmp_path / "data")  # another window
    assert second.interrupted_trainings() == ()
    for verb in (
        second.fine_tune(FineTuneConfig(photos, preset="quick")),
        second.fine_tune(FineTuneConfig(photos, resume=True)),
        second.finish_training("shapes"),
    ):
        with pytest.raises(ModelError, match="A training of shapes is running"):
            next(verb)
    with pytest.raises(ModelError, match="A training of shapes is running"):
        second.discard_training("shapes")
    run(second.fine_tune(FineTuneConfig(photos, preset="quick", name="another")))
    first.close()
    (waiting,) = second.interrupted_trainings()
    assert waiting.config.name == "shapes"
    run(second.finish_training("shapes"))


TRAIN = """
import sys
from pathlib import Path
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.models import FineTuneConfig
if __name__ == "__main__":
    verb = Engine(Path(sys.argv[1])).fine_tune(FineTuneConfig(Path(sys.argv[2]), preset="quick"))
    try:
        print(next(verb), flush=True)
    except EngineError as error:
        print(error)
    else:
        sys.stdin.read()
"""


def test_a_training_that_was_killed_frees_its_name(engine, photos, tmp_path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TRAIN, tmp_path / "data", photos], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        with pytest.raises(ModelError, match="A training of shapes is running"):
            next(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
        other.kill()
    run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))


@pytest.mark.parametrize("closed", [".", "models", "training"])
def test_a_data_folder_that_is_read_only_is_noticed_before_the_work(engine, photos, tmp_path, closed) -> None:
    (tmp_path / "data" / "training").mkdir(exist_ok=True)
    (tmp_path / "data" / "models" / "lite0").mkdir(exist_ok=True)
    folder = tmp_path / "data" / closed
    folder.chmod(0o555)
    if closed == ".":
        for inner in ("models", "training"):
            (folder / inner).chmod(0o555)
    try:
        said = run_as_ordinary_user(TRAIN, tmp_path / "data", photos)
    finally:
        for place in (folder, tmp_path / "data" / "models", tmp_path / "data" / "training"):
            place.chmod(0o755)
    assert "cannot be written: Permission denied" in said


def test_a_data_folder_that_is_deleted_meanwhile_is_said_plainly(engine, photos, tmp_path) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", epochs=2))
    next(e for e in verb if isinstance(e, EpochFinished))
    shutil.rmtree(tmp_path / "data")
    with pytest.raises(StorageError, match=r"is gone\. Was it deleted"):
        run(verb)


@pytest.mark.parametrize("damage", ["empty", "cut off", "zeros"])
@pytest.mark.parametrize("file", [run_folder.CHECKPOINT, run_folder.BEST])
def test_damaged_epochs_are_trained_anew_and_said(engine, photos, tmp_path, file, damage) -> None:
    verb = engine.fine_tune(FineTuneConfig(photos, preset="balanced", epochs=1, name="cut"))
    next(e for e in verb if isinstance(e, EpochFinished))
    verb.close()
    folder = tmp_path / "data" / "training" / "cut"
    assert (folder / run_folder.BEST).is_file()
    size = (folder / file).stat().st_size
    content = {"empty": b"", "cut off": (folder / file).read_bytes()[: size // 2], "zeros": bytes(size)}[damage]
    (folder / file).write_bytes(content)
    (waiting,) = engine.interrupted_trainings()  # what every start of the window asks for
    assert waiting.epoch == (0 if file == run_folder.CHECKPOINT else 1)
    verb = engine.fine_tune(waiting.config)
    assert "damaged" in str(next(e for e in verb if isinstance(e, Notice)))
    assert not (folder / run_folder.CHECKPOINT).exists()
    verb.close()
    _, done = run(engine.finish_training("cut"))
    assert done.model.acc1 > 0.5


@pytest.mark.parametrize("file", ["activations.json", "train.f16", "val.f16"])
def test_what_the_lower_layers_saw_is_looked_at_anew_where_it_is_damaged(engine, photos, tmp_path, file) -> None:
    config = FineTuneConfig(photos, preset="balanced", epochs=2, name="cut")
    verb = engine.fine_tune(config)
    next(e for e in verb if isinstance(e, EpochFinished))
    verb.close()
    seen = tmp_path / "data" / "training" / "cut" / file
    content = seen.read_bytes()
    seen.write_bytes(content[: len(content) // 2])
    events, done = run(engine.fine_tune(replace(config, resume=True)))
    assert [e.epoch for e in events if isinstance(e, EpochFinished)] == [1, 2]
    assert done.model.acc1 > 0.5


def test_a_damaged_head_ends_a_resumed_training_with_a_sentence(engine, photos, tmp_path) -> None:
    stop_at_the_head(engine, FineTuneConfig(photos, preset="balanced", name="cut"))
    head = tmp_path / "data" / "training" / "cut" / run_folder.HEAD
    content = head.read_bytes()
    for damaged in (b"", content[: len(content) // 2], bytes(len(content)), b"PK\x05\x06" + bytes(18)):
        head.write_bytes(damaged)
        for verb in (
            engine.fine_tune(FineTuneConfig(photos, name="cut", resume=True)),
            engine.finish_training("cut"),
        ):
            with pytest.raises(ModelError, match="no interrupted training of cut that could go on"):
                run(verb)


def test_a_damaged_conversion_of_the_model_to_start_from_is_made_anew(engine, photos, tmp_path) -> None:
    (tmp_path / "data" / "models" / "lite0" / "openvino" / "weights.safetensors").write_bytes(b"")
    _, done = run(engine.fine_tune(FineTuneConfig(photos, preset="quick")))
    assert done.model.acc1 > 0.8
