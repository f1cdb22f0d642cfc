"""Packed answers say what they said, in less memory."""

import tracemalloc
from pathlib import Path

import pytest
from fake_engine import CPU, breeds

from effnet_desktop.engine.classifying.groups import imagenet_categories
from effnet_desktop.engine.records.classifying import Category, Classification, Group, Prediction, Timings
from effnet_desktop.gui.classify.packing import Packing
from effnet_desktop.gui.classify.photo_model import PhotoModel

BYTES = 700  # of memory for an answer with five predictions


def answer_of(path: Path, categories: tuple[Category, ...]) -> Classification:
    """An answer with five predictions, in which only names and groups are shared with others."""
    number = int(path.stem)
    predictions = tuple(
        Prediction(category.name, place, (1 + number % 7 + place) / 10_000, category.japanese, category.groups)
        for place, category in list(enumerate(categories))[number % 900 : number % 900 + 5]
    )
    return Classification(path, "lite0", predictions, Timings(number + 0.1, number + 0.2, number + 0.3), CPU)


@pytest.fixture
def categories():
    return imagenet_categories()


def test_a_packed_answer_equals_what_it_was(categories):
    packing = Packing()
    some = answer_of(Path("/photos/3.jpg"), categories)
    for answer in (some, some, breeds(Path("/photos/dog.jpg"))):
        packed = packing.pack(answer)
        assert packed == answer
        assert answer == packed
        assert packing.pack(packed) is packed
        assert len(packed.predictions) == len(answer.predictions)
        assert [packed.predictions[place] for place in range(-1, 2)] == [
            answer.predictions[place] for place in range(-1, 2)
        ]
        assert packed.predictions[1:] == answer.predictions[1:]
        assert hash(packed.predictions) == hash(answer.predictions)


def test_categories_of_one_name_that_differ_stay_apart():
    dog = Group("dog", "犬")
    of_two = [
        (Prediction("cat", 0, 0.5), Prediction("spaniel", 1, 0.3, "スパニエル", (dog,))),
        (Prediction("cat", 0, 0.6), Prediction("spaniel", 1, 0.4)),
    ]
    answers = [Classification(Path("/photo.jpg"), "lite0", some, Timings(1, 2, 3), CPU) for some in of_two]
    packing = Packing()
    packed = [packing.pack(answer) for answer in answers * 2]
    assert packed == answers * 2
    assert len(packing._known) == 3  # however often they take turns


def test_an_answer_in_the_list_takes_little_memory(categories):
    count = 1000
    photos = PhotoModel()
    photos.set_categories(categories)
    photos.add(Path(f"/photos/{number}.jpg") for number in range(2 * count))
    for photo in photos.all[:count]:  # after which all names, groups and entries are there
        photos.set_result(answer_of(photo.path, categories))
    tracemalloc.start()
    try:
        for photo in photos.all[count:]:
            photos.set_result(answer_of(photo.path, categories))
        assert tracemalloc.get_traced_memory()[0] / count < BYTES
    finally:
        tracemalloc.stop()
    assert photos.photo(count).classification == answer_of(photos.photo(count).path, categories)
