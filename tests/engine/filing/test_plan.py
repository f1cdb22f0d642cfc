"""What filing would do, known before anything happens."""

import os
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from effnet_desktop.engine.records.classifying import Group

Usage = namedtuple("Usage", "total used free")


def places(plan) -> dict[str, str]:
    return {item.source.name: "/".join(item.parts) for item in plan.to_do}


def test_the_tree_has_counts_and_bytes_and_nothing_has_happened(photo, planned, target) -> None:
    plan = planned(photo("1.jpg", "cat", "xx"), photo("2.jpg", "dog", "yyy"), photo("3.jpg", "cat", "z"))
    assert [(each.name, each.photos, each.companions, each.size) for each in plan.folders] == [
        ("cat", 2, 0, 3),
        ("dog", 1, 0, 3),
    ]
    assert plan.size == 6
    assert plan.free > 0
    assert plan.problems == ()
    assert not target.exists()


def test_a_person_wins_over_the_model(photo, planned) -> None:
    plan = planned(photo("1.jpg", "cat", confidence=0.1, is_unsure=True, correction="fox"), min_confidence=0.5)
    assert places(plan) == {"1.jpg": "fox/1.jpg"}


def test_photos_of_no_category_get_a_folder_or_are_left(photo, planned) -> None:
    photos = (
        photo("1.jpg", is_novel=True),
        photo("2.jpg", is_novel=True, is_unsure=True),
        photo("3.jpg", is_novel=True, correction="fox"),
        photo("4.jpg"),
    )
    assert places(planned(*photos)) == {
        "1.jpg": "none of these/1.jpg",
        "2.jpg": "none of these/2.jpg",
        "3.jpg": "fox/3.jpg",
        "4.jpg": "cat/4.jpg",
    }
    assert places(planned(*photos, none=" odd "))["1.jpg"] == "odd/1.jpg"
    plan = planned(*photos, none=None)
    assert places(plan) == {"3.jpg": "fox/3.jpg", "4.jpg": "cat/4.jpg"}
    assert [(path.name, str(why)) for path, why in plan.left] == [(f"{n}.jpg", "none of these") for n in (1, 2)]


def test_unsure_photos_get_a_folder_or_are_left(photo, planned) -> None:
    photos = photo("1.jpg", confidence=0.4), photo("2.jpg", is_unsure=True), photo("3.jpg")
    assert places(planned(*photos, min_confidence=0.5, unsure="look")) == {
        "1.jpg": "look/1.jpg",
        "2.jpg": "look/2.jpg",
        "3.jpg": "cat/3.jpg",
    }
    plan = planned(*photos, min_confidence=0.5, unsure=None)
    assert places(plan) == {"3.jpg": "cat/3.jpg"}
    assert [(path.name, str(why)) for path, why in plan.left] == [("1.jpg", "unsure"), ("2.jpg", "unsure")]


def test_companions_are_counted_and_share_the_number(photo, planned) -> None:
    for name in ("b/1.jpg.xmp", "b/1.mov"):
        photo(name)
    plan = planned(photo("a/1.jpg"), photo("b/1.jpg"))
    assert sorted("/".join(item.parts) for item in plan.to_do) == [
        "cat/1 (2).jpg",
        "cat/1 (2).jpg.xmp",
        "cat/1 (2).mov",
        "cat/1.jpg",
    ]
    assert plan.folders[0].companions == 2
    assert plan.count("renamed") == 1
    assert plan.count("renamed", companions=True) == 2


def test_a_raw_goes_where_its_jpeg_goes_whatever_is_said_of_it(photo, planned) -> None:
    plan = planned(photo("1.CR2", "dog"), photo("1.jpg", "cat"), photo("2.dng", "fox"))
    assert places(plan) == {"1.jpg": "cat/1.jpg", "1.CR2": "cat/1.CR2", "2.dng": "fox/2.dng"}
    plan = planned(photo("1.CR2", "dog"), photo("1.jpg", is_unsure=True), unsure=None)
    assert places(plan) == {}


def test_a_name_that_is_taken_gets_a_number_or_is_left(photo, planned, target) -> None:
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "1.JPG").write_text("another")
    one = photo("1.jpg")
    assert places(planned(one)) == {"1.jpg": "cat/1 (2).jpg"}
    plan = planned(one, rename_conflicts=False)
    assert plan.to_do == ()
    assert plan.count("conflict") == 1


def test_the_same_content_is_there_already_under_its_number_too(photo, planned, target) -> None:
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "1.jpg").write_text("another")
    (target / "cat" / "1 (2).jpg").write_text("1.jpg")
    plan = planned(photo("1.jpg"))
    assert plan.to_do == ()
    assert plan.count("there") == 1


def test_the_structure_is_kept_below_the_root_that_is_nearest(photo, planned, tmp_path) -> None:
    photos = photo("2024/may/1.jpg"), photo("2.jpg")
    roots = tmp_path / "photos", tmp_path / "photos" / "2024"
    plan = planned(*photos, roots=roots, keep_structure=True)
    assert places(plan) == {"1.jpg": "cat/may/1.jpg", "2.jpg": "cat/2.jpg"}


def test_folders_that_differ_in_case_only_are_one(photo, planned, tmp_path) -> None:
    plan = planned(photo("May/1.jpg"), photo("may/1.jpg"), roots=(tmp_path / "photos",), keep_structure=True)
    assert sorted("/".join(item.parts) for item in plan.to_do) == ["cat/May/1 (2).jpg", "cat/May/1.jpg"]


def test_names_that_windows_refuses_are_changed_and_said(photo, planned) -> None:
    photo("a:b.xmp")
    plan = planned(photo("a:b.jpg", "CON"))
    assert sorted("/".join(item.parts) for item in plan.to_do) == ["CON_/a_b.jpg", "CON_/a_b.xmp"]
    said = " ".join(map(str, plan.notes))
    assert "CON_" in said
    assert "a:b.jpg -> a_b.jpg" in said


def test_long_paths_are_said_and_names_that_no_disk_takes_fail(photo, planned, target) -> None:
    folder = Path(*["x" * 100] * 3)
    plan = planned(photo(f"{folder}/1.jpg"), roots=(target.parent / "photos",), keep_structure=True)
    assert "too long" in " ".join(map(str, plan.notes))
    plan = planned(photo("y" * 250 + ".jpg"), photo("y" * 250 + ".JPG"))
    assert [failed.path.suffix for failed in plan.failed] == [".JPG"]  # with its number it would be
    plan = planned(photo(":" * 10 + "犬" * 80 + ".jpg"))  # 254 bytes
    assert len(plan.to_do) == 1


def test_paths_that_the_system_does_not_take_are_said(photo, planned, target) -> None:
    one = photo("1.jpg")
    for folder in (target / ("x" * 300), target.joinpath(*["x" * 200] * 25)):
        assert "is too long" in str(planned(one, target=folder).problems[0])
    deep = "/".join(["y" * 200] * 15)
    far = target.joinpath(*["x" * 200] * 10)
    plan = planned(one, photo(f"{deep}/2.jpg"), target=far, roots=(one.path.parent,), keep_structure=True)
    assert ["too long" in str(failed.error) for failed in plan.failed] == [True]
    assert places(plan) == {"1.jpg": "cat/1.jpg"}


def test_a_full_disk_is_said_before(photo, planned, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10, 9, 1))
    one = photo("1.jpg", content="12")
    assert "too little room" in str(planned(one).problems[0])
    assert planned(one, way="link").problems == ()
    assert planned(one, way="move").problems == ()  # on its own disk


def test_nothing_can_be_filed_into_a_file(photo, planned, tmp_path) -> None:
    (tmp_path / "file").touch()
    assert "is a file" in str(planned(photo("1.jpg"), target=tmp_path / "file").problems[0])
    assert "is a file" in str(planned(photo("1.jpg"), target=tmp_path / "file" / "below").problems[0])


def test_folders_that_nothing_can_be_put_into_or_moved_out_of_are_said(photo, planned, target, monkeypatch) -> None:
    inner, outer = photo("closed/1.jpg"), photo("2.jpg", "dog")
    (target / "cat").mkdir(parents=True)
    closed = {str(inner.path.parent)}
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) not in closed)
    assert planned(inner, outer).failed == ()
    [failed] = planned(inner, outer, way="move").failed
    assert (failed.path, "moved out" in str(failed.error)) == (inner.path, True)
    closed = {str(target / "cat")}
    [failed] = planned(inner, outer).failed
    assert failed.path == inner.path
    assert str(target / "cat") in str(failed.error)


def test_a_link_below_the_target_is_never_followed(photo, planned, target, tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target.mkdir()
    (target / "cat").symlink_to(tmp_path / "elsewhere")
    plan = planned(photo("1.jpg"))
    assert plan.to_do == ()
    assert "link" in str(plan.failed[0].error)


def test_a_target_that_is_a_link_itself_is_what_it_links_to(photo, planned, tmp_path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert planned(photo("1.jpg"), target=tmp_path / "link").config.target == (tmp_path / "real").resolve()


def test_what_was_filed_into_the_source_is_left(photo, planned, tmp_path) -> None:
    photos = photo("1.jpg"), photo("sorted/dog/2.jpg", "cat")
    plan = planned(*photos, target=tmp_path / "photos" / "sorted", roots=(tmp_path / "photos",))
    assert places(plan) == {"1.jpg": "cat/1.jpg"}
    assert [path.name for path, _ in plan.left] == ["2.jpg"]


def test_the_source_may_lie_in_the_target_and_what_is_in_its_folder_stays(photo, planned, tmp_path) -> None:
    photos = photo("inbox/1.jpg"), photo("cat/2.jpg", "cat"), photo("cat/3.jpg", "dog")
    plan = planned(*photos, target=tmp_path / "photos", roots=(tmp_path / "photos",), way="move")
    assert places(plan) == {"1.jpg": "cat/1.jpg", "3.jpg": "dog/3.jpg"}
    assert plan.count("in place") == 1


def test_photos_that_cannot_be_filed_are_named(photo, planned, tmp_path) -> None:
    gone, link = photo("1.jpg"), photo("2.jpg")
    gone.path.unlink()
    link.path.rename(tmp_path / "real.jpg")
    link.path.symlink_to(tmp_path / "real.jpg")
    plan = planned(gone, link, way="move")
    assert [failed.path.name for failed in plan.failed] == ["1.jpg", "2.jpg"]
    assert places(planned(link)) == {"2.jpg": "cat/2.jpg"}


def test_a_photo_that_is_named_twice_is_filed_once(photo, planned) -> None:
    one = photo("1.jpg")
    assert len(planned(one, one).items) == 1


def test_a_photo_is_filed_once_by_whatever_paths_it_is_given(photo, planned, tmp_path, monkeypatch) -> None:
    one = photo("1.jpg")
    (tmp_path / "link").symlink_to(one.path.parent)
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path / "link" / "1.jpg", Path("photos/1.jpg"), Path("photos/../photos/1.jpg")]
    assert len(planned(one, *(replace(one, path=path) for path in paths)).items) == 1


def test_groups_take_the_place_of_imagenet_s_categories(photo, planned) -> None:
    photos = [
        photo("1.jpg", "tabby", is_imagenet=True),
        photo("2.jpg", "tabby", is_imagenet=True, confidence=0.1),
        photo("3.jpg", "tabby", is_imagenet=True, confidence=0.1, is_unsure=True, group=Group("mammal", "哺乳類")),
        photo("4.jpg", "tench", is_imagenet=True, correction="Shih-Tzu"),
        photo("5.jpg", "tench", is_imagenet=True, correction="our cat"),
        photo("6.jpg", "tabby"),  # a category that a user has named
        photo("7.jpg", "tabby", is_imagenet=True, is_unsure=True, group=Group("cat", "猫"), group_confidence=0.4),
    ]
    folders = {
        name: place.split("/")[0] for name, place in places(planned(*photos, by="group", min_confidence=0.5)).items()
    }
    assert folders == {
        "1.jpg": "cat",
        "2.jpg": "unsure",
        "3.jpg": "mammal",
        "4.jpg": "dog",
        "5.jpg": "our cat",
        "6.jpg": "tabby",
        "7.jpg": "unsure",
    }


def test_folders_have_names_in_the_users_language(photo, planned) -> None:
    photos = [photo("1.jpg", "tabby", is_imagenet=True), photo("2.jpg", "tabby")]
    assert places(planned(*photos, language="ja")) == {"1.jpg": "キジトラ猫/1.jpg", "2.jpg": "tabby/2.jpg"}
    assert places(planned(photos[0], language="ja", by="group")) == {"1.jpg": "猫/1.jpg"}


def test_an_answer_that_a_person_called_wrong_is_unsure(photo, planned) -> None:
    one = photo("1.jpg", is_rejected=True, confidence=0.99)
    assert places(planned(one)) == {"1.jpg": "unsure/1.jpg"}
    assert places(planned(one, unsure=None)) == {}


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text_are_filed(photo, planned) -> None:
    one = photo("caf\udce9.jpg")
    assert places(planned(one)) == {"caf\udce9.jpg": "cat/caf\udce9.jpg"}
