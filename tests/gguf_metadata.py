"""Reads a GGUF file's metadata quickly: gguf's own reader takes 20 seconds for 260,000 tokens."""

import struct
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from gguf import GGUFValueType, GGUFWriter

_SCALARS = {
    GGUFValueType.UINT8: "B",
    GGUFValueType.INT8: "b",
    GGUFValueType.UINT16: "H",
    GGUFValueType.INT16: "h",
    GGUFValueType.UINT32: "I",
    GGUFValueType.INT32: "i",
    GGUFValueType.FLOAT32: "f",
    GGUFValueType.BOOL: "?",
    GGUFValueType.UINT64: "Q",
    GGUFValueType.INT64: "q",
    GGUFValueType.FLOAT64: "d",
}


class Entry(NamedTuple):
    """A metadata value with its types. `sub_type` is that of an array's items."""

    value: Any
    type: GGUFValueType
    sub_type: GGUFValueType | None = None

    @classmethod
    def of(cls, value: str | int | bool) -> "Entry":
        """The entry of a plain value; whole numbers are token ids (UINT32)."""
        if isinstance(value, bool):
            return cls(value, GGUFValueType.BOOL)
        return cls(value, GGUFValueType.STRING if isinstance(value, str) else GGUFValueType.UINT32)


def read_metadata(path: Path) -> dict[str, Entry]:
    """Every key of the file, in its order. Text that is not UTF-8 is kept with replacement characters."""
    with path.open("rb") as file:
        magic, _, _, keys = struct.unpack("<4sIQQ", file.read(24))
        assert magic == b"GGUF", path
        return {_text(file): _entry(file) for _ in range(keys)}


def write_metadata(writer: GGUFWriter, metadata: dict[str, Entry]) -> None:
    """Adds the entries to a file being written."""
    for key, entry in metadata.items():
        writer.add_key_value(key, entry.value, entry.type, sub_type=entry.sub_type)


def _entry(file: BinaryIO) -> Entry:
    kind = GGUFValueType(_number(file, "I"))
    if kind != GGUFValueType.ARRAY:
        return Entry(_text(file) if kind == GGUFValueType.STRING else _number(file, _SCALARS[kind]), kind)
    sub_type, count = GGUFValueType(_number(file, "I")), _number(file, "Q")
    if sub_type == GGUFValueType.STRING:
        return Entry([_text(file) for _ in range(count)], kind, sub_type)
    form = f"<{count}{_SCALARS[sub_type]}"
    return Entry(list(struct.unpack(form, file.read(struct.calcsize(form)))), kind, sub_type)


def _number(file: BinaryIO, form: str) -> Any:
    return struct.unpack(f"<{form}", file.read(struct.calcsize(f"<{form}")))[0]


def _text(file: BinaryIO) -> str:
    return file.read(int.from_bytes(file.read(8), "little")).decode("utf-8", "replace")
