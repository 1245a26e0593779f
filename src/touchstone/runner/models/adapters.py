"""An entry's LoRA made ready: found, its hash compared, converted where PEFT saved it, checked against the model."""

from pathlib import Path

from touchstone.catalogue import is_present, locate_adapter
from touchstone.domain.base import content_hash
from touchstone.domain.model import PEFT_CONFIG, ModelEntry
from touchstone.engine import Adapter
from touchstone.errors import InputError
from touchstone.lora import VERSION, check_base, convert_peft, read_adapter, read_peft
from touchstone.paths import Home
from touchstone.store import Store, open_store


def ready_adapter(
    home: Home, store: Store, entry: ModelEntry, model: Path, model_hash: str
) -> Adapter | None:
    """The entry's LoRA for the model file; None where it has none. One that PEFT saved is converted once.

    InputError: not here, not the file that the entry means, no LoRA that can be used, or made for another model.
    """
    source = locate_adapter(entry, home)
    if source is None:
        return None
    sha256 = store.file_hash(source)
    if entry.adapter_sha256 not in (None, sha256):
        raise InputError(
            f"the adapter of {entry.name} is not the file that its entry means: {source} is {sha256[:12]}",
            f"put the right one there, or correct adapter_sha256; see touchstone models verify {entry.name}",
        )
    path = source
    if _is_peft(source):
        path = _converted_place(home, sha256, store.file_hash(source.with_name(PEFT_CONFIG)), model_hash)
        if not path.is_file():
            convert_peft(source.parent, path, base=model)
    facts = read_adapter(path)
    if entry.adapter_base == "recorded":
        check_base(facts, model, model_hash)
    return Adapter(path, store.file_hash(path), entry.adapter_scale)


def known_adapter(home: Home, store: Store, entry: ModelEntry, model_hash: str) -> Adapter | None:
    """The LoRA as `ready_adapter` gave it last, where none of its files changed since. Reads no file."""
    if not is_present(entry, home) or (source := locate_adapter(entry, home)) is None:
        return None
    path = source
    if _is_peft(source):
        hashes = store.known_file_hash(source), store.known_file_hash(source.with_name(PEFT_CONFIG))
        if hashes[0] is None or hashes[1] is None:
            return None
        path = _converted_place(home, hashes[0], hashes[1], model_hash)
    sha256 = store.known_file_hash(path)
    return None if sha256 is None else Adapter(path, sha256, entry.adapter_scale)


def adapter_fields(home: Home, entry: ModelEntry) -> dict[str, object]:
    """What `models show` says of the entry's LoRA, which must be here: its hash, and what it was made for.

    What PEFT saved names a model, but no file of it. InputError: no LoRA that can be used.
    """
    source = locate_adapter(entry, home)
    assert source is not None
    with open_store(home.database) as store:
        fields: dict[str, object] = {"adapter_location": str(source), "adapter_hash": store.file_hash(source)}
    if _is_peft(source):
        return fields | {"adapter_made_for": read_peft(source.parent).base or "not recorded"}
    facts = read_adapter(source)
    made_for = " ".join(filter(None, (facts.base_name, facts.base_sha256)))
    return fields | {"adapter_made_for": made_for or "not recorded", "adapter_alpha": facts.alpha}


def _is_peft(source: Path) -> bool:
    return source.suffix.lower() != ".gguf"


def _converted_place(home: Home, weights: str, config: str, model_hash: str) -> Path:
    """Where what PEFT saved lies once it is converted for a model: named by all that the conversion depends on."""
    key = content_hash([VERSION, weights, config, model_hash], 32)
    return home.models / "adapters" / f"{key}.gguf"
