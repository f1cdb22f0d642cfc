"""What is shown of many photos: found, ordered, under headings, counted."""

import dataclasses
from datetime import datetime
from pathlib import Path

import pytest
from fake_engine import CATEGORIES, answer
from hypothesis import given
from hypothesis import strategies as st

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import Judgement, PhotoFailed, Prediction
from effnet_desktop.gui.classify import arrangement
from effnet_desktop.gui.classify.arrangement import GROUPS, SORTS, Arrangement, Query, arrange
from effnet_desktop.gui.classify.entry import of_category
from effnet_desktop.gui.classify.photo_model import ALL, CHANGED, FAILED, LOOK, PhotoModel

FILES = [Path(name) for name in ("/b/photo10.jpg", "/b/photo9.jpg", "/a/Cat.jpg", "/a/bad.jpg", "/a/waits.jpg")]


def sure(path: Path, category: str, share: float, **values):
    result = answer(path, first=category)
    return dataclasses.replace(result, predictions=(Prediction(category, 0, share), *result.predictions[1:]), **values)


@pytest.fixture
def photos(qapp) -> PhotoModel:
    model = PhotoModel()
    model.add(FILES)
    model.set_result(sure(FILES[0], "robin", 0.9, taken=datetime(2026, 5, 2, 23, 59)))
    model.set_result(sure(FILES[1], "tench", 0.4, is_unsure=True, taken=datetime(2026, 5, 1)))
    model.set_result(sure(FILES[2], "robin", 0.6, taken=datetime(2026, 5, 2, 1, 0)))
    model.set_result(PhotoFailed(FILES[3], PhotoError("The file is empty.")))
    return model


def run(photos: PhotoModel, **query) -> Arrangement:
    steps = arrange(photos.all, Query(**query))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def names(photos: PhotoModel, **query) -> list[str]:
    return [photo.path.name for section in run(photos, **query).sections for photo in section.photos]


def test_all_photos_are_shown_in_the_order_in_which_they_came(photos):
    assert names(photos) == [file.name for file in FILES]
    assert names(photos, is_descending=True) == [file.name for file in reversed(FILES)]


def test_each_answer_is_counted(photos):
    assert run(photos).counts == {
        ALL: 5,
        LOOK: 1,
        FAILED: 1,
        of_category("robin"): 2,
        of_category("tench"): 1,
    }


def test_filters_combine_and_counts_follow_all_but_the_answers(photos):
    robin = frozenset((of_category("robin"),))
    assert names(photos, answers=robin) == ["photo10.jpg", "Cat.jpg"]
    assert names(photos, answers=robin, lowest=70) == ["photo10.jpg"]
    assert names(photos, answers=robin | {FAILED}) == ["photo10.jpg", "Cat.jpg", "bad.jpg"]
    assert names(photos, text="PHOTO") == ["photo10.jpg", "photo9.jpg"]
    assert names(photos, text="tench b") == ["photo9.jpg"]  # words of the category and of the folder
    assert names(photos, text="nothing like it") == []
    assert run(photos, text="photo", answers=robin).counts[of_category("tench")] == 1


def test_a_range_of_confidence_leaves_out_what_has_no_answer(photos):
    assert names(photos, highest=99) == ["photo10.jpg", "photo9.jpg", "Cat.jpg"]
    assert names(photos, lowest=40, highest=60) == ["photo9.jpg", "Cat.jpg"]


def test_orders(photos):
    assert names(photos, sort="name") == ["bad.jpg", "Cat.jpg", "photo9.jpg", "photo10.jpg", "waits.jpg"]
    assert names(photos, sort="confidence", is_descending=True)[:3] == ["photo10.jpg", "Cat.jpg", "photo9.jpg"]
    assert names(photos, sort="category")[:3] == ["photo10.jpg", "Cat.jpg", "photo9.jpg"]
    assert names(photos, sort="folder") == ["bad.jpg", "Cat.jpg", "waits.jpg", "photo9.jpg", "photo10.jpg"]
    assert names(photos, sort="taken")[:3] == ["photo9.jpg", "Cat.jpg", "photo10.jpg"]


def test_headings(photos):
    def outline(**query):
        return [(section.key, len(section.photos), section.is_folded) for section in run(photos, **query).sections]

    assert outline(group="category") == [
        (of_category("robin"), 2, False),
        (of_category("tench"), 1, False),
        ("", 2, False),
    ]
    assert outline(group="folder", folded=frozenset(("/a",))) == [("/a", 3, True), ("/b", 2, False)]
    assert outline(group="day") == [("2026-05-01", 1, False), ("2026-05-02", 2, False), ("", 2, False)]


def test_what_the_user_says_wins_over_the_model(photos):
    photos.judge([(photos.photo(1).path, Judgement("robin"))])
    counts = run(photos).counts
    assert counts[of_category("robin")] == 3
    assert counts[LOOK] == 0  # somebody has looked
    assert photos.photo(1).answer == "tench"


def test_an_answer_marked_as_wrong_wants_a_look(photos):
    photos.judge([(photos.photo(0).path, photos.photo(0).mark(is_right=False))])
    assert names(photos, answers=frozenset((LOOK,))) == ["photo10.jpg", "photo9.jpg"]


def test_changed_answers_are_listed_after_another_model(photos):
    photos.outdate()
    photos.set_result(sure(FILES[0], "tench", 0.9))
    photos.set_result(sure(FILES[2], "robin", 0.9))
    assert names(photos, answers=frozenset((CHANGED,))) == ["photo10.jpg"]


@given(st.data())
def test_every_photo_is_shown_once_whatever_the_order_and_the_headings(data):
    """In any number of parts: what the steps come to is what one sort would."""
    model = PhotoModel()
    files = data.draw(st.lists(st.integers(0, 30), unique=True, max_size=20))
    model.add([Path(f"/{number % 3}/photo{number}.jpg") for number in files])
    for photo in list(model.all):
        if category := data.draw(st.sampled_from([None, *CATEGORIES])):
            model.set_result(sure(photo.path, category, data.draw(st.integers(1, 9)) / 10))
    query = {
        "sort": data.draw(st.sampled_from(SORTS)),
        "group": data.draw(st.sampled_from(GROUPS)),
        "is_descending": data.draw(st.booleans()),
    }
    whole = names(model, **query)
    before, arrangement.AT_A_TIME = arrangement.AT_A_TIME, 3
    try:
        assert names(model, **query) == whole
    finally:
        arrangement.AT_A_TIME = before
    assert sorted(whole) == sorted(photo.path.name for photo in model.all)
