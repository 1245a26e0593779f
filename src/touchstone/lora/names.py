"""Where a layer of Transformers' model lies in a GGUF file, and how its rows are ordered there.

Facts from llama.cpp (MIT): gguf-py/gguf/tensor_mapping.py for the names, and conversion of Llama for the rows of the
query and key projections, which its rotary embedding wants in pairs side by side instead of in two halves.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchstone.errors import InputError
from touchstone.lora.gguf_header import Header

FAMILIES = {"llama": "Llama and Mistral", "qwen2": "Qwen2 and Qwen2.5", "qwen3": "Qwen3"}
"""The architectures, by their names in GGUF, whose adapters can be converted."""

_LAYERS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")
_HEADS = {"attn_q": "attention.head_count", "attn_k": "attention.head_count_kv"}


@dataclass(frozen=True, slots=True)
class Place:
    """A tensor of the base. `heads`: over how many heads its rows are reordered; None: they stay."""

    tensor: str
    heads: int | None = None

    def rows(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """A matrix whose rows are the layer's outputs, in the order of the GGUF file."""
        if self.heads is None:
            return matrix
        rows, columns = matrix.shape
        halves = matrix.reshape(self.heads, 2, rows // self.heads // 2, columns)
        return halves.swapaxes(1, 2).reshape(rows, columns)


def check_family(base: Header) -> str:
    """The base's architecture. InputError where its adapters cannot be converted."""
    family = base.text("general.architecture")
    if family not in FAMILIES:
        known = ", ".join(FAMILIES.values())
        raise InputError(
            f"adapters for the architecture {family or 'of no name'!r} cannot be converted ({base.path})",
            f"supported: {known}; others with llama.cpp's convert_lora_to_gguf.py",
        )
    return family


def place_of_module(name: str, base: Header, family: str) -> Place:
    """The tensor of the base that a module of that name is. InputError where there is none."""
    found = "output" if name == "lm_head" else None
    if match := _LAYER.fullmatch(name):
        found = _LAYERS.get(match[2])
    if found is None:
        raise InputError(
            f"the adapter changes {name}, which cannot be converted",
            f"supported are lm_head and, in each layer, {', '.join(_LAYERS)}",
        )
    tensor = f"blk.{match[1]}.{found}.weight" if match else f"{found}.weight"
    if tensor not in base.tensors:
        raise InputError(
            f"the adapter changes {name}, and {base.path} has no tensor {tensor}",
            "give the model that the adapter was trained on",
        )
    if family != "llama" or found not in _HEADS:
        return Place(tensor)
    return Place(tensor, _head_count(base, family, _HEADS[found]))


def _head_count(base: Header, family: str, key: str) -> int:
    count = base.metadata.get(f"{family}.{key}", base.metadata.get(f"{family}.attention.head_count"))
    if not isinstance(count, int) or count < 1 or f"{family}.{key}" in base.lists:
        raise InputError(
            f"{base.path} does not say one number of heads ({family}.{key})",
            "use llama.cpp's convert_lora_to_gguf.py for this model",
        )
    return count
