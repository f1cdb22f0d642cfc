"""The piles of a folder of drawn photos, through the engine: kept, undone, and made a model of."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from shapes import fill_flat
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, ModelError, StorageError
from effnet_desktop.engine.records.messages import Notice


@pytest.fixture
def engine(ready_dir, tmp_path) -> Engine:
    shutil.copytree(ready_dir, tmp_path / "data")
    return Engine(tmp_path / "data")


@pytest.fixture
def flat(tmp_path) -> Path:
    return fill_flat(tmp_path / "unsorted 写真", 12)


def opened(engine, folder):
    return run(engine.open_piles(folder))[1]


def kind(path: Path) -> str:
    return path.name.split()[0]


def test_named_piles_survive_a_restart_and_are_undone(engine, flat) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in flat.iterdir()}
    session = opened(engine, flat)
    piles = session.repile(4)
    assert len(piles.piles) == 4
    assert sorted(path for pile in piles.piles for path in pile.photos) == sorted(before)
    named = session.name(piles.piles[0].number, "disc")
    assert named.named == len(piles.piles[0].photos)
    stray = piles.piles[0].photos[:2]
    thrown = session.throw_out(stray)
    assert sorted(thrown.thrown_out) == sorted(stray)

    again = opened(engine, flat)
    assert again.piles() == thrown
    assert again.undo().piles == named.piles
    assert again.undo().named == 0
    assert opened(engine, flat).redo().piles == named.piles
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in flat.iterdir()} == before


def test_a_change_after_an_undo_forgets_what_was_taken_back(engine, flat) -> None:
    session = opened(engine, flat)
    pile = session.piles().piles[0].number
    session.name(pile, "one")
    session.undo()
    session.name(pile, "other")
    assert session.redo().redo_steps == 0
    assert {own.name for own in session.piles().piles} == {"", "other"}


def test_only_answers_drawn_by_chance_are_counted(engine, flat) -> None:
    session = opened(engine, flat)
    assert session.next_question().proposed == ""
    for pile in session.repile(4).piles:
        session.name(pile.number, kind(pile.photos[0]))
    asked, right = set(), []
    for _ in range(24):
        question = session.next_question()
        assert question == session.next_question()
        asked.add(question.photo)
        if question.is_by_chance:
            right.append(question.proposed == kind(question.photo))
        piles = session.answer(question, kind(question.photo))
        assert session.labels()[question.photo] == kind(question.photo)
    assert len(asked) == 24
    assert (piles.judged, piles.right) == (12, sum(right))
    assert piles.ci95[0] < piles.right / 12 <= piles.ci95[1]
    assert session.next_question() is None
    assert session.undo().judged == 12  # the last was no counted one
    assert session.undo().judged == 11


def test_a_skipped_photo_is_not_asked_about_again(engine, flat) -> None:
    session = opened(engine, flat)
    first = session.next_question()
    session.skip(first)
    assert session.next_question().photo != first.photo


def test_photos_that_come_and_go_lose_nothing(engine, flat) -> None:
    late = [path for path in flat.iterdir() if path.name.endswith("0.png")]
    kept = flat.with_name("kept")
    kept.mkdir()
    for path in late:
        path.rename(kept / path.name)
    session = opened(engine, flat)
    session.repile(2)
    for pile in session.piles().piles:
        session.name(pile.number, f"{kind(pile.photos[0])} {pile.number}")
    labels = session.labels()
    for path in late:
        (kept / path.name).rename(path)
    more = opened(engine, flat)
    assert {path: more.labels()[path] for path in labels} == labels
    assert more.piles().photos == len(labels) + len(late)

    gone, renamed = list(labels)[:2]
    gone.rename(kept / gone.name)
    other = renamed.with_name("renamed.png")
    renamed.rename(other)
    fewer = opened(engine, flat)
    assert fewer.labels()[other] == labels[renamed]
    assert gone not in fewer.labels()
    (kept / gone.name).rename(gone)
    assert opened(engine, flat).labels()[gone] == labels[gone]


def test_named_piles_make_a_model_by_reference(engine, flat) -> None:
    session = opened(engine, flat)
    with pytest.raises(EngineError, match="two categories"):
        session.training()
    copy = flat / "copy.png"
    first = session.repile(6).piles[0].photos[0]
    shutil.copy(first, copy)
    session = opened(engine, flat)
    for pile in session.piles().piles:
        session.name(pile.number, kind(pile.photos[0]))
    assert session.labels()[copy] == session.labels()[first]
    config = session.training("sorter")
    _, done = run(engine.fine_tune(replace(config, preset="quick")))
    assert sorted(done.model.categories) == ["disc", "stripes"]
    assert done.model.photos == 24
    assert engine.learn_again("sorter").labels == config.labels


@pytest.mark.parametrize("photos", [1, 2])
def test_one_photo_or_two_are_piles_of_one(engine, flat, photos) -> None:
    for path in sorted(flat.iterdir())[photos:]:
        path.unlink()
    session = opened(engine, flat)
    assert [len(pile.photos) for pile in session.repile(20).piles] == [1] * photos
    with pytest.raises(EngineError, match="all alike"):
        session.split(session.piles().piles[0].number)


def test_photos_that_are_all_the_same_are_one(engine, flat) -> None:
    first, *others = sorted(flat.iterdir())
    for path in others:
        shutil.copy(first, path)
    assert opened(engine, flat).piles().photos == 1


def test_nothing_to_pile_is_said(engine, tmp_path, flat) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ModelError, match="no photos in"):
        opened(engine, empty)
    with pytest.raises(ModelError, match="no folder"):
        opened(engine, tmp_path / "gone")
    (empty / "bad.jpg").write_text("no photo")
    with pytest.raises(ModelError, match="could be read"):
        opened(engine, empty)
    (flat / "bad.jpg").write_text("no photo")
    events, session = run(engine.open_piles(flat))
    assert [str(event) for event in events if isinstance(event, Notice)] == [
        f"{flat / 'bad.jpg'} cannot be read and is left out."
    ]
    assert session.piles().photos == 24
    with pytest.raises(EngineError, match="301 piles cannot be made"):
        session.repile(301)
    with pytest.raises(EngineError, match="in none of these piles"):
        session.throw_out([flat / "bad.jpg"])


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 1, "now": 5, "states": []}'])
def test_damaged_piles_are_said_and_left_as_they_are(engine, flat, damage) -> None:
    opened(engine, flat)
    (file,) = (flat.parent / "data" / "piles").glob("*/piles.json")
    file.write_text(damage)
    with pytest.raises(StorageError, match="damaged"):
        opened(engine, flat)
    assert file.read_text() == damage


def test_a_newer_versions_piles_are_left_alone(engine, flat) -> None:
    opened(engine, flat)
    (file,) = (flat.parent / "data" / "piles").glob("*/piles.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 2}))
    with pytest.raises(StorageError, match="newer version"):
        opened(engine, flat)


def test_a_change_that_cannot_be_written_is_not_made(engine, flat, monkeypatch) -> None:
    session = opened(engine, flat)
    before = session.piles()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("effnet_desktop.engine.json_files.write", full)
    with pytest.raises(StorageError, match="No space left"):
        session.name(before.piles[0].number, "cat")
    assert session.piles() == before


def test_stopped_at_any_moment_nothing_is_left_behind(engine, flat) -> None:
    total = len(run(engine.open_piles(flat))[0])
    shutil.rmtree(flat.parent / "data" / "piles")
    (flat.parent / "data" / "features.sqlite").unlink()
    for stop in range(1, total, 5):
        opening = engine.open_piles(flat)
        for _ in range(stop):
            next(opening, None)
        opening.close()
    assert opened(engine, flat).piles().photos == 24


def test_names_are_suggested(engine, flat) -> None:
    _, names = run(engine.suggest_names(sorted(flat.iterdir())[:3]))
    assert 1 <= len(names) <= 5


def test_a_slider_is_one_change(engine, flat) -> None:
    session = opened(engine, flat)
    named = session.name(session.repile(3).piles[0].number, "disc")
    for count in (4, 5, 6):
        piles = session.repile(count)
    assert len(piles.piles) == 6
    assert piles.undo_steps == named.undo_steps + 1
    assert session.undo().piles == named.piles
    assert len(session.repile(4).piles) == 4
    assert session.undo().piles == named.piles


def test_photos_from_elsewhere_come_to_the_piles_and_stay(engine, flat, tmp_path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    for path in sorted(flat.iterdir())[:3]:
        path.rename(new / path.name)
    session = opened(engine, flat)
    assert session.piles().photos == 21
    more = run(engine.open_piles(flat, others=[new]))[1].piles()
    assert more.photos == 24
    assert opened(engine, flat).piles() == more
    shutil.rmtree(new)
    assert opened(engine, flat).piles().photos == 21


def test_each_photo_is_asked_about_once_though_others_are_gone(engine, flat) -> None:
    for pile in opened(engine, flat).piles().piles:
        opened(engine, flat).name(pile.number, kind(pile.photos[0]))
    for path in sorted(flat.iterdir())[:6]:
        path.unlink()
    session, seen = opened(engine, flat), []
    for place in range(12):
        question = session.next_question()
        seen.append(question.photo)
        if place == 3:
            session.skip(question)
        else:
            piles = session.answer(question, kind(question.photo))
    assert len(set(seen)) == 12
    assert piles.judged >= 5


def test_a_new_pile_does_not_take_the_number_of_one_that_is_gone(engine, flat, tmp_path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    gone = max(opened(engine, flat).piles().piles, key=lambda pile: pile.number).photos
    for path in gone:
        path.rename(away / path.name)
    session = opened(engine, flat)
    stray = session.piles().piles[0].photos[:1]
    number = next(pile.number for pile in session.move(stray, None).piles if pile.photos == stray)
    session.name(number, "cat")
    for path in gone:
        (away / path.name).rename(path)
    piles = opened(engine, flat).piles().piles
    assert [pile.photos for pile in piles if pile.name] == [stray]
    assert any(set(gone) == set(pile.photos) for pile in piles)


def test_photos_that_are_gone_are_merged_with_their_pile(engine, flat, tmp_path) -> None:
    session = opened(engine, flat)
    first, second = session.repile(2).piles
    session.name(first.number, "cat")
    session.name(second.number, "tabby")
    away = second.photos[0]
    away.rename(tmp_path / away.name)
    opened(engine, flat).merge([first.number, second.number])
    (tmp_path / away.name).rename(away)
    (merged,) = opened(engine, flat).piles().piles
    assert (merged.name, len(merged.photos)) == ("cat", 24)


def test_what_changes_nothing_is_no_step(engine, flat) -> None:
    session = opened(engine, flat)
    stray = session.piles().piles[0].photos[:1]
    once = session.throw_out(stray)
    assert session.throw_out(stray) == once


def test_piles_can_be_looked_at_where_nothing_can_be_written(engine, flat, monkeypatch) -> None:
    piles = opened(engine, flat).piles()

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("effnet_desktop.engine.piles.pile_files.write_photos", full)
    monkeypatch.setattr("effnet_desktop.engine.piles.pile_files.write_history", full)
    session = opened(engine, flat)
    assert session.piles() == piles
    with pytest.raises(StorageError):
        session.name(piles.piles[0].number, "cat")
    assert session.piles() == piles


def test_few_photos_make_few_piles(engine, flat) -> None:
    assert len(opened(engine, flat).piles().piles) == 4  # of 24 photos
