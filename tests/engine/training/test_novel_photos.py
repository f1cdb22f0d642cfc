"""Photos of no category, from the training to every place where it is said: classifying, measuring, pairs, files."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import fake_engine
import numpy as np
import pytest
import safetensors.numpy
from PIL import Image, ImageDraw
from shapes import fill
from verbs import run

from effnet_desktop import export
from effnet_desktop.cli import main
from effnet_desktop.cli.rows import table_row, training_lines
from effnet_desktop.engine import json_files
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.networks.architecture import read_state
from effnet_desktop.engine.networks.convert import read_converted
from effnet_desktop.engine.networks.weights import BESIDE
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig, TrainedModel
from effnet_desktop.engine.records.training import FineTuned, HeadFitted


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> Path:
    """``shapes`` to learn from, ``new`` of the same kinds, and ``other`` of none of them."""
    place = tmp_path_factory.mktemp("photos")
    fill(place / "shapes", 20)
    fill(place / "new", 10, seed=1)
    (place / "other").mkdir()
    random = np.random.default_rng(3)
    for number in range(24):
        picture = Image.effect_mandelbrot((96, 80), (-2 + number / 10, -1, 0.5 + number / 20, 1), 100).convert("RGB")
        pen = ImageDraw.Draw(picture)
        for _ in range(30):
            x, y = random.integers(0, 80, 2).tolist()
            pen.text((x, y), "photo", fill=tuple(random.integers(0, 256, 3).tolist()))
        picture.save(place / "other" / f"{number}.png")
    return place


@pytest.fixture(scope="module")
def trained(ready_dir, folders, tmp_path_factory) -> tuple[Path, FineTuned]:
    """A data folder with a model of the shapes, and what its training said."""
    data = tmp_path_factory.mktemp("trained") / "data"
    shutil.copytree(ready_dir, data)
    _, done = run(Engine(data).fine_tune(FineTuneConfig(folders / "shapes", preset="quick")))
    return data, done


@pytest.fixture
def data(trained, tmp_path) -> Path:
    shutil.copytree(trained[0], tmp_path / "data")
    return tmp_path / "data"


def answers(engine: Engine, folder: Path, model: str = "shapes", **settings: object) -> list[Classification]:
    events, _ = run(engine.classify(sorted(folder.rglob("*.png")), model, device="cpu", **settings))
    return [event for event in events if isinstance(event, Classification)]


def as_the_first_version_saved_it(data: Path) -> None:
    folder = data / "models" / "shapes"
    tensors = safetensors.numpy.load_file(folder / "model.safetensors")
    safetensors.numpy.save_file(
        {name: tensor for name, tensor in tensors.items() if not name.startswith(BESIDE)}, folder / "model.safetensors"
    )
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    record |= {"sha256": trained_model.sha256_of(folder / "model.safetensors")}
    json_files.write(folder / "model.json", {k: v for k, v in record.items() if k not in ("novelty", "not_categories")})
    shutil.rmtree(folder / "openvino")


def test_photos_of_something_else_are_said_to_belong_to_no_category(data, folders) -> None:
    engine = Engine(data)
    own, others = answers(engine, folders / "new"), answers(engine, folders / "other")
    assert np.mean([answer.is_novel for answer in own]) <= 0.2
    assert np.mean([answer.is_novel for answer in others]) >= 0.9
    assert max(answer.novelty for answer in own) < np.median([answer.novelty for answer in others])
    assert 0.3 < np.median([answer.novelty for answer in own]) < 3  # 1 is usual


def test_the_share_that_is_kept_can_be_chosen_for_a_run_and_for_good(data, folders) -> None:
    engine = Engine(data)
    assert not any(answer.is_novel for answer in answers(engine, folders / "other", kept=1.0))
    half = np.mean([answer.is_novel for answer in answers(engine, folders / "new", kept=0.5)])
    assert 0.1 < half < 0.9
    engine.set_kept("shapes", 0.5)
    assert np.mean([answer.is_novel for answer in answers(engine, folders / "new")]) == half
    assert np.mean([answer.is_novel for answer in answers(Engine(data), folders / "new")]) == half
    engine.set_kept("shapes", 7.0)
    assert not any(answer.is_novel for answer in answers(engine, folders / "other"))
    with pytest.raises(ModelError):
        engine.set_kept("lite0", 0.9)


def test_it_is_beside_the_weights_and_changes_nothing_of_them(trained) -> None:
    folder = trained[0] / "models" / "shapes"
    weights = folder / "model.safetensors"
    assert sum(t.nbytes for n, t in safetensors.numpy.load_file(weights).items() if n.startswith(BESIDE)) < 1e6
    assert not any(name.startswith(BESIDE) for name in read_state(weights))
    categories = trained[1].model.categories
    assert read_converted(folder / "openvino", weights, categories) is not None  # it is not converted once more
    trained_model.check(folder)


def test_a_model_of_the_first_version_does_not_say_it_until_it_learns_again(data, folders) -> None:
    as_the_first_version_saved_it(data)
    engine = Engine(data)
    old = answers(engine, folders / "other")
    assert {(answer.novelty, answer.is_novel) for answer in old} == {(None, False)}
    assert not {"novelty", "is_novel"} & set(export.photo_record(old[0]))
    assert engine.models()[-1].trained.novelty is None
    with pytest.raises(ModelError, match="does not tell which photos belong to none of its categories"):
        engine.set_kept("shapes", 0.9)
    run(engine.fine_tune(engine.learn_again("shapes")))
    assert np.mean([answer.is_novel for answer in answers(engine, folders / "other")]) >= 0.9


def test_json_tables_and_the_terminal_say_it(data, folders, tmp_path, capsys) -> None:
    for name in ("new", "other"):
        shutil.copy(next((folders / name).rglob("*.png")), tmp_path / f"{name}.png")
    photos = [str(tmp_path / f"{name}.png") for name in ("new", "other")]
    table = tmp_path / "t.csv"
    assert main.main(["classify", *photos, "--model", "shapes", "--json", "--csv", str(table)], data) == 0
    *records, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert [record["is_novel"] for record in records] == [False, True]
    assert records[0]["novelty"] < records[1]["novelty"]
    assert last["summary"]["novel"] == 1
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["is_novel"] for row in rows] == ["no", "yes"]
    assert [float(row["novelty"]) for row in rows] == [record["novelty"] for record in records]
    assert main.main(["classify", *photos, "--model", "shapes", "--keep", "100"], data) == 0
    assert "none of these" not in capsys.readouterr().out
    assert main.main(["classify", *photos, "--model", "shapes"], data) == 0
    first, second, summary = capsys.readouterr().out.splitlines()
    assert "none of these: " in second
    assert "none of these: " not in first
    assert "1 of no category" in summary


def test_novel_comes_before_unsure() -> None:
    answer = replace(fake_engine.answer(Path("x.png")), is_unsure=True, novelty=3.0, is_novel=True)
    assert "none of these: tabby cat" in table_row(answer, 9)
    assert "unsure" not in table_row(answer, 9)
    assert "unsure: tabby cat" in table_row(replace(answer, is_novel=False), 9)


def test_a_pair_passes_on_what_is_novel_to_its_first(data, folders) -> None:
    engine = Engine(data)
    shutil.copytree(data / "models" / "shapes", data / "models" / "second")
    engine.save_cascade(Cascade("both", "shapes", "second", 0.0))
    own, others = answers(engine, folders / "new", "both"), answers(engine, folders / "other", "both")
    assert [answer.is_escalated for answer in own] == [answer.is_novel for answer in own]
    assert all(answer.is_escalated for answer in others if answer.is_novel)
    assert any(answer.is_novel for answer in others)


def test_measuring_a_folder_counts_photos_of_other_folders(data, folders, tmp_path, capsys) -> None:
    shutil.copytree(folders / "new", tmp_path / "mixed")
    engine = Engine(data)
    _, alone = run(engine.evaluate(tmp_path / "mixed", "shapes"))
    assert (alone.novelty.own_photos, alone.novelty.others, alone.novelty.auroc) == (30, 0, None)
    shutil.copytree(folders / "other", tmp_path / "mixed" / "holiday")
    _, mixed = run(engine.evaluate(tmp_path / "mixed", "shapes"))
    assert mixed.evaluation == alone.evaluation
    assert (mixed.unknown, mixed.novelty.own_kept) == (("holiday",), alone.novelty.own_kept)
    assert mixed.novelty.others == 24
    assert mixed.novelty.auroc > 0.95
    assert mixed.novelty.others_accepted < 0.1
    assert main.main(["evaluate", str(tmp_path / "mixed"), "--model", "shapes"], data) == 0
    assert "of 24 photos of no category" in capsys.readouterr().out
    assert main.main(["evaluate", str(tmp_path / "mixed"), "--model", "shapes", "--json"], data) == 0
    assert json.loads(capsys.readouterr().out)["novelty"]["auroc"] == mixed.novelty.auroc
    _, published = run(engine.evaluate(_as_imagenet(folders, tmp_path), "lite0"))
    assert published.novelty is None


def _as_imagenet(folders: Path, tmp_path: Path) -> Path:
    shutil.copytree(folders / "new" / "disc", tmp_path / "imagenet" / "teapot")
    return tmp_path / "imagenet"


@pytest.fixture
def with_other(folders, tmp_path) -> Path:
    """The shapes, and beside them a folder called other."""
    shutil.copytree(folders / "shapes", tmp_path / "with other")
    shutil.copytree(folders / "other", tmp_path / "with other" / "Other")
    return tmp_path / "with other"


def test_a_folder_called_other_is_measured_and_no_category(data, with_other, capsys) -> None:
    engine = Engine(data)
    events, done = run(engine.fine_tune(FineTuneConfig(with_other, preset="quick")))
    (dataset,) = (event for event in events if isinstance(event, Dataset))
    assert (dataset.not_categories, len(dataset.others)) == (("Other",), 24)
    assert any("Other is taken for photos of no category: 24" in str(problem.message) for problem in dataset.problems)
    assert done.model.categories == ("disc", "square", "stripes")
    assert done.model.photos == len(dataset.photos) == 60
    assert done.report.novelty.others == len(done.report.other_scores) == 24
    assert done.report.novelty.auroc > 0.95
    assert any("of 24 photos of no category" in line for line in training_lines(done))
    assert engine.training_report("with other") == done.report
    both = done.report.count_at(done.model.threshold, done.model.novelty.threshold())
    assert both.novel + both.unsure + both.sure == done.report.evaluation.photos
    assert both.others_accepted == round(24 * done.report.novelty.others_accepted)
    none = done.report.count_at(0.0, float("inf"))
    assert (none.novel, none.unsure, none.right, none.others_accepted) == (0, 0, len(done.report.right), 24)
    assert done.report.count_at(1.1, float("inf")).unsure == done.report.evaluation.photos


def test_whether_it_is_a_category_can_be_said(data, with_other, capsys) -> None:
    arguments = ["train", str(with_other), "--preset", "quick", "--name", "mine", "--json"]
    assert main.main(arguments, data) == 0
    captured = capsys.readouterr()
    dataset = json.loads(captured.out.splitlines()[0])
    assert (dataset["not_categories"], dataset["others"]) == (["Other"], 24)
    assert "--all-categories" in captured.err
    assert main.main([*arguments, "--all-categories"], data) == 0
    captured = capsys.readouterr()
    assert "Other" in json.loads(captured.out.splitlines()[0])["categories"]
    assert "--all-categories" not in captured.err
    again = Engine(data).learn_again("mine")  # and it stays so
    assert run(Engine(data).fine_tune(again))[1].model.categories == ("disc", "Other", "square", "stripes")
    assert main.main([*arguments, "--not-a-category", "stripes"], data) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["categories"] == ["disc", "Other", "square"]
    assert main.main([*arguments, "--not-a-category", "strips"], data) == 1
    assert "There is no folder named strips in" in capsys.readouterr().err


def test_a_category_that_an_older_model_knows_is_not_lost_by_learning_again(data, with_other) -> None:
    engine = Engine(data)
    run(engine.fine_tune(FineTuneConfig(with_other, preset="quick", name="old", not_categories=())))
    record = data / "models" / "old" / "model.json"
    json_files.write(record, json_files.read(record, dict) | {"not_categories": None})  # as before there was a choice
    assert engine.learn_again("old").not_categories == ()
    assert isinstance(engine.models()[-1].trained, TrainedModel)


def test_two_folders_of_which_one_is_called_other_are_two_categories(data, folders, tmp_path) -> None:
    shutil.copytree(folders / "shapes" / "disc", tmp_path / "two" / "disc")
    shutil.copytree(folders / "other", tmp_path / "two" / "other")
    _, dataset = run(Engine(data).inspect_folder(tmp_path / "two"))
    assert (dataset.categories, dataset.not_categories) == (("disc", "other"), ())
    (tmp_path / "two" / "square").mkdir()  # of nothing, so that it is none
    _, dataset = run(Engine(data).inspect_folder(tmp_path / "two"))
    assert (dataset.categories, dataset.not_categories) == (("disc", "other"), ())


def test_an_empty_folder_called_other_is_nothing(data, folders, tmp_path) -> None:
    shutil.copytree(folders / "shapes", tmp_path / "shapes")
    (tmp_path / "shapes" / "other").mkdir()
    _, dataset = run(Engine(data).inspect_folder(tmp_path / "shapes"))
    assert (len(dataset.categories), dataset.not_categories, dataset.others) == (3, (), ())


def test_other_photos_on_either_side_of_an_own_split_are_measured(data, folders, tmp_path) -> None:
    for side, photos in (("train", "shapes"), ("val", "new")):
        shutil.copytree(folders / photos, tmp_path / "split" / side)
    shutil.copytree(folders / "other", tmp_path / "split" / "val" / "none")
    _, dataset = run(Engine(data).inspect_folder(tmp_path / "split"))
    assert (dataset.categories, dataset.not_categories) == (("disc", "square", "stripes"), ("none",))
    assert {photo.path.parent.name for photo in dataset.others} == {"none"}
    assert not any("no photos in" in str(problem.message) for problem in dataset.problems)


def test_deeper_layers_that_were_trained_tell_it_too(data, folders, with_other) -> None:
    fill(with_other.parent / "many", 40)
    shutil.copytree(folders / "other", with_other.parent / "many" / "その他")
    engine = Engine(data)
    _, done = run(engine.fine_tune(FineTuneConfig(with_other.parent / "many", epochs=1, device="cpu")))
    assert done.model.novelty.photos == done.report.evaluation.photos == 24  # those to measure on alone
    assert done.report.novelty.auroc > 0.9
    assert [len(done.report.right) + len(done.report.mistakes), done.report.novelty.others] == [24, 24]
    others = answers(engine, folders / "other", "many")
    assert sorted(answer.novelty for answer in others) == pytest.approx(sorted(done.report.other_scores), rel=1e-3)
    assert np.mean([answer.is_novel for answer in others]) == 1 - done.report.novelty.others_accepted


def test_a_stopped_training_still_tells_it(data, with_other) -> None:
    engine = Engine(data)
    verb = engine.fine_tune(FineTuneConfig(with_other, name="stopped", device="cpu"))
    next(event for event in verb if isinstance(event, HeadFitted))
    verb.close()
    _, done = run(engine.finish_training("stopped"))
    assert done.report.novelty.others == 24
    assert done.report.learning_curve is not None


def test_where_whole_folders_were_held_out_each_photo_keeps_its_own_novelty(data, tmp_path) -> None:
    folder = fill(tmp_path / "sites", 20, ("disc", "stripes"))
    for place, path in enumerate(sorted(folder.rglob("*.png"))):
        site = path.parent / f"site {place % 4}"
        site.mkdir(exist_ok=True)
        path.rename(site / path.name)
    engine = Engine(data)
    _, done = run(engine.fine_tune(FineTuneConfig(folder, preset="quick", split_by="folder")))
    told = {photo.path: photo.novelty for photo in (*done.report.right, *done.report.mistakes)}
    assert len(told) == done.report.evaluation.photos > 0
    events, _ = run(engine.classify(list(told), "sites", device="cpu"))
    answered = {event.path: event.novelty for event in events if isinstance(event, Classification)}
    assert answered == pytest.approx(told, rel=1e-3, abs=1e-3)
