"""The header of a GGUF file: its metadata and where its tensors lie; no weights are read.

llama.cpp's own description of the form: ggml/include/gguf.h. Lists are walked over and not kept: a vocabulary of
260,000 tokens takes a quarter of a second.
"""

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from touchstone.errors import InputError

F32 = 0
"""ggml's number of the 32-bit float type."""

Value = str | int | float | bool

_STRING, _LIST = 8, 9
_FORMS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_VERSIONS = (2, 3)
_LONGEST_TEXT = 1 << 26
_MOST_DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class Tensor:
    """`shape` as NumPy has it (rows first). `kind`: ggml's number of the type. `offset`: in the file, in bytes."""

    shape: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself. `metadata` without lists; `lists` are the names of those."""

    path: Path
    metadata: Mapping[str, Value]
    lists: frozenset[str]
    tensors: Mapping[str, Tensor]

    def text(self, key: str) -> str:
        """The value as text; "" where the file does not give it."""
        return str(self.metadata.get(key, ""))


class _Broken(Exception):
    """The file does not keep to the form. Says how."""


def read_header(path: Path) -> Header:
    """Reads the header. InputError: no such file, or one that is no GGUF file or a broken one."""
    try:
        with path.open("rb") as file:
            return _header(path, file)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check the path") from None
    except (_Broken, struct.error, UnicodeDecodeError) as error:
        said = str(error) if isinstance(error, _Broken) else "its header breaks off, or is damaged"
        raise InputError(f"{path} is not a GGUF file: {said}", "make or download it again") from None


def _header(path: Path, file: BinaryIO) -> Header:
    if file.read(4) != b"GGUF":
        raise _Broken("it does not begin with GGUF")
    (version,) = _numbers(file, "I")
    if version not in _VERSIONS:
        raise _Broken(f"version {version}, not one of {_VERSIONS}")
    n_tensors, n_keys = _numbers(file, "QQ")
    metadata: dict[str, Value] = {}
    lists: set[str] = set()
    for _ in range(n_keys):
        key, (kind,) = _text(file), _numbers(file, "I")
        if kind == _LIST:
            _skip_list(file)
            lists.add(key)
        else:
            metadata[key] = _text(file) if kind == _STRING else _numbers(file, _form(kind))[0]
    found = [(_text(file), *_tensor(file)) for _ in range(n_tensors)]
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment < 1:
        raise _Broken(f"an alignment of {alignment}")
    start = -(-file.tell() // alignment) * alignment
    tensors = {name: Tensor(shape, kind, start + offset) for name, shape, kind, offset in found}
    return Header(path, metadata, frozenset(lists), tensors)


def _tensor(file: BinaryIO) -> tuple[tuple[int, ...], int, int]:
    (n_dims,) = _numbers(file, "I")
    if n_dims > _MOST_DIMENSIONS:
        raise _Broken(f"a tensor of {n_dims} dimensions")
    shape = _numbers(file, "Q" * n_dims)
    kind, offset = _numbers(file, "IQ")
    return tuple(reversed(shape)), kind, offset


def _numbers(file: BinaryIO, form: str) -> tuple[int, ...]:
    form = f"<{form}"
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _form(kind: int) -> str:
    if kind not in _FORMS:
        raise _Broken(f"a value of type {kind}")
    return _FORMS[kind]


def _text(file: BinaryIO) -> str:
    (length,) = _numbers(file, "Q")
    if length > _LONGEST_TEXT:
        raise _Broken(f"a text of {length} bytes")
    data = file.read(length)
    if len(data) < length:
        raise _Broken("its header breaks off")
    return data.decode("utf-8", "replace")


def _skip_list(file: BinaryIO) -> None:
    kind, count = _numbers(file, "IQ")
    if kind == _STRING:
        for _ in range(count):
            (length,) = _numbers(file, "Q")
            file.seek(length, os.SEEK_CUR)
    else:
        file.seek(count * struct.calcsize(_form(kind)), os.SEEK_CUR)
