"""Records as JSON files: read strictly, and written whole or not at all.

A record is a dataclass; paths are text and tuples are lists there. Each field has to be of its type, and only those
with a default may be absent. Fields of a newer version are passed over.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.whole_files import whole_file

# msgspec is imported inside the functions: a window without models of its own opens before it is needed.

T = TypeVar("T")

_HALF_PAIR = b"\\udc"  # stands for a byte of a name that is not Unicode


def read(file: Path, kind: type[T]) -> T:
    """What a file says.

    Raises:
        OSError: It cannot be read.
        ValueError: It holds no such record.
    """
    return decode(file.read_bytes(), kind)


def decode(data: bytes, kind: type[T]) -> T:
    """What the bytes of a file say.

    Raises:
        ValueError: They are no such record.
    """
    import msgspec

    try:
        if _HALF_PAIR in data.lower():  # msgspec's own reader refuses names that are not Unicode
            return msgspec.convert(json.loads(data), kind, dec_hook=_from_plain, str_keys=True)
        return msgspec.json.decode(data, type=kind, dec_hook=_from_plain)
    except (RecursionError, EngineError) as error:  # nested without end; a record that refuses its own values
        raise ValueError(str(error)) from error


def write(file: Path, record: object) -> None:
    """Writes a file that appears whole or not at all.

    Raises:
        OSError: It cannot be written.
    """

    with whole_file(file) as part:
        part.write_bytes(_encode(record))


def plain(record: object) -> dict[str, Any]:
    """A record's fields as `write` has them, to be put together with others."""
    import msgspec

    fields: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_to_plain)
    return fields


def _encode(record: object) -> bytes:
    import msgspec

    try:
        return msgspec.json.format(msgspec.json.encode(record, enc_hook=_to_plain), indent=1)
    except UnicodeEncodeError:  # a name that is not Unicode: escaped, it comes back as it was
        return json.dumps(msgspec.to_builtins(record, enc_hook=_to_plain, str_keys=True), indent=1).encode("ascii")


def _from_plain(kind: type, value: Any) -> object:
    if kind is Path:
        return Path(value)
    raise NotImplementedError(kind)


def _to_plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float):  # NumPy's
        return float(value)
    raise NotImplementedError(type(value))
