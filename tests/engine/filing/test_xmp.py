"""Keywords are put in and taken out; every other byte stays."""

import pytest

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.filing import xmp

DOG = xmp.keywords_of([("animal", "dog")])

DARKTABLE = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:darktable="http://darktable.sf.net/"
   darktable:xmp_version="5" darktable:params="gz12eJxjYG&amp;">
   <!-- a comment -->
   <dc:subject>
    <rdf:Bag>
     <rdf:li>holiday &amp; beach</rdf:li>
     <rdf:li>dog</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject><rdf:Seq/></lr:hierarchicalSubject>
   <darktable:history><rdf:Seq><rdf:li darktable:num="0"/></rdf:Seq></darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

LIGHTROOM = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\r\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\r\n'
    '<r:Description r:about="uuid:1" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/>\r\n'
    '<r:Description r:about="uuid:1" xmlns:d="http://purl.org/dc/elements/1.1/"><d:title><r:Alt>'
    '<r:li xml:lang="x-default"><![CDATA[a <b> ]]></r:li></r:Alt></d:title>'
    "<d:subject><r:Bag><r:li>犬</r:li></r:Bag></d:subject></r:Description>"
    '</r:RDF></x:xmpmeta>\r\n          \r\n<?xpacket end="w"?>'
)


def without(text: str, *lines: str) -> str:
    for line in lines:
        assert line in text
        text = text.replace(line, "", 1)
    return text


def test_only_what_is_missing_is_put_in() -> None:
    new, _ = xmp.add(DARKTABLE.encode(), DOG)
    text = new.decode()
    assert xmp.missing(DARKTABLE.encode(), DOG) == {**DOG, (xmp.DC, "subject"): ["animal"]}
    assert xmp.missing(new, DOG) == {}
    assert text.count("<rdf:li>dog</rdf:li>") == 1
    assert "\n     <rdf:li>animal</rdf:li>\n    </rdf:Bag>" in text
    assert "<rdf:Seq><rdf:li>animal|dog</rdf:li></rdf:Seq></lr:hierarchicalSubject>" in text
    before, _, rest = text.partition("\n  <rdf:Description xmlns:rdf=")
    tags, _, after = rest.partition("</rdf:Description>")
    assert "animal/dog" in tags
    rest = without(before + after, "\n     <rdf:li>animal</rdf:li>")
    assert rest.replace("<rdf:Seq><rdf:li>animal|dog</rdf:li></rdf:Seq>", "<rdf:Seq/>") == DARKTABLE


@pytest.mark.parametrize("text", [DARKTABLE, LIGHTROOM, xmp.NEW_SIDECAR.decode()])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_whatever_the_encoding_it_stays_and_all_can_be_reverted(text: str, encoding: str) -> None:
    text = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-be").removesuffix("-sig")}"')
    old = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    words = xmp.keywords_of([("猫",), ("a & b", "<c>")])
    new, reversal = xmp.add(old, words)
    assert new != old
    assert new[:2] == old[:2]
    assert xmp.missing(new, words) == {}
    assert "猫" in new.decode("utf-16" if encoding.startswith("utf-16") else "utf-8")
    assert xmp.revert(new, reversal) == old
    assert xmp.add(new, words)[0] == new


def test_what_the_encoding_lacks_is_written_as_a_reference() -> None:
    old = DARKTABLE.replace("UTF-8", "ISO-8859-1").replace("a comment", "é").encode("latin-1")
    words = xmp.keywords_of([("犬",)])
    new, reversal = xmp.add(old, words)
    assert b"&#29356;" in new
    assert xmp.missing(new, words) == {}
    assert xmp.revert(new, reversal) == old


def test_the_subject_of_the_other_descriptions_is_taken_over() -> None:
    new, _ = xmp.add(LIGHTROOM.encode(), DOG)
    assert new.decode().count('about="uuid:1"') == 3
    assert "<r:li>犬</r:li><r:li>animal</r:li><r:li>dog</r:li></r:Bag>" in new.decode()


def test_just_the_named_keywords_are_taken_out() -> None:
    new, _ = xmp.add(DARKTABLE.encode(), DOG)
    changed = new.replace(b"a comment", b"another comment")
    out = xmp.remove(changed, {(xmp.DC, "subject"): ["animal"], (xmp.LIGHTROOM, "hierarchicalSubject"): ["animal|dog"]})
    text = out.decode()
    assert "<rdf:li>dog</rdf:li>" in text
    assert "another comment" in text
    assert "<rdf:li>animal</rdf:li>" not in text
    assert "animal|dog" not in text
    assert "animal/dog" in text
    assert xmp.missing(out, xmp.keywords_of([("holiday & beach",)])).keys() == {
        (xmp.LIGHTROOM, "hierarchicalSubject"),
        (xmp.DIGIKAM, "TagsList"),
    }


def test_blanks_around_a_keyword_do_not_count() -> None:
    old = DARKTABLE.replace("<rdf:li>dog</rdf:li>", "<rdf:li>\n      dog\n     </rdf:li>")
    assert xmp.missing(old.encode(), {(xmp.DC, "subject"): ["dog"]}) == {}


def test_a_large_sidecar_is_read_once_and_not_once_an_element() -> None:
    class Counted(bytes):
        copied = 0

        def __getitem__(self, place):
            found = super().__getitem__(place)
            Counted.copied += len(found) if isinstance(place, slice) else 1
            return found

    masks = "".join(f"<rdf:li>{number}</rdf:li>\n" for number in range(2000))
    text = DARKTABLE.replace("<rdf:Seq/>", f"<rdf:Seq>{masks}</rdf:Seq>").encode()
    xmp._parse(Counted(text))
    assert Counted.copied < 2 * len(text)


def test_letters_that_part_levels_or_that_xml_forbids_are_no_part_of_a_keyword() -> None:
    found = xmp.keywords_of([("a/b", "c|d\0")])
    assert found[xmp.DIGIKAM, "TagsList"] == ["a_b/c|d_"]
    assert found[xmp.LIGHTROOM, "hierarchicalSubject"] == ["a/b|c_d_"]
    assert found[xmp.DC, "subject"] == ["a/b", "c|d_"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not XML",
        "<x>",
        "<html/>",
        DARKTABLE[:-20],
        DARKTABLE.replace("</darktable:history>", ""),
        DARKTABLE.replace("&amp; beach", "& beach"),
        DARKTABLE.replace("<rdf:Bag>", "<rdf:Bag><unclosed>"),
        DARKTABLE.replace("xmlns:dc=", "xmlns:other="),  # a prefix that stands for nothing
        DARKTABLE.replace("<rdf:Bag>", '<rdf:Bag unknown:attribute="1">'),
    ],
)
def test_what_is_not_well_formed_or_no_xmp_is_refused(text: str) -> None:
    with pytest.raises(PhotoError, match="sidecar is no"):
        xmp.add(text.encode(), DOG)


def test_entities_are_refused_before_they_grow() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    with pytest.raises(PhotoError, match="document type"):
        xmp.add((bomb + "]><x>&j;</x>").encode(), DOG)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<rdf:Bag>\n     <rdf:li>holiday &amp; beach</rdf:li>\n     <rdf:li>dog</rdf:li>\n    </rdf:Bag>", "dog"),
        ('darktable:xmp_version="5"', 'dc:subject="dog"'),
        ("<rdf:Seq/>", "<rdf:Description/>"),
        ("<rdf:Seq/>", "<rdf:Seq/><rdf:Bag/>"),
        ("</lr:hierarchicalSubject>", "</lr:hierarchicalSubject><dc:subject><rdf:Bag/></dc:subject>"),
    ],
)
def test_keywords_in_an_unknown_form_are_refused_rather_than_doubled(old: str, new: str) -> None:
    assert old in DARKTABLE
    with pytest.raises(PhotoError, match="way that is not known"):
        xmp.add(DARKTABLE.replace(old, new, 1).encode(), DOG)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PhotoError, match="no well-formed XML"):
        xmp.add(DARKTABLE.encode().replace(b"dog", b"d\xffg"), DOG)
