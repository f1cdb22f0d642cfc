"""What filing is told of the photos in the list."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import answer

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import Judgement, PhotoFailed
from effnet_desktop.gui.classify.answered import answered
from effnet_desktop.gui.classify.photo_model import PhotoModel
from effnet_desktop.gui.wording import answer_line

ONE, TWO = Path("/photos/1.jpg"), Path("/photos/2.jpg")


@pytest.fixture
def photos(qapp) -> PhotoModel:
    photos = PhotoModel()
    photos.add([ONE, TWO])
    return photos


def test_the_answer_with_its_runners_up(photos) -> None:
    result = answer(ONE)
    photos.set_result(result)
    (photo,) = answered(photos.all)  # the second one has no answer yet
    best, *others = result.predictions
    assert (photo.path, photo.category, photo.confidence) == (ONE, best.category, best.probability)
    assert photo.others == tuple((other.category, other.probability) for other in others)
    assert (photo.is_unsure, photo.correction) == (result.is_unsure, None)


def test_what_the_user_said_wins_and_what_is_wrong_is_unsure(photos) -> None:
    for path in (ONE, TWO):
        photos.set_result(answer(path))
    photos.judge([(ONE, Judgement("dodo")), (TWO, Judgement(None, answer(TWO).predictions[0].category))])
    one, two = answered(photos.all)
    assert one.correction == "dodo"
    assert (two.correction, two.is_rejected) == (None, True)


def test_neither_outdated_answers_nor_what_cannot_be_read(photos) -> None:
    photos.set_result(answer(ONE))
    photos.outdate()
    photos.set_result(PhotoFailed(TWO, PhotoError("The file is empty.")))
    assert answered(photos.all) == []


def test_a_moved_photo_keeps_what_is_known_of_it(photos) -> None:
    photos.set_result(answer(ONE))
    photos.judge([(ONE, Judgement("dodo"))])
    new = Path("/sorted/dodo/1.jpg")
    photos.relocate([(ONE, new), (Path("/photos/1.xmp"), Path("/sorted/dodo/1.xmp"))])
    photo = photos.find(new)
    assert photos.find(ONE) is None
    assert (photo.confirmed, photo.folder, photo.result.path) == ("dodo", str(new.parent), new)
    assert "sorted" in photo.path_text
    assert photos.counts.photos == 2


@pytest.mark.parametrize(
    ("said", "is_unsure", "heard"),
    [
        (None, False, ""),
        (None, True, " · unsure"),
        (Judgement(answer(ONE).predictions[0].category), False, " · right"),
        (Judgement("dodo"), True, " · unsure · wrong"),
    ],
)
def test_screen_readers_hear_whether_an_answer_is_right(photos, said, is_unsure, heard) -> None:
    photos.set_result(replace(answer(ONE), is_unsure=is_unsure, judgement=said, truth=None))
    photo = photos.find(ONE)
    spoken = photos.data(photos.index(photo.row))
    assert spoken == f"1.jpg: {answer_line(photo.classification)}{heard}"
