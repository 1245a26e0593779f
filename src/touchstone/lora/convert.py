"""From an adapter as PEFT saves it to a LoRA in GGUF form, as llama.cpp loads it."""

import contextlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from touchstone.errors import InputError
from touchstone.lora.base import BASE_SHA256, BASE_VECTORS, vectors_hash
from touchstone.lora.extra import require
from touchstone.lora.gguf_header import Header, read_header
from touchstone.lora.names import Place, check_family, place_of_module
from touchstone.lora.peft_folder import Module, PeftAdapter, Stored, read_peft

Kind = Literal["f32", "f16"]

VERSION = 1
"""Raised where the same adapter would be converted differently."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A matrix of the file to be: `stored` times `factor`, its rows in the order of `place`."""

    name: str
    stored: Stored
    factor: float
    place: Place

    def data(self, kind: np.dtype[Any]) -> NDArray[Any]:
        """The matrix as it is written."""
        values = self.place.rows(self.stored.data() * np.float32(self.factor))
        with np.errstate(over="ignore"):
            written = np.ascontiguousarray(values.astype(kind))
        if not np.isfinite(written).all():
            raise InputError(f"{self.name} holds values too large for {kind}", "convert the adapter in f32")
        return written


def convert_peft(
    folder: Path, out: Path, *, base: Path, base_sha256: str | None = None, kind: Kind = "f16"
) -> Path:
    """Writes the adapter in `folder` as a GGUF LoRA to `out`, whole or not at all.

    `base`: the model in GGUF form, in any quantisation; it says the architecture, and each module must fit one of
    its tensors. `base_sha256`: the hash of `base`, where the adapter is known to have been trained on just these
    weights: it is recorded, and compared whenever the adapter is used. `kind`: how the matrices are stored.

    InputError: a folder that PEFT did not write or that is damaged, an architecture or a kind of adapter that cannot
    be converted, an adapter that does not fit the base, or a place that cannot be written.
    """
    header = read_header(base)
    family = check_family(header)
    adapter = read_peft(folder)
    alpha = _common_alpha(adapter)
    parts = [part for module in adapter.modules for part in _parts(module, header, family, alpha)]
    draft = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        writer = require("gguf").GGUFWriter(draft, family)
        _describe(writer, adapter, header, alpha)
        if base_sha256:
            writer.add_string(BASE_SHA256, base_sha256)
            writer.add_string(BASE_VECTORS, vectors_hash(header))
        _write(writer, parts, np.dtype(np.float32 if kind == "f32" else np.float16))
        draft.replace(out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}", "choose another place") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return out


def _common_alpha(adapter: PeftAdapter) -> float:
    """The alpha that most modules have: the file has one; others are folded into their lora_b."""
    alphas = Counter(module.alpha for module in adapter.modules if module.alpha)
    if not alphas:
        # llama.cpp takes an alpha of 0 as "not set" and would scale by 1.
        raise InputError(
            f"{adapter.path}: lora_alpha is 0, so that the adapter does nothing", "train it with another"
        )
    return alphas.most_common(1)[0][0]


def _parts(module: Module, base: Header, family: str, alpha: float) -> list[_Part]:
    place = place_of_module(module.name, base, family)
    expected, given = base.tensors[place.tensor].shape, (module.b.shape[0], module.a.shape[1])
    if given != expected:
        raise InputError(
            f"the adapter's {module.name} is for a matrix of {given[0]} x {given[1]}, "
            f"and {place.tensor} of {base.path} is {expected[0]} x {expected[1]}",
            "give the model that the adapter was trained on",
        )
    return [
        _Part(f"{place.tensor}.lora_a", module.a, 1.0, Place(place.tensor)),
        _Part(f"{place.tensor}.lora_b", module.b, module.alpha / alpha, place),
    ]


def _describe(writer: Any, adapter: PeftAdapter, base: Header, alpha: float) -> None:
    """What llama.cpp wants to read, and the model that the adapter's config names, where that is one of the hub."""
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    is_hub = adapter.base.count("/") == 1 and not Path(adapter.base).is_absolute() and adapter.base[0] != "."
    if name := adapter.base if is_hub else base.text("general.name"):
        writer.add_base_model_count(1)
        writer.add_base_model_name(0, name)
        if is_hub:
            writer.add_base_model_repo_url(0, f"https://huggingface.co/{name}")


def _write(writer: Any, parts: list[_Part], kind: np.dtype[Any]) -> None:
    """One matrix after another: a large adapter is never in memory whole."""
    for part in parts:
        count = part.stored.shape[0] * part.stored.shape[1]
        writer.add_tensor_info(part.name, part.stored.shape, kind, count * kind.itemsize)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for part in parts:
            writer.write_tensor_data(part.data(kind))
    finally:
        writer.close()
