"""A LoRA adapter as PEFT saves it (adapter_config.json, adapter_model.safetensors): read and understood, or refused.

Facts from PEFT 0.21 (Apache-2.0): tuners/lora/config.py (fields), tuners/lora/model.py and utils/other.py (how
rank_pattern and alpha_pattern are matched), utils/save_and_load.py (names of the tensors).
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.model import PEFT_CONFIG, PEFT_WEIGHTS
from touchstone.errors import InputError
from touchstone.lora.extra import require

_PLAIN_STARTS = (True, False, "gaussian", "eva", "orthogonal")
"""Values of init_lora_weights that leave the base model's weights as they are."""

_READ = frozenset({"peft_type", "r", "lora_alpha", "rank_pattern", "alpha_pattern", "use_rslora"})
_WITHOUT_EFFECT = frozenset(
    {
        *(
            "auto_mapping",
            "base_model_name_or_path",
            "revision",
            "inference_mode",
            "peft_version",
            "task_type",
        ),
        *("target_modules", "exclude_modules", "layers_to_transform", "layers_pattern", "lora_dropout"),
        *("megatron_config", "megatron_core", "loftq_config", "eva_config", "corda_config", "lora_ga_config"),
        *("qalora_group_size", "runtime_config", "ephemeral_gpu_offload", "ensure_weight_tying"),
    }
)
"""Fields that say how the adapter was trained, and nothing about what its saved matrices mean."""

_KINDS = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "BF16": "<u2"}
_NAME = re.compile(r"base_model\.model\.(.+)\.lora_([AB])\.weight")
_FROZEN = ".base_layer.weight"
"""A layer's own weight, which PEFT saves too for lm_head: it is the base's, frozen."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One matrix in the file. `data()` reads it."""

    path: Path
    kind: str
    shape: tuple[int, ...]
    offset: int

    def data(self) -> NDArray[np.float32]:
        """The matrix in 32-bit floats. InputError where it is not finite."""
        raw = np.memmap(self.path, _KINDS[self.kind], "r", self.offset, self.shape)
        wide = (raw.astype("<u4") << np.uint32(16)).view("<f4") if self.kind == "BF16" else raw
        values = np.array(wide, dtype=np.float32)
        if not np.isfinite(values).all():
            raise InputError(f"{self.path} holds values that are not finite", "train the adapter again")
        return values


@dataclass(frozen=True, slots=True)
class Module:
    """What one linear layer of the base gets: x + alpha / rank * B (A x).

    `name`: of the layer in Transformers' model. `a`: [rank, in], `b`: [out, rank]. `alpha`: as llama.cpp uses it;
    for rank-stabilised LoRA that is PEFT's times the root of the rank.
    """

    name: str
    a: Stored
    b: Stored
    alpha: float


@dataclass(frozen=True, slots=True)
class PeftAdapter:
    """An adapter's modules by name, and what it says it was trained on ("" where it does not)."""

    path: Path
    base: str
    modules: tuple[Module, ...]


def read_peft(folder: Path) -> PeftAdapter:
    """The adapter. InputError: files missing or damaged, or something that a GGUF LoRA cannot say."""
    config = _config(folder / PEFT_CONFIG)
    _check(folder, config)
    pairs: dict[str, dict[str, Stored]] = {}
    for name, stored in _tensors(folder / PEFT_WEIGHTS):
        if name.endswith(_FROZEN):
            continue
        match = _NAME.fullmatch(name)
        if match is None:
            raise InputError(
                f"{folder / PEFT_WEIGHTS}: {name} is no LoRA matrix",
                "whole weights (modules_to_save, embeddings, biases) cannot be in a GGUF LoRA: train without them,"
                " or merge the adapter into its base and convert that",
            )
        pairs.setdefault(match[1], {})[match[2]] = stored
    if not pairs:
        raise InputError(
            f"{folder / PEFT_WEIGHTS} holds no LoRA matrices", "save the adapter again with PEFT"
        )
    modules = tuple(_module(folder, config, name, pair) for name, pair in sorted(pairs.items()))
    return PeftAdapter(folder, str(config.get("base_model_name_or_path") or ""), modules)


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}",
            f"give the folder with {PEFT_CONFIG} and {PEFT_WEIGHTS}",
        ) from None
    except ValueError as error:
        raise InputError(f"{path} is not valid JSON: {error}", "save the adapter again with PEFT") from None
    if not isinstance(config, dict):
        raise InputError(f"{path} is not a JSON object", "save the adapter again with PEFT")
    return config


def _check(folder: Path, config: Mapping[str, Any]) -> None:
    """Refuses all that would be lost in a GGUF LoRA: the result would be another model without a word of it."""
    path = folder / PEFT_CONFIG
    if config.get("peft_type") != "LORA":
        raise InputError(f"{path}: peft_type is {config.get('peft_type')!r}", "only LORA can be converted")
    start = config.get("init_lora_weights", True)
    if not any(start is each or (isinstance(each, str) and start == each) for each in _PLAIN_STARTS):
        raise InputError(
            f"{path}: init_lora_weights is {start!r}, which changes the base model's weights too",
            "save it as a plain LoRA: PEFT's save_pretrained with path_initial_model_for_weight_conversion",
        )
    if config.get("bias", "none") != "none":
        raise InputError(
            f"{path}: bias is {config['bias']!r}", "a GGUF LoRA has no biases: train with bias none"
        )
    for key in sorted(config.keys() - _READ - _WITHOUT_EFFECT - {"init_lora_weights", "bias"}):
        if config[key]:
            raise InputError(
                f"{path}: {key!r} is set, which a GGUF LoRA cannot say (or is not known here)",
                "train without it, or merge the adapter into its base and convert that",
            )


def _module(folder: Path, config: Mapping[str, Any], name: str, pair: Mapping[str, Stored]) -> Module:
    path = folder / PEFT_WEIGHTS
    if pair.keys() != {"A", "B"}:
        missing = ", ".join(sorted({"A", "B"} - pair.keys()))
        raise InputError(f"{path}: {name} has no lora_{missing}", "save the adapter again with PEFT")
    a, b = pair["A"], pair["B"]
    if len(a.shape) != 2 or len(b.shape) != 2 or a.shape[0] != b.shape[1] or not a.shape[0]:
        raise InputError(
            f"{path}: {name} has a lora_A of {_form(a)} and a lora_B of {_form(b)}, which do not fit together",
            "only linear layers can be converted",
        )
    rank = _setting(folder, config, "rank_pattern", "r", name)
    if rank != a.shape[0]:
        raise InputError(
            f"{path}: {name} has rank {a.shape[0]}, and {PEFT_CONFIG} says {rank:g}",
            "the two files do not belong together",
        )
    alpha = _setting(folder, config, "alpha_pattern", "lora_alpha", name)
    return Module(name, a, b, alpha * math.sqrt(rank) if config.get("use_rslora") else alpha)


def _setting(folder: Path, config: Mapping[str, Any], patterns: str, otherwise: str, name: str) -> float:
    """A module's own value, by the first pattern that fits the end of its name; else the adapter's."""
    table = config.get(patterns) or {}
    value = config.get(otherwise)
    try:
        fits = (own for key, own in table.items() if re.match(rf"(.*\.)?({key})$", name))
        value = next(fits, value)
    except (AttributeError, re.error):
        raise InputError(
            f"{folder / PEFT_CONFIG}: {patterns} cannot be read", "save the adapter again"
        ) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(
            f"{folder / PEFT_CONFIG}: {otherwise} is {value!r}, not a number", "save the adapter again"
        )
    return float(value)


def _tensors(path: Path) -> Iterator[tuple[str, Stored]]:
    safetensors = require("safetensors")
    try:
        # Checks the header, and that the tensors fill the rest of the file without gaps.
        with safetensors.safe_open(path, framework="numpy"):
            pass
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header: dict[str, Any] = json.loads(file.read(length))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", "give the folder that PEFT saved"
        ) from None
    except safetensors.SafetensorError as error:
        raise InputError(f"{path} is damaged: {error}", "copy or download it again") from None
    for name, told in header.items():
        if name == "__metadata__":
            continue
        if not name.isprintable():
            raise InputError(f"{path} is damaged: {name!r} is no name", "copy or download it again")
        if told["dtype"] not in _KINDS:
            raise InputError(
                f"{path}: {name} is stored as {told['dtype']}", f"save it as {', '.join(_KINDS)}"
            )
        yield name, Stored(path, told["dtype"], tuple(told["shape"]), 8 + length + told["data_offsets"][0])


def _form(stored: Stored) -> str:
    return " x ".join(map(str, stored.shape)) or "one number"
