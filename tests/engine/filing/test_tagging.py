"""Keywords beside photos, read back by the programs that people use, and taken out again."""

import errno
import os
import shutil
import stat
import subprocess
from dataclasses import replace

import pytest
from killed import tree
from verbs import run

from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.filing import tagging, xmp
from effnet_desktop.engine.records.classifying import Group
from effnet_desktop.engine.records.filing import FileFailed, TagConfig

PICASA = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>beach</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.fixture
def plan_of(engine):
    return lambda *photos, **settings: run(engine.plan_tags(photos, TagConfig(**settings)))[1]


@pytest.fixture
def tag(engine, plan_of):
    """Tags; the failures by name."""

    def do(*photos, **settings):
        plan = plan_of(*photos, **settings)
        events, _ = run(engine.tag_photos(plan))
        failed = [*plan.failed, *(each for each in events if isinstance(each, FileFailed))]
        return {each.path.name: str(each.error) for each in failed}

    return do


def sidecars(tmp_path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (tmp_path / "photos").rglob("*") if path.suffix.lower() == ".xmp"}


@pytest.mark.parametrize(("sidecar", "name"), [("ext", "1.jpg.xmp"), ("stem", "1.xmp")])
def test_a_sidecar_is_made_and_the_photo_is_left_alone(photo, tag, tmp_path, sidecar, name) -> None:
    one = photo("1.jpg")
    before = tree(tmp_path / "photos")["1.jpg"]
    assert tag(one, sidecar=sidecar) == {}
    assert sidecars(tmp_path).keys() == {name}
    assert tree(tmp_path / "photos")["1.jpg"] == before


def test_a_sidecar_that_is_there_is_merged_into_with_its_mode(photo, tag, tmp_path) -> None:
    photo("1.jpg.XMP", content=PICASA).path.chmod(0o600)
    tag(photo("1.jpg"))
    found = sidecars(tmp_path)
    assert found.keys() == {"1.jpg.XMP"}
    assert "<rdf:li>beach</rdf:li><rdf:li>cat</rdf:li>" in found["1.jpg.XMP"].replace("\n", "")
    assert 'xmp:Rating="4"' in found["1.jpg.XMP"]
    assert stat.S_IMODE((tmp_path / "photos" / "1.jpg.XMP").stat().st_mode) == 0o600


def test_which_keywords_a_photo_gets(photo, plan_of) -> None:
    others = (("dog", 0.3), ("fox", 0.1))

    def keywords(*photos, **settings):
        return [[path[-1] for path in item.keywords] for item in plan_of(*photos, **settings).items]

    one = photo("1.jpg", confidence=0.6, others=others)
    assert keywords(one) == [["cat"]]
    assert keywords(one, top=3) == [["cat", "dog", "fox"]]
    assert keywords(one, top=3, min_confidence=0.3) == [["cat", "dog"]]
    assert keywords(photo("2.jpg", correction="owl", others=others, is_unsure=True), top=3) == [["owl"]]
    plan = plan_of(
        photo("3.jpg", is_unsure=True),
        photo("4.jpg", confidence=0.2),
        photo("5.jpg", is_novel=True),
        min_confidence=0.3,
    )
    assert plan.items == ()
    assert [str(why) for _, why in plan.left] == ["unsure", "unsure", "none of these"]


def test_photos_of_one_stem_share_their_sidecar(photo, tag, tmp_path) -> None:
    tag(photo("1.jpg", "cat"), photo("1.heic", "dog"), sidecar="stem")
    found = sidecars(tmp_path)
    assert found.keys() == {"1.xmp"}
    assert xmp.missing(found["1.xmp"].encode(), xmp.keywords_of([("cat",), ("dog",)])) == {}


def test_a_photo_is_tagged_once_by_whatever_paths_it_is_given(photo, plan_of, tmp_path) -> None:
    one = photo("1.jpg")
    (tmp_path / "link").symlink_to(one.path.parent)
    assert len(plan_of(one, replace(one, path=tmp_path / "link" / "1.jpg")).items) == 1


def test_broader_groups_come_first(photo) -> None:
    one = photo("1.jpg", "tabby", is_imagenet=True)
    assert run(tagging.plan_tags([one], TagConfig()))[1].items[0].keywords == (("animal", "mammal", "cat", "tabby"),)
    (keywords,) = run(tagging.plan_tags([one], TagConfig(language="ja")))[1].items[0].keywords
    assert keywords[0] == "動物"
    assert run(tagging.plan_tags([photo("2.jpg", "tabby")], TagConfig()))[1].items[0].keywords == (("tabby",),)


def test_the_group_that_is_sure_is_the_keyword_where_no_category_is(photo, plan_of) -> None:
    known = {"is_imagenet": True, "confidence": 0.4, "group": Group("cat", "猫"), "group_confidence": 0.85}
    unsure = photo("1.jpg", "tabby", is_unsure=True, **known)
    assert plan_of(unsure).items[0].keywords == (("animal", "mammal", "cat"),)
    assert plan_of(photo("2.jpg", "tabby", **known), min_confidence=0.5).items[0].keywords == (
        ("animal", "mammal", "cat"),
    )
    assert plan_of(photo("3.jpg", "tabby", **known)).items[0].keywords == (("animal", "mammal", "cat", "tabby"),)
    assert plan_of(unsure, min_confidence=0.9).items == ()
    assert plan_of(photo("4.jpg", "tabby", is_rejected=True, **known)).items == ()


def test_a_second_run_has_nothing_to_do(photo, tag, plan_of, engine) -> None:
    one = photo("1.jpg")
    tag(one)
    plan = plan_of(one)
    assert (plan.items, plan.tagged) == ((), 1)
    assert run(engine.tag_photos(plan))[1].run == ""
    assert len(engine.filing_runs()) == 1


def test_sidecars_that_cannot_be_used_are_refused_by_name(photo, tag, tmp_path) -> None:
    photo("1.jpg.xmp", content="<x>")
    (tmp_path / "photos" / "2.jpg.xmp").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "photos" / "3.jpg.xmp").mkdir()
    gone = photo("4.jpg")
    gone.path.unlink()
    failed = tag(photo("1.jpg"), photo("2.jpg"), photo("3.jpg"), gone, photo("5.jpg"))
    assert failed.keys() == {"1.jpg.xmp", "2.jpg.xmp", "3.jpg.xmp", "4.jpg"}
    assert (tmp_path / "photos" / "1.jpg.xmp").read_text() == "<x>"
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "photos" / "5.jpg.xmp").exists()


def test_a_write_protected_sidecar_stays_as_it_is(photo, tag, plan_of, engine, tmp_path) -> None:
    old = photo("1.jpg.xmp", content=PICASA).path
    one, two = photo("1.jpg"), photo("2.jpg")
    plan = plan_of(one)
    old.chmod(0o444)
    before = tree(old.parent)
    assert "write-protected" in tag(one, two)["1.jpg.xmp"]
    made = tmp_path / "photos" / "2.jpg.xmp"
    made.chmod(0o444)
    [left] = run(engine.undo_filing())[1].left
    assert (left.path, "write-protected" in str(left.error)) == (made, True)
    made.chmod(0o644)
    assert run(engine.undo_filing(engine.filing_runs()[0].name))[1].left == ()
    [failed] = [each for each in run(engine.tag_photos(plan))[0] if isinstance(each, FileFailed)]
    assert "write-protected" in str(failed.error)
    assert tree(old.parent)["1.jpg.xmp"] == before["1.jpg.xmp"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes")
def test_extended_attributes_of_a_sidecar_stay(photo, tag, engine) -> None:
    sidecar = photo("1.jpg.xmp", content=PICASA).path
    try:
        os.setxattr(sidecar, "user.xdg.tags", b"mine")
    except OSError:
        pytest.skip("this disk knows none")
    os.utime(sidecar, ns=(10**18, 10**18))
    tag(photo("1.jpg"))
    assert os.getxattr(sidecar, "user.xdg.tags") == b"mine"
    assert sidecar.stat().st_mtime_ns > 10**18  # who watches for changes sees one
    run(engine.undo_filing())
    assert os.getxattr(sidecar, "user.xdg.tags") == b"mine"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_sidecar_that_cannot_be_written_is_said(photo, plan_of, engine, tmp_path, monkeypatch, code) -> None:
    plan = plan_of(photo("1.jpg"), photo("2.jpg"))
    before = tree(tmp_path / "photos")

    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tagging, "_write", refuse)
    if code == errno.ENOSPC:
        with pytest.raises(StorageError, match=r"cannot be written: No space.*effnet-desktop undo"):
            run(engine.tag_photos(plan))
    else:
        errors = [str(each.error) for each in run(engine.tag_photos(plan))[0] if isinstance(each, FileFailed)]
        assert errors == ["The sidecar cannot be written: Read-only file system."] * 2
    assert run(engine.undo_filing())[1].left == ()
    assert tree(tmp_path / "photos") == before


def test_a_sidecar_that_changes_meanwhile_is_left(photo, plan_of, engine, monkeypatch, tmp_path) -> None:
    old = photo("1.jpg.xmp", content=PICASA).path
    plan = plan_of(photo("1.jpg"))
    real = tagging._put_in_place

    def change_first(written):
        old.write_text(PICASA + "<!-- mine -->")
        real(written)

    monkeypatch.setattr(tagging, "_put_in_place", change_first)
    assert run(engine.tag_photos(plan))[1].failed == 1
    assert old.read_text() == PICASA + "<!-- mine -->"
    assert not [name for name in os.listdir(tmp_path / "photos") if "part" in name]


def test_undo_brings_back_every_byte_and_time(photo, tag, engine, tmp_path) -> None:
    old = photo("1.jpg.xmp", content=PICASA).path
    os.utime(old, ns=(10**18, 10**18 + 7))
    photos = photo("1.jpg"), photo("sub/2.jpg")
    before = tree(tmp_path / "photos")
    tag(*photos)
    assert len(sidecars(tmp_path)) == 2
    assert run(engine.undo_filing())[1].files == 2
    assert tree(tmp_path / "photos") == before


def test_undo_takes_out_just_what_was_put_in(photo, tag, engine, tmp_path) -> None:
    photo("1.jpg.xmp", content=PICASA)
    tag(photo("1.jpg"), photo("2.jpg"))
    for name in ("1.jpg.xmp", "2.jpg.xmp"):
        sidecar = tmp_path / "photos" / name
        data, _ = xmp.add(sidecar.read_bytes(), xmp.keywords_of([("mine",)]))
        sidecar.write_bytes(data)
    run(engine.undo_filing())
    for text in sidecars(tmp_path).values():
        assert ">cat<" not in text
        assert ">mine<" in text
    assert "beach" in sidecars(tmp_path)["1.jpg.xmp"]


def test_keywords_of_a_later_run_are_not_taken_out(photo, tag, engine, tmp_path) -> None:
    one = photo("1.jpg")
    tag(one)
    [first] = engine.filing_runs()
    run(engine.undo_filing())
    tag(one)
    assert run(engine.undo_filing(first.name))[1].files == 0
    assert sidecars(tmp_path).keys() == {"1.jpg.xmp"}


def test_undo_leaves_no_empty_property_of_its_own(photo, tag, engine, tmp_path) -> None:
    empty = '<dc:title/><lr:hierarchicalSubject xmlns:lr="http://ns.adobe.com/lightroom/1.0/"><rdf:Bag/>'
    photo("1.jpg.xmp", content=PICASA.replace("<dc:subject>", f"{empty}</lr:hierarchicalSubject><dc:subject>"))
    tag(photo("1.jpg"), photo("2.jpg"))
    for name in ("1.jpg.xmp", "2.jpg.xmp"):
        sidecar = tmp_path / "photos" / name
        data, _ = xmp.add(sidecar.read_bytes(), {(xmp.DC, "subject"): ["mine"]})
        sidecar.write_bytes(data)
    run(engine.undo_filing())
    one, two = (xmp.properties_of(text.encode()) for _, text in sorted(sidecars(tmp_path).items()))
    assert one == {(xmp.DC, "subject"), (xmp.LIGHTROOM, "hierarchicalSubject")}  # they were there before
    assert two == {(xmp.DC, "subject")}


@pytest.fixture
def tagged(photo, tag, tmp_path):
    photo("1.jpg.xmp", content=PICASA)
    tag(photo("1.jpg", "dog & 犬", others=(("cat", 0.2),)), photo("2.jpg"), top=2)
    return tmp_path / "photos" / "1.jpg.xmp", tmp_path / "photos" / "2.jpg.xmp"


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_reads_them(tagged) -> None:
    command = ["exiftool", "-s3", "-sep", ";", "-Subject", "-HierarchicalSubject", "-TagsList", "-Rating"]
    first, second = (
        subprocess.run([*command, path], capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
        for path in tagged
    )
    assert first == ["beach;dog & 犬;cat", "dog & 犬;cat", "dog & 犬;cat", "4"]
    assert second == ["cat", "cat", "cat"]
    for path in tagged:
        checked = subprocess.run(["exiftool", "-validate", "-warning", "-a", path], capture_output=True, text=True)
        assert "Validate                        : OK" in checked.stdout


@pytest.mark.skipif(shutil.which("exiv2") is None, reason="exiv2 is not installed")
def test_exiv2_reads_them(tagged) -> None:
    output = subprocess.run(["exiv2", "-PXkyv", tagged[0]], capture_output=True, encoding="utf-8", check=True).stdout
    found = {tuple(line.split(maxsplit=2)[:2]): line.split(maxsplit=2)[2] for line in output.splitlines()}
    assert found["Xmp.dc.subject", "XmpBag"] == "beach, dog & 犬, cat"
    assert found["Xmp.lr.hierarchicalSubject", "XmpBag"] == "dog & 犬, cat"
    assert found["Xmp.digiKam.TagsList", "XmpSeq"] == "dog & 犬, cat"
