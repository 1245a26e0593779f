"""A LoRA in GGUF form: what it says of itself, and whether it belongs to a model file.

llama.cpp checks the architecture and each tensor's name and shape: an adapter of another model of the same sizes
loads without a word and gives nonsense. So the file that an adapter was made for is recorded in it, and compared.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from touchstone.errors import InputError
from touchstone.lora.gguf_header import F32, Header, read_header

BASE_SHA256 = "touchstone.base.sha256"
"""The metadata key of the hash of the model file that the adapter was made for."""

BASE_VECTORS = "touchstone.base.vectors"
"""The metadata key of the `vectors_hash` of that file."""

_VECTORS = ("_norm.weight", ".bias")
_NO_ADAPTER = "give a LoRA in GGUF form, or the folder that PEFT saved"


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """What a LoRA file says of itself; "" for what it does not say. `base_name`: what it was trained on, in words."""

    path: Path
    architecture: str
    alpha: float
    base_name: str
    base_sha256: str
    base_vectors: str


def vectors_hash(header: Header) -> str:
    """SHA-256 over the norms and biases of a model file, names, shapes and bytes.

    They stay in 32-bit floats however the matrices are quantised, so that all quantisations of one conversion have
    the same. Training all weights changes them; a LoRA merged into the matrices does not.
    """
    digest = hashlib.sha256()
    with header.path.open("rb") as file:
        for name, tensor in sorted(header.tensors.items()):
            if name.endswith(_VECTORS) and tensor.kind == F32 and len(tensor.shape) == 1:
                file.seek(tensor.offset)
                digest.update(f"{name} {tensor.shape[0]}\n".encode())
                digest.update(file.read(4 * tensor.shape[0]))
    return digest.hexdigest()


def read_adapter(path: Path) -> AdapterFacts:
    """Reads the header of a LoRA. InputError: no LoRA in GGUF form, or one that llama.cpp would load only in part."""
    header = read_header(path)
    kind = header.text("general.type")
    if kind != "adapter" or header.text("adapter.type") != "lora":
        said = f"general.type is {kind or 'not set'!r}, adapter.type {header.text('adapter.type') or 'not set'!r}"
        raise InputError(f"{path} is no LoRA adapter: {said}", _NO_ADAPTER)
    if any(key.startswith("adapter.alora.") for key in (*header.metadata, *header.lists)):
        raise InputError(f"{path} is an activated LoRA, which works on part of a text only", _NO_ADAPTER)
    if ignored := [name for name in header.tensors if not name.endswith((".lora_a", ".lora_b"))]:
        raise InputError(f"{path}: llama.cpp would ignore {ignored[0]}, a whole weight", _NO_ADAPTER)
    alpha, base_name = (
        header.metadata.get("adapter.lora.alpha", 0.0),
        header.text("general.base_model.0.name"),
    )
    return AdapterFacts(
        path=path,
        architecture=header.text("general.architecture"),
        alpha=float(alpha) if isinstance(alpha, int | float) else 0.0,
        base_name=base_name if base_name.isprintable() else "",
        base_sha256=header.text(BASE_SHA256),
        base_vectors=header.text(BASE_VECTORS),
    )


def check_base(adapter: AdapterFacts, model: Path, model_sha256: str) -> None:
    """Refuses a model that the adapter was not made for, as far as the adapter says what it was made for.

    The file itself, or another quantisation of the same weights (`vectors_hash`), is right. InputError: any other.
    """
    if not adapter.base_sha256 or adapter.base_sha256 == model_sha256:
        return
    if adapter.base_vectors and adapter.base_vectors == vectors_hash(read_header(model)):
        return
    made_for = f" ({adapter.base_name})" if adapter.base_name else ""
    raise InputError(
        f"the adapter {adapter.path} was made for another model file: for {adapter.base_sha256[:12]}{made_for}, "
        f"and {model} is {model_sha256[:12]}",
        'give the model that it was trained on; or, if you know better, set adapter_base = "any" in its entry',
    )
