"""Keywords in XMP: put into a sidecar, and taken out again, without touching a byte of what else is there.

The file is parsed to learn where things are, and what is new is spliced in at these places: comments, attributes,
other namespaces, the packet's wrapper and its padding stay as they are. There is no library for it: those that write
XML back write it anew.

Three properties, as the programs that people use read them: ``dc:subject`` (all of them), ``lr:hierarchicalSubject``
(Lightroom, darktable: ``animal|dog``) and ``digiKam:TagsList`` (``animal/dog``). XMP specification, part 1, 7.5:
an array is an ``rdf:Bag`` or ``rdf:Seq`` of ``rdf:li``.
"""

import codecs
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from effnet_desktop.engine.errors import PhotoError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"

PROPERTIES = {  # property -> prefix and array that it is written with where it is new
    (DC, "subject"): ("dc", "Bag"),
    (LIGHTROOM, "hierarchicalSubject"): ("lr", "Bag"),
    (DIGIKAM, "TagsList"): ("digiKam", "Seq"),
}
Name = tuple[str, str]
Keywords = Mapping[Name, Sequence[str]]
Reversal = list[tuple[int, int, str]]
"""For each change, from which byte to which of the new UTF-8 text, and what was there before."""

_MARKS = {
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_BLANKS = b" \t\r\n"

NEW_SIDECAR = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f' <rdf:RDF xmlns:rdf="{RDF}">\n </rdf:RDF>\n'
    "</x:xmpmeta>\n"
    '<?xpacket end="w"?>\n'
).encode()


def keywords_of(paths: Iterable[tuple[str, ...]]) -> dict[Name, list[str]]:
    """What each property gets of keywords that are paths from the broadest to the narrowest."""
    found: dict[Name, list[str]] = {name: [] for name in PROPERTIES}
    for path in paths:
        words = [_printable(word) for word in path]
        found[DC, "subject"] += words
        found[LIGHTROOM, "hierarchicalSubject"].append("|".join(word.replace("|", "_") for word in words))
        found[DIGIKAM, "TagsList"].append("/".join(word.replace("/", "_") for word in words))
    return {name: list(dict.fromkeys(words)) for name, words in found.items()}


def missing(data: bytes, keywords: Keywords) -> dict[Name, list[str]]:
    """The keywords that a sidecar has not.

    Raises:
        PhotoError: It is no XMP, or its keywords are written in a way that is not known here.
    """
    found = _parse(_decode(data)[0])
    lacking = {
        name: [word for word in words if word not in found.words.get(name, ())] for name, words in keywords.items()
    }
    return {name: words for name, words in lacking.items() if words}


def add(data: bytes, keywords: Keywords) -> tuple[bytes, Reversal]:
    """Puts in the keywords that a sidecar lacks; all else stays, byte for byte.

    Returns:
        The new content, and what `revert` needs to make the old one of it.

    Raises:
        PhotoError: It is no XMP, or its keywords are written in a way that is not known here.
    """
    text, encoding = _decode(data)
    found = _parse(text)
    lacking = missing(data, keywords)
    splices: list[_Splice] = []
    fresh = {name: words for name, words in lacking.items() if name not in found.arrays}
    for name, words in lacking.items():
        if name not in fresh:
            array = found.arrays[name]
            prefix = array.tag.rpartition(":")[0]
            li = f"{prefix}:li" if prefix else "li"
            splices.append(array.splice("".join(f"{array.indent}<{li}>{escape(word)}</{li}>" for word in words), text))
    if fresh:
        description = (
            f'\n  <rdf:Description xmlns:rdf="{RDF}" rdf:about={quoteattr(found.about)}'
            + "".join(f'\n    xmlns:{PROPERTIES[name][0]}="{name[0]}"' for name in fresh)
            + ">"
            + "".join(_property(name, words) for name, words in fresh.items())
            + "\n  </rdf:Description>"
        )
        splices.append(found.root.splice(description, text))
    # What the encoding lacks becomes &#...; before it is counted where everything is.
    splices = [
        replace(splice, new=splice.new.decode().encode(encoding, "xmlcharrefreplace").decode(encoding).encode())
        for splice in splices
    ]
    return _spliced(text, splices).decode().encode(encoding), _reversed(text, splices)


def revert(data: bytes, reversal: Reversal) -> bytes:
    """Makes the content before `add` of the content after it."""
    text, encoding = _decode(data)
    splices = [_Splice(start, end, old.encode()) for start, end, old in reversal]
    return _spliced(text, splices).decode().encode(encoding)


def properties_of(data: bytes) -> set[Name]:
    """The properties for keywords that a sidecar has, be they empty.

    Raises:
        PhotoError: It is no XMP, or its keywords are written in a way that is not known here.
    """
    return {*_parse(_decode(data)[0]).arrays}


def remove(data: bytes, keywords: Keywords, properties: Container[Name] = ()) -> bytes:
    """Takes keywords out; all else stays, byte for byte.

    Args:
        data: The sidecar.
        keywords: What is taken out.
        properties: Those that go as well where they hold nothing else.

    Raises:
        PhotoError: It is no XMP.
    """
    text, encoding = _decode(data)
    found = _parse(text)
    splices = []
    for name, words in keywords.items():
        if name in properties and name in found.properties and set(found.words[name]) <= set(words):
            places = [found.properties[name]]
        else:
            places = [place for word, place in found.places.get(name, {}).items() if word in words]
        for start, end in places:
            start -= len(text[:start]) - len(text[:start].rstrip(_BLANKS))
            splices.append(_Splice(start, end, b""))
    return _spliced(text, splices).decode().encode(encoding)


@dataclass(frozen=True, slots=True)
class _Splice:
    """Bytes from `start` to `end` become others."""

    start: int
    end: int
    new: bytes


@dataclass(slots=True)
class _Element:
    """An element that more can be put into.

    Attributes:
        tag: Its name as it is written.
        start: Where it begins.
        end: Where its end tag begins; for an empty-element tag, where that ends.
        is_empty: Whether it is an empty-element tag.
        indent: What stands before each of its children.
    """

    tag: str
    start: int
    end: int = 0
    is_empty: bool = False
    indent: str = ""

    def splice(self, inner: str, text: bytes) -> _Splice:
        """Puts text in behind all that is inside, before the blanks of the end tag."""
        if self.is_empty:
            return _Splice(self.end - 2, self.end, f">{inner}</{self.tag}>".encode())
        place = len(text[: self.end].rstrip(_BLANKS))
        return _Splice(place, place, inner.encode())


@dataclass(slots=True)
class _Found:
    """Where things are in an XMP document, in bytes of its UTF-8."""

    root: _Element = field(default_factory=lambda: _Element("", -1))
    about: str = ""
    arrays: dict[Name, _Element] = field(default_factory=dict)
    words: dict[Name, list[str]] = field(default_factory=dict)
    places: dict[Name, dict[str, tuple[int, int]]] = field(default_factory=dict)
    properties: dict[Name, tuple[int, int]] = field(default_factory=dict)


def _parse(text: bytes) -> _Found:
    parser = _Parser(text)
    try:
        parser.parse()
    except expat.ExpatError as error:
        raise PhotoError(
            "The sidecar is no well-formed XML: {reason}.", "Repair it, or move it away.", reason=str(error)
        ) from error
    if parser.found.root.start < 0:
        raise PhotoError("The sidecar is no XMP.", "Repair it, or move it away.")
    return parser.found


class _Parser:
    """Finds the places, by expat's events; nothing outside the file is ever read."""

    def __init__(self, text: bytes) -> None:
        self.found = _Found()
        self._text = text
        self._stack: list[tuple[Name, _Element]] = []
        self._prefixes: list[dict[str, str]] = [{"xml": "http://www.w3.org/XML/1998/namespace"}]
        self._word: list[str] = []
        self._is_fresh = False  # whether nothing has come since the start tag
        self._descriptions = 0
        parser = self._expat = expat.ParserCreate("UTF-8")
        parser.buffer_text = False
        parser.StartDoctypeDeclHandler = _refuse_entities  # XMP has none, and entities can be bombs
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = lambda _: self._other()
        parser.ProcessingInstructionHandler = lambda *_: self._other()
        parser.StartCdataSectionHandler = self._other

    def parse(self) -> None:
        self._expat.Parse(self._text, True)
        expat.ParserCreate("UTF-8", " ").Parse(self._text, True)  # knows what is wrong with namespaces, and not where

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        own = {
            key[6:] if ":" in key else "": value
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        self._prefixes.append({**self._prefixes[-1], **own} if own else self._prefixes[-1])
        name = self._name(tag, is_element=True)
        element = _Element(tag, self._expat.CurrentByteIndex)
        if self._stack and not self._stack[-1][1].indent:
            self._stack[-1][1].indent = self._blanks_before(element.start)
        outer = self._outer()
        self._stack.append((name, element))
        self._is_fresh = True
        if name == (RDF, "RDF") and self.found.root.start < 0:
            self.found.root = element
        elif outer and outer[-1] == (RDF, "RDF"):
            self._describe(attributes)
        elif len(outer) > 1 and outer[-2] == (RDF, "RDF") and name in PROPERTIES:
            if name in self.found.words:
                raise _unusual()
            self.found.words[name] = []
        elif len(outer) > 2 and outer[-1] in PROPERTIES and outer[-3] == (RDF, "RDF"):
            if name[0] != RDF or name[1] not in ("Bag", "Seq", "Alt") or outer[-1] in self.found.arrays:
                raise _unusual()
            self.found.arrays[outer[-1]] = element
        elif name == (RDF, "li"):
            self._word = []

    def _describe(self, attributes: dict[str, str]) -> None:
        self._descriptions += 1
        for key, value in attributes.items():
            if key.startswith("xmlns"):
                continue
            name = self._name(key, is_element=False)
            if name in PROPERTIES:
                raise _unusual()
            if name == (RDF, "about") or key == "about":
                self.found.about = self.found.about or value

    def _end(self, tag: str) -> None:
        name, element = self._stack.pop()
        element.end = self._expat.CurrentByteIndex
        element.is_empty = self._is_fresh and self._text.endswith(b"/>", element.start, element.end)
        self._is_fresh = False
        self._prefixes.pop()
        outer = self._outer()
        if len(outer) > 1 and outer[-2] == (RDF, "RDF") and name in PROPERTIES and name not in self.found.arrays:
            raise _unusual()  # a keyword without an array
        if len(outer) > 1 and outer[-2] == (RDF, "RDF") and name in PROPERTIES:
            self.found.properties[name] = element.start, self._behind(element)
        if name == (RDF, "li") and len(outer) > 1 and outer[-2] in self.found.arrays:
            word = "".join(self._word).strip()
            self.found.words[outer[-2]].append(word)
            self.found.places.setdefault(outer[-2], {})[word] = element.start, self._behind(element)

    def _behind(self, element: _Element) -> int:
        return element.end if element.is_empty else self._text.index(b">", element.end) + 1

    def _characters(self, text: str) -> None:
        self._word.append(text)
        self._is_fresh = False

    def _other(self) -> None:
        self._is_fresh = False

    def _outer(self) -> list[Name]:
        """The elements that are open, as far out as anybody looks."""
        return [name for name, _ in self._stack[-3:]]

    def _blanks_before(self, place: int) -> str:
        start = place
        while start and self._text[start - 1] in _BLANKS:
            start -= 1
        return self._text[start:place].decode()

    def _name(self, tag: str, *, is_element: bool) -> Name:
        prefix, colon, local = tag.rpartition(":")
        if not colon and not is_element:
            return "", local
        return self._prefixes[-1].get(prefix, ""), local


def _refuse_entities(*_: object) -> None:
    raise PhotoError("The sidecar declares a document type, which XMP has none of.", "Repair it, or move it away.")


def _unusual() -> PhotoError:
    return PhotoError(
        "The sidecar holds its keywords in a way that is not known here.", "Write it anew with your photo program."
    )


def _property(name: Name, words: Sequence[str]) -> str:
    prefix, array = PROPERTIES[name]
    tag = f"{prefix}:{name[1]}"
    lines = "".join(f"\n     <rdf:li>{escape(word)}</rdf:li>" for word in words)
    return f"\n   <{tag}>\n    <rdf:{array}>{lines}\n    </rdf:{array}>\n   </{tag}>"


def _printable(word: str) -> str:
    """A word without what XML forbids."""
    return re.sub(r"[\x00-\x1f\ufffe\uffff\ud800-\udfff]", "_", word)


def _spliced(text: bytes, splices: Iterable[_Splice]) -> bytes:
    for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
        text = text[: splice.start] + splice.new + text[splice.end :]
    return text


def _reversed(text: bytes, splices: Iterable[_Splice]) -> Reversal:
    found: Reversal = []
    shift = 0
    for splice in sorted(splices, key=lambda splice: splice.start):
        start = splice.start + shift
        found.append((start, start + len(splice.new), text[splice.start : splice.end].decode()))
        shift += len(splice.new) - (splice.end - splice.start)
    return found


def _decode(data: bytes) -> tuple[bytes, str]:
    """A document as UTF-8, and the encoding that it had."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", data)
    if declared:
        encoding = declared[1].decode("ascii")
    try:
        text = data.decode(encoding)
        if text.encode(encoding) != data:
            raise ValueError("it would not be written back as it is")
    except (ValueError, LookupError) as error:
        raise PhotoError(
            "The sidecar is no well-formed XML: {reason}.", "Repair it, or move it away.", reason=str(error)
        ) from error
    return text.encode(), encoding
